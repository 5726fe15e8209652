extension MiniBatchKMeans {
  /// Clusters points from nothing: k-means++ seeds, polished; the best of `inits` attempts.
  ///
  /// Gives fewer than `k` clusters where there are fewer different points, and nil where there are
  /// no points or `k` is below 1. The same points, `k` and seed give the same clusters.
  package static func fit(
    _ points: PointMatrix, k: Int, seed: UInt64, inits: Int = 3, maxSteps: Int = 20
  ) -> Self? {
    let nothing = PointMatrix(dimension: points.dimension)
    return best(of: inits, seed: seed, points: points, maxSteps: maxSteps) { generator in
      Self(centres: seeded(nothing, to: k, from: points, using: &generator))
    }
  }

  /// Clusters points with more centres than before, each old one keeping its index and its place
  /// as the start: a warm start, so that a mood stays the mood it was.
  ///
  /// The new centres are drawn by k-means++ among the points far from all old ones, then all are
  /// polished together. With `k` no larger than now, polishing is all that happens.
  package func grown(
    to k: Int, points: PointMatrix, seed: UInt64, inits: Int = 3, maxSteps: Int = 20
  ) -> Self {
    let attempts = k > self.k ? inits : 1
    return Self.best(of: attempts, seed: seed, points: points, maxSteps: maxSteps) { generator in
      let centres = Self.seeded(self.centres, to: k, from: points, using: &generator)
      let newCounts = [Double](repeating: 0, count: centres.count - self.k)
      return Self(centres: centres, counts: counts + newCounts)
    } ?? self
  }

  /// Lloyd's iteration: moves every centre to the mean of its points until none changes sides or
  /// `maxSteps` is reached; returns the steps taken.
  ///
  /// The counts become the numbers of points. A centre that no point is nearest to stays where it
  /// is, with a count of 0: its mood is empty, not gone.
  @discardableResult
  package mutating func polish(_ points: PointMatrix, maxSteps: Int = 20) -> Int {
    precondition(points.dimension == dimension, "points of another dimension")
    var labels = [Int](repeating: -1, count: points.count)
    let values = points.values.span
    for step in 0..<max(maxSteps, 0) {
      var sums = ClusterSums(clusters: k, dimension: dimension)
      var hasChanged = false
      for row in 0..<points.count {
        let point = values.extracting(points.range(ofRow: row))
        let cluster = nearestTwo(to: point).cluster
        sums.add(point, to: cluster)
        if labels[row] != cluster {
          labels[row] = cluster
          hasChanged = true
        }
      }
      guard hasChanged else { return step }
      for cluster in 0..<k where sums.masses[cluster] > 0 {
        let mean = sums.mean(of: cluster, joining: centres[cluster], count: 0)
        centres.replace(row: cluster, with: mean)
      }
      counts = sums.masses
    }
    return max(maxSteps, 0)
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
