import Clustering
import Glibc
import Testing

@Suite("A cluster that emerges")
struct EmergingClusterTests {
  private static let dimension = 20
  private let places = [[Float]]((0..<5).map { Self.place($0) })

  @Test("is found among the newest points")
  func found() throws {
    let (model, former) = try established()
    let recent = points(around: places[4], count: 30, width: 1, seed: 7) + usual(70, seed: 8)
    let found = try #require(find(recent, former, model))
    #expect(found.recentCount == 30)
    #expect(found.formerCount == 0)
    let own = MiniBatchKMeans(centres: try #require(matrix([places[4]])))
    #expect(try #require(own).assign(found.centre).distance < 1.5)
  }

  @Test("is not seen where there is none")
  func usualMusic() throws {
    let (model, former) = try established()
    for seed in 1...10 as ClosedRange<UInt64> {
      #expect(find(usual(100, seed: seed), former, model) == nil)
    }
  }

  @Test("is not the fashion for a cluster there is, nor a part of one that is new as a whole")
  func fashion() throws {
    let (model, former) = try established()
    #expect(find(points(around: places[1], count: 100, width: 1, seed: 3), former, model) == nil)
    let joined = model.joined(by: places[4])
    let recent = points(around: places[4], count: 100, width: 1, seed: 3)
    #expect(find(recent, former, joined) == nil)
  }

  @Test("is not an album: new and apart, but all alike")
  func album() throws {
    let (model, former) = try established()
    let recent = points(around: places[4], count: 30, width: 0.2, seed: 7) + usual(70, seed: 8)
    #expect(find(recent, former, model) == nil)
  }

  @Test("is not a handful, nor outliers in all directions")
  func noise() throws {
    let (model, former) = try established()
    let few = points(around: places[4], count: 9, width: 1, seed: 7) + usual(91, seed: 8)
    #expect(find(few, former, model) == nil)
    var generator = SeededGenerator(seed: 2)
    let outliers = (0..<30).map { _ in
      (0..<Self.dimension).map { _ in 3 * Self.normal(&generator) }
    }
    #expect(find(outliers + usual(70, seed: 8), former, model) == nil)
  }

  @Test("needs points to compare with")
  func nothing() throws {
    let (model, former) = try established()
    #expect(find([], former, model) == nil)
    let empty = PointMatrix(dimension: Self.dimension)
    #expect(find(usual(50, seed: 1), empty, model) == nil)
  }

  private func find(
    _ recent: [[Float]], _ former: PointMatrix, _ model: MiniBatchKMeans
  ) -> EmergingCluster? {
    EmergingCluster.find(
      among: matrix(recent) ?? PointMatrix(dimension: Self.dimension), after: former,
      besides: model, minimum: 15, seed: 1)
  }

  private func established() throws -> (MiniBatchKMeans, PointMatrix) {
    let former = try #require(matrix(usual(600, seed: 1)))
    return (try #require(MiniBatchKMeans.fit(former, k: 4, seed: 1)), former)
  }

  private func usual(_ count: Int, seed: UInt64) -> [[Float]] {
    (0..<4).flatMap {
      points(around: places[$0], count: (count + $0) / 4, width: 1, seed: seed + UInt64($0) << 8)
    }
  }

  private func points(
    around place: [Float], count: Int, width: Float, seed: UInt64
  ) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in place.map { $0 + width * Self.normal(&generator) } }
  }

  private func matrix(_ rows: [[Float]]) -> PointMatrix? {
    PointMatrix(dimension: Self.dimension, values: rows.flatMap { $0 })
  }

  /// Corners far enough apart for clusters of unit width to be told apart, just.
  private static func place(_ index: Int) -> [Float] {
    (0..<dimension).map { $0 % 5 == index ? 3 : 0 }
  }

  private static func normal(_ generator: inout SeededGenerator) -> Float {
    let radius = (-2 * log(1 - generator.nextUnit())).squareRoot()
    return Float(radius * cos(2 * Double.pi * generator.nextUnit()))
  }
}
