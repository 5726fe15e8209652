import Glibc

/// Learning from mini-batches.
extension MiniBatchKMeans {
  /// One mini-batch step: assigns the whole batch, then moves each centre to its running mean.
  ///
  /// `halfLife`, in points, makes old points fade: n' = a·n + m and c' = (a·n·c + m·x̄)/n' with
  /// a = 2^(−m/halfLife), where m points of mean x̄ join a centre that stood for n. Only points that
  /// come make others fade, never time: a library nobody touches forgets nothing. Without it every
  /// point counts alike for ever, and the step is the one scikit-learn takes.
  package mutating func update(with batch: PointMatrix, halfLife: Double = .infinity) {
    update(with: Array(0..<batch.count)[...], of: batch, halfLife: halfLife)
  }

  private mutating func update(
    with rows: ArraySlice<Int>, of points: PointMatrix, halfLife: Double
  ) {
    precondition(points.dimension == dimension, "points of another dimension")
    var sums = ClusterSums(clusters: k, dimension: dimension)
    let values = points.values.span
    let first = rows.startIndex
    CentreTable(centres).forEachNearest(of: rows, in: points) { place, nearest in
      let row = rows[first + place]
      sums.add(values.extracting(points.range(ofRow: row)), to: nearest.cluster)
    }
    for cluster in 0..<k where sums.masses[cluster] > 0 {
      let count = Self.faded(counts[cluster], by: sums.masses[cluster], halfLife: halfLife)
      let mean = sums.mean(of: cluster, joining: centres[cluster], count: count)
      centres.replace(row: cluster, with: mean)
      counts[cluster] = count + sums.masses[cluster]
    }
  }

  /// What `count` old points still weigh when `added` have joined.
  static func faded(_ count: Double, by added: Double, halfLife: Double) -> Double {
    halfLife.isFinite ? count * exp2(-added / halfLife) : count
  }

  /// Learns from all points in batches drawn without replacement, `passes` times over.
  ///
  /// Up to ``fit(_:k:seed:inits:maxSteps:)``'s polish this is what scikit-learn's `partial_fit` in
  /// a loop does, reassignment included: after each batch, centres with less than
  /// `reassignmentRatio` of the largest count are put on points of the batch, no more of them than
  /// half the batch, and count as much as the smallest of the others, so that they are not at once
  /// reassigned again. For fitting only: a mood that has an identity is never put elsewhere.
  package mutating func learn(
    from points: PointMatrix, batch size: Int = 256, passes: Int = 1,
    reassignmentRatio: Double = 0.01, using generator: inout some RandomNumberGenerator
  ) {
    precondition(points.dimension == dimension, "points of another dimension")
    var order = Array(0..<points.count)
    for _ in 0..<passes {
      generator.shuffle(&order)
      for start in stride(from: 0, to: order.count, by: max(size, 1)) {
        let rows = order[start..<min(start + max(size, 1), order.count)]
        update(with: rows, of: points, halfLife: .infinity)
        reassign(below: reassignmentRatio, to: rows, of: points, using: &generator)
      }
    }
  }

  private mutating func reassign(
    below ratio: Double, to rows: ArraySlice<Int>, of points: PointMatrix,
    using generator: inout some RandomNumberGenerator
  ) {
    let limit = ratio * (counts.max() ?? 0)
    let starved = counts.indices.filter { counts[$0] < limit }
      .sorted { (counts[$0], $0) < (counts[$1], $1) }.prefix(rows.count / 2)
    guard !starved.isEmpty, let least = counts.filter({ $0 >= limit }).min() else { return }
    var rows = Array(rows)
    generator.shuffle(&rows)
    for (cluster, row) in zip(starved, rows) {
      centres.replace(row: cluster, with: points[row])
      counts[cluster] = least
    }
  }
}
