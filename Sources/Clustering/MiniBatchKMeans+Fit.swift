extension MiniBatchKMeans {
  /// Clusters points from nothing: k-means++ seeds, polished; the best of `inits` attempts.
  ///
  /// Gives fewer than `k` clusters where there are fewer different points, and nil where there are
  /// no points or `k` is below 1. The same points, `k` and seed give the same clusters, in whatever
  /// order the points come: chance goes by a point's place in the order of its coordinates.
  ///
  /// Of more than ``sampleLimit`` points a sample that large is clustered, and the winner polished
  /// on all: the attempts cost the same from there on.
  package static func fit(
    _ points: PointMatrix, k: Int, seed: UInt64, inits: Int = 3, maxSteps: Int = 20
  ) -> Self? {
    let nothing = PointMatrix(dimension: points.dimension)
    let sample = points.canonicalSample(atMost: sampleLimit, seed: seed)
    var model = best(of: inits, seed: seed, points: sample, maxSteps: maxSteps) { generator in
      Self(centres: seeded(nothing, to: k, from: sample, using: &generator))
    }
    if sample.count < points.count { model?.polish(points, maxSteps: maxSteps) }
    return model
  }

  /// How many points attempts are made on: a thousand for each of 24 clusters.
  package static let sampleLimit = 24_000

  /// Clusters points with more centres than before, each old one keeping its index and its place
  /// as the start: a warm start, so that a mood stays the mood it was.
  ///
  /// The new centres are drawn by k-means++ among the points far from all old ones, then all are
  /// polished together. With `k` no larger than now, polishing is all that happens.
  package func grown(
    to k: Int, points: PointMatrix, seed: UInt64, inits: Int = 3, maxSteps: Int = 20
  ) -> Self {
    guard k > self.k else {
      var model = self
      model.polish(points, maxSteps: maxSteps)
      return model
    }
    let sample = points.canonicalSample(atMost: Self.sampleLimit, seed: seed)
    var model =
      Self.best(of: inits, seed: seed, points: sample, maxSteps: maxSteps) { generator in
        let centres = Self.seeded(self.centres, to: k, from: sample, using: &generator)
        let newCounts = [Double](repeating: 0, count: centres.count - self.k)
        return Self(centres: centres, counts: counts + newCounts)
      } ?? self
    if sample.count < points.count { model.polish(points, maxSteps: maxSteps) }
    return model
  }

  /// Clusters points with fewer centres: one at a time the one whose points lose least by moving to
  /// their next nearest centre goes, those in `keeping` never; then the rest are polished.
  ///
  /// Answers the old indices of the centres that stay too, in their old order.
  package func shrunk(
    to k: Int, points: PointMatrix, keeping: Set<Int> = [], maxSteps: Int = 20
  ) -> (model: Self, kept: [Int]) {
    var model = self
    var kept = Array(0..<self.k)
    while model.k > max(k, 1) {
      var losses = [Double](repeating: 0, count: model.k)
      CentreTable(model.centres).forEachNearest(of: 0..<points.count, in: points) { _, nearest in
        losses[nearest.cluster] += Double(
          nearest.secondSquaredDistance - nearest.squaredDistance)
      }
      let candidates = losses.indices.filter { !keeping.contains(kept[$0]) }
      guard let least = candidates.min(by: { losses[$0] < losses[$1] }),
        let smaller = model.removing([least])
      else { break }
      model = smaller
      kept.remove(at: least)
    }
    model.polish(points, maxSteps: maxSteps)
    return (model, kept)
  }

  /// Lloyd's iteration: moves every centre to the mean of its points until none changes sides or
  /// `maxSteps` is reached; returns the steps taken.
  ///
  /// The counts become the numbers of points. A centre that no point is nearest to stays where it
  /// is, with a count of 0: its mood is empty, not gone.
  @discardableResult
  package mutating func polish(_ points: PointMatrix, maxSteps: Int = 20) -> Int {
    precondition(points.dimension == dimension, "points of another dimension")
    guard maxSteps > 0, !points.isEmpty else { return 0 }
    var iteration = LloydIteration(centres, points: points)
    return run(&iteration, maxSteps: maxSteps)
  }

  /// Polishes with points that know their cluster and leave it only for a centre nearer by more
  /// than the factor 1 + `loyalty`; returns the cluster of each.
  ///
  /// `former` is nil for points that know none. The counts become the numbers of points.
  package mutating func polish(
    _ points: PointMatrix, from former: [Int?], loyalty: Float, maxSteps: Int = 20
  ) -> [Int] {
    precondition(points.dimension == dimension, "points of another dimension")
    guard !points.isEmpty else { return [] }
    var iteration = LloydIteration(centres, points: points, former: former, loyalty: loyalty)
    run(&iteration, maxSteps: maxSteps)
    counts = iteration.sums.masses
    return iteration.labels.map { Int($0) }
  }

  @discardableResult
  private mutating func run(_ iteration: inout LloydIteration, maxSteps: Int) -> Int {
    var steps = 0
    while iteration.hasChanged, steps < maxSteps {
      // The masses are those that the centres are about to become the means of.
      counts = iteration.sums.masses
      iteration.step()
      steps += 1
    }
    centres = iteration.centres
    return steps
  }

  /// The polished attempt of least inertia; of equal ones the first.
  private static func best(
    of attempts: Int, seed: UInt64, points: PointMatrix, maxSteps: Int,
    start: (inout SeededGenerator) -> Self?
  ) -> Self? {
    var generator = SeededGenerator(seed: seed)
    var best: (model: Self, inertia: Double)?
    for _ in 0..<max(attempts, 1) {
      guard var model = start(&generator) else { return nil }
      model.polish(points, maxSteps: maxSteps)
      let inertia = model.inertia(of: points)
      if best.map({ inertia < $0.inertia }) ?? true { best = (model, inertia) }
    }
    return best?.model
  }
}
