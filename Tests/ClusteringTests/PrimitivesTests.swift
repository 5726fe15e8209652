import Clustering
import Testing

@Suite("Vectors and random numbers")
struct PrimitivesTests {
  @Test("The seeded generator is SplitMix64")
  func splitMix() {
    var generator = SeededGenerator(seed: 1_234_567)
    let first = (0..<5).map { _ in generator.next() }
    // The published sequence of the algorithm's reference implementation.
    #expect(
      first == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test("Unit numbers lie in 0..<1 and fill it evenly")
  func unit() {
    var generator = SeededGenerator(seed: 0)
    let numbers = (0..<10_000).map { _ in generator.nextUnit() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    #expect(abs(numbers.reduce(0, +) / 10_000 - 0.5) < 0.01)
  }

  @Test(
    "Distances and products agree with the plain sums whatever the length",
    arguments: [0, 1, 7, 8, 9, 52, 200])
  func vectors(length: Int) {
    var generator = SeededGenerator(seed: UInt64(length))
    let a = (0..<length).map { _ in Float(generator.nextUnit() - 0.5) }
    let b = (0..<length).map { _ in Float(generator.nextUnit() - 0.5) }
    let pairs = zip(a.map(Double.init), b.map(Double.init))
    let squared = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let product = pairs.reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(Double(a.span.squaredDistance(to: b.span)) - squared) < 1e-5)
    #expect(abs(Double(a.span.dot(b.span)) - product) < 1e-5)
  }
}
