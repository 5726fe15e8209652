import Clustering
import Testing

@Suite("Choosing the number of clusters")
struct ChoosingKTests {
  @Test(
    "takes the largest stable one, and keeps the one in use while it is good enough",
    arguments: [
      // The largest that reaches .85.
      ([(6, 0.95), (7, 0.9), (8, 0.86), (9, 0.84)], nil, 8, true),
      // None does: the largest within a standard error (.02) of the best.
      ([(6, 0.6), (7, 0.7), (8, 0.69), (9, 0.67)], nil, 8, false),
      // In use and stable enough, though no longer stable.
      ([(6, 0.95), (7, 0.9), (8, 0.86), (9, 0.8)], 9, 9, false),
      // In use and hopeless.
      ([(6, 0.95), (7, 0.9), (8, 0.86), (9, 0.7)], 9, 8, true),
      // A larger one is stable, but not by far.
      ([(6, 0.95), (7, 0.9), (8, 0.86), (9, 0.84)], 6, 6, true),
      // By far: half as many again.
      ([(6, 0.95), (7, 0.9), (8, 0.86), (9, 0.86)], 6, 9, true),
      // None is stable: the one in use is as good as any.
      ([(6, 0.6), (7, 0.7), (8, 0.69), (9, 0.61)], 9, 9, false),
      ([(6, 0.6), (7, 0.72), (8, 0.69), (9, 0.61)], 9, 7, false),
      // In use but not among the scores.
      ([(6, 0.95)], 3, 6, true),
    ] as [([(Int, Double)], Int?, Int, Bool)])
  func rule(scores: [(Int, Double)], current: Int?, k: Int, isStable: Bool) {
    let stabilities = scores.map { ClusterStability(k: $0.0, agreement: $0.1, error: 0.02) }
    let choice = ClusterCountRule().choose(from: stabilities, current: current)
    #expect(choice?.k == k)
    #expect(choice?.isStable == isStable)
  }

  @Test("has nothing to choose from nothing")
  func nothing() {
    #expect(ClusterCountRule().choose(from: []) == nil)
    #expect(ClusterStability.scores(of: PointMatrix(dimension: 2), for: 2...4, seed: 1).isEmpty)
  }

  @Test("is given up in the middle when nobody waits for it any more", arguments: [0, 1, 5, 40])
  func cancelled(after clusterings: Int) {
    var asked = 0
    let scores = ClusterStability.scores(
      of: Self.groups(5, each: 30), for: 2...9, seed: 1, splits: 6,
      isCancelled: {
        asked += 1
        return asked > clusterings
      })
    #expect(scores.isEmpty)
    // Each number of clusters has 6 splits, of which none gets past the first question.
    #expect(asked <= clusterings + 8 * 6 + 1)
  }

  @Test("halves agree on clusters that are there, and not on others")
  func stability() {
    let points = Self.groups(5, each: 30)
    let scores = ClusterStability.scores(of: points, for: 2...9, seed: 1, splits: 6)
    #expect(scores.map(\.k) == Array(2...9))
    let choice = ClusterCountRule(threshold: 0.95).choose(from: scores)
    #expect(choice?.k == 5 && choice?.agreement == 1, "\(scores)")
    #expect(scores == ClusterStability.scores(of: points, for: 2...9, seed: 1, splits: 6))
  }

  @Test("points in any order get the same clusters")
  func order() throws {
    let points = Digits.points(upTo: 150)
    var order = Array(0..<points.count)
    var generator = SeededGenerator(seed: 5)
    generator.shuffle(&order)
    let one = try #require(MiniBatchKMeans.fit(points, k: 8, seed: 2))
    let other = try #require(MiniBatchKMeans.fit(points.rows(order), k: 8, seed: 2))
    #expect(one.labels(of: points) == other.labels(of: points))
  }

  @Test("fewer clusters are the old ones without those least missed")
  func shrinking() throws {
    let points = Self.groups(4, each: 20)
    var centres = PointMatrix(dimension: 2)
    for cluster in 0..<4 { centres.append([Float(cluster) * 10, 0]) }
    centres.append([20.2, 0])
    let model = try #require(MiniBatchKMeans(centres: centres))
    let (smaller, kept) = model.shrunk(to: 4, points: points)
    #expect(kept == [0, 1, 3, 4] || kept == [0, 1, 2, 3])
    #expect(smaller.counts == [20, 20, 20, 20])
    let (_, stubborn) = model.shrunk(to: 4, points: points, keeping: [0, 1, 2, 3, 4])
    #expect(stubborn == [0, 1, 2, 3, 4])
  }

  @Test("identical points are quickly done with", .timeLimit(.minutes(1)))
  func identical() throws {
    let values = [Float](repeating: 0.25, count: 1_000 * 52)
    let points = try #require(PointMatrix(dimension: 52, values: values))
    let model = try #require(MiniBatchKMeans.fit(points, k: 24, seed: 1))
    #expect(model.k == 1)
    #expect(model.grown(to: 24, points: points, seed: 1).k == 1)
    let scores = ClusterStability.scores(of: points, for: 6...8, seed: 1, splits: 2)
    #expect(scores.allSatisfy { $0.agreement == 1 })
  }

  /// Groups along the first axis, ten apart and less than one wide.
  private static func groups(_ count: Int, each: Int) -> PointMatrix {
    var generator = SeededGenerator(seed: 9)
    var points = PointMatrix(dimension: 2)
    for group in 0..<count {
      for _ in 0..<each {
        points.append([
          Float(group) * 10 + Float(generator.nextUnit() - 0.5),
          Float(generator.nextUnit() - 0.5),
        ])
      }
    }
    return points
  }
}
