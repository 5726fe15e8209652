import Clustering
import Testing

@Suite("Neighbours counted row by row")
struct HubnessTests {
  @Test(
    "are those of all distances, also of equally near ones",
    arguments: [(0, 10), (1, 10), (5, 10), (11, 10), (300, 10), (300, 1), (300, 0)])
  func sameAsMatrix(points: Int, k: Int) {
    let digits = Digits.points(upTo: points)
    #expect(digits.neighbourOccurrences(k: k) == DistanceMatrix(digits).occurrences(k: k))
  }

  @Test("stops when nobody wants to know any more")
  func cancelled() {
    var asked = 0
    let result = Digits.points(upTo: 300).neighbourOccurrences {
      asked += 1
      return asked == 3
    }
    #expect(result == nil)
    #expect(asked == 3)
  }
}

@Suite("A sample of a stream")
struct ReservoirTests {
  /// The items of 0..<count that are kept.
  private func sample(_ count: Int, limit: Int, seed: UInt64) -> [Int] {
    var reservoir = Reservoir(limit: limit, seed: seed)
    var kept: [Int] = []
    for item in 0..<count {
      switch reservoir.next() {
      case .append: kept.append(item)
      case .replace(let place): kept[place] = item
      case .skip: break
      }
    }
    return kept
  }

  @Test("is everything where there is no more than the limit", arguments: [0, 1, 7, 8])
  func small(count: Int) {
    #expect(sample(count, limit: 8, seed: 1) == Array(0..<count))
  }

  @Test("has different items, the same for the same seed")
  func seeded() {
    let one = sample(1_000, limit: 100, seed: 1)
    #expect(Set(one).count == 100)
    #expect(one == sample(1_000, limit: 100, seed: 1))
    #expect(one != sample(1_000, limit: 100, seed: 2))
    #expect(sample(1_000, limit: 0, seed: 1).isEmpty)
  }

  @Test("takes early and late items alike")
  func even() {
    // Four standard deviations of a mean of 20,000 uniform draws.
    let draws = (0..<200).flatMap { sample(1_000, limit: 100, seed: UInt64($0)) }
    let mean = Double(draws.reduce(0, +)) / Double(draws.count)
    #expect(abs(mean - 499.5) < 4 * 288.7 / 141.4)
  }
}
