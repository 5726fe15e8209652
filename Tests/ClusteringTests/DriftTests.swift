import Clustering
import Testing

@Suite("Learning, forgetting and replaying")
struct DriftTests {
  @Test("old points fade by half after a half-life of new ones")
  func reference() throws {
    let centre = try #require(PointMatrix(dimension: 1, values: [0]))
    var model = try #require(MiniBatchKMeans(centres: centre, counts: [10]))
    let batch = try #require(PointMatrix(dimension: 1, values: [Float](repeating: 1, count: 10)))
    // The design's reference: a = .5, n = 10, m = 10 give c' = 2/3, n' = 15.
    model.update(with: batch, halfLife: 10)
    #expect(model.counts == [15])
    #expect(abs(model.centres.values[0] - 2 / 3) < 1e-6)
    // Nobody comes, nothing is forgotten.
    let before = model
    model.update(with: PointMatrix(dimension: 1), halfLife: 10)
    #expect(model == before)
  }

  @Test("one by one or in batches, the weight fades alike")
  func oneByOne() throws {
    let centre = try #require(PointMatrix(dimension: 1, values: [0]))
    var model = try #require(MiniBatchKMeans(centres: centre, counts: [1000]))
    for _ in 0..<5000 { model.apply(model.updated(byAdding: [1], halfLife: 100).change) }
    // The sum of the powers of 2^(−1/100): what a mood weighs in the end.
    #expect(abs(model.counts[0] - 144.77) < 0.01)
    #expect(abs(model.centres.values[0] - 1) < 1e-5)
  }

  @Test("the stored sequence of assignments gives the same centres, bit for bit")
  func replay() throws {
    let start = try #require(
      MiniBatchKMeans.fit(Digits.points(upTo: 200), k: 8, seed: 4))
    var live = start
    var rows: [(row: Int, cluster: Int, distance: Float)] = []
    for row in 200..<900 {
      let (assignment, change) = live.updated(byAdding: Array(Digits.all[row]), halfLife: 300)
      live.apply(change)
      rows.append((row, assignment.cluster, assignment.distance))
    }
    var replayed = start
    for stored in rows {
      let (assignment, change) = replayed.updated(
        byAdding: Array(Digits.all[stored.row]), halfLife: 300)
      #expect(assignment.cluster == stored.cluster && assignment.distance == stored.distance)
      replayed.apply(change)
    }
    #expect(replayed == live)
  }

  @Test("starved centres are put among the points")
  func reassignment() throws {
    let centres = try #require(PointMatrix(dimension: 1, values: [0, 1000]))
    let points = try #require(
      PointMatrix(dimension: 1, values: (0..<200).map { Float($0 % 2 == 0 ? 0 : 8) }))
    var model = try #require(MiniBatchKMeans(centres: centres))
    var generator = SeededGenerator(seed: 1)
    model.learn(from: points, batch: 20, passes: 5, using: &generator)
    model.polish(points)
    #expect(model.centres.values.sorted() == [0, 8])
    var stuck = try #require(MiniBatchKMeans(centres: centres))
    stuck.learn(from: points, batch: 20, passes: 5, reassignmentRatio: 0, using: &generator)
    #expect(stuck.counts[1] == 0)
  }

  @Test("ten runs over the digits: online within 3 %, polished within 1 % by the median")
  func quality() throws {
    var online: [Double] = []
    var polished: [Double] = []
    for seed in 0..<10 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var model = try #require(MiniBatchKMeans.fit(Digits.all, k: 10, seed: seed, maxSteps: 0))
      model.learn(from: Digits.all, passes: 3, using: &generator)
      online.append(model.inertia(of: Digits.all) / Self.bestInertia)
      model.polish(Digits.all)
      polished.append(model.inertia(of: Digits.all) / Self.bestInertia)
    }
    #expect(online.sorted()[5] <= 1.03, "\(online)")
    #expect(polished.sorted()[5] <= 1.01, "\(polished)")
    #expect((polished.max() ?? 2) <= 1.03, "\(polished)")
  }

  /// The design's reference: the best of ten runs of full k-means with k = 10.
  private static let bestInertia = 1_165_223.87
}
