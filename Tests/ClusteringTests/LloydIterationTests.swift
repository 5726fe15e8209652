import Clustering
import Testing

@Suite("Lloyd's iteration with bounds")
struct LloydIterationTests {
  @Test(
    "ends where the plain iteration does, bit for bit", arguments: [2, 7, 10, 24],
    [1, 2] as [UInt64])
  func agreesWithPlain(k: Int, seed: UInt64) throws {
    let points = Digits.points(upTo: 400)
    var generator = SeededGenerator(seed: seed)
    let start = MiniBatchKMeans.seeded(
      PointMatrix(dimension: Digits.pixels), to: k, from: points, using: &generator)
    var model = try #require(MiniBatchKMeans(centres: start))
    var plain = model
    model.polish(points, maxSteps: 12)
    for _ in 0..<12 { plain = try #require(Self.plainStep(plain, points)) }
    #expect(model.centres == plain.centres)
    #expect(model.labels(of: points) == plain.labels(of: points))
  }

  @Test("compares points with centres as one by one, for any number of either", arguments: 1...19)
  func blocksAgree(k: Int) throws {
    let points = Digits.rows(100..<100 + 2 * k + 1)
    let model = try #require(MiniBatchKMeans(centres: Digits.points(upTo: k)))
    let together = model.assignments(of: points)
    #expect(together == (0..<points.count).map { model.assign(Array(points[$0])) })
    #expect(model.labels(of: points) == together.map(\.cluster))
    #expect(together.allSatisfy { ($0.secondCluster == nil) == (k == 1) })
    #expect(model.assignments(of: points, to: together.map(\.cluster)) == together)
  }

  @Test("loyal points stay until another centre is clearly nearer")
  func loyalty() throws {
    let points = try #require(PointMatrix(dimension: 1, values: [0, 5.2, 7, 10]))
    let centres = try #require(PointMatrix(dimension: 1, values: [0, 10]))
    var model = try #require(MiniBatchKMeans(centres: centres))
    // 5.2 is nearer to 10 by the factor 1.08, 7 by 2.3.
    #expect(model.polish(points, from: [0, 0, 0, 1], loyalty: 0.1, maxSteps: 0) == [0, 0, 1, 1])
    #expect(model.counts == [2, 2])
    #expect(model.centres == centres)
    let assignments = model.assignments(of: points, to: [0, 0, 1, 1])
    #expect(assignments[1].cluster == 0)
    #expect(assignments[1].secondCluster == 1)
    #expect(assignments[1].confidence == 0)
    var fickle = model
    #expect(fickle.polish(points, from: [0, 0, 0, 1], loyalty: 0, maxSteps: 0) == [0, 1, 1, 1])
    #expect(model.polish(points, from: [nil, nil, nil, nil], loyalty: 0.1) == [0, 1, 1, 1])
  }

  private static func plainStep(
    _ model: MiniBatchKMeans, _ points: PointMatrix
  ) -> MiniBatchKMeans? {
    let labels = model.labels(of: points)
    guard let means = MiniBatchKMeans(means: points, labels: labels, count: model.k) else {
      return nil
    }
    var centres = means.centres
    for cluster in 0..<model.k where means.counts[cluster] == 0 {
      centres.replace(row: cluster, with: model.centres[cluster])
    }
    return MiniBatchKMeans(centres: centres, counts: means.counts)
  }
}
