/// Measures of how compact clusters are and how far apart.
extension LabelledPoints {
  /// Rousseeuw's mean silhouette, −1…1: how much nearer points are to their own cluster than to the
  /// next. Nil unless there are between 2 and n − 1 clusters.
  ///
  /// Compares all pairs, O(n²·d) time and O(n·k) memory. J. Comput. Appl. Math. 20, 1987. A point
  /// alone in its cluster counts 0.
  package var silhouette: Double? {
    guard (2..<max(points.count, 2)).contains(clusterCount) else { return nil }
    let clusters = clusterCount
    let values = points.values.span
    // The distances of each point to all points of each cluster together.
    var sums = [Double](repeating: 0, count: points.count * clusters)
    for row in 0..<points.count {
      let point = values.extracting(points.range(ofRow: row))
      for other in 0..<row {
        let distance = point.preciseSquaredDistance(
          to: values.extracting(points.range(ofRow: other))
        ).squareRoot()
        sums[row * clusters + labels[other]] += distance
        sums[other * clusters + labels[row]] += distance
      }
    }
    var total = 0.0
    for (row, own) in labels.enumerated() where sizes[own] > 1 {
      let cohesion = sums[row * clusters + own] / Double(sizes[own] - 1)
      let separation =
        (0..<clusters).filter { $0 != own }
        .map { sums[row * clusters + $0] / Double(sizes[$0]) }.min() ?? 0
      let larger = max(cohesion, separation)
      if larger > 0 { total += (separation - cohesion) / larger }
    }
    return total / Double(points.count)
  }

  /// The silhouette of a random sample of at most `limit` points: for libraries too large for all
  /// pairs. Of 3,000 points the standard error is about .005.
  package func sampledSilhouette(atMost limit: Int = 3_000, seed: UInt64) -> Double? {
    guard points.count > limit else { return silhouette }
    var generator = SeededGenerator(seed: seed)
    var rows = Array(0..<points.count)
    generator.shuffle(&rows)
    return self.rows(Array(rows[..<max(limit, 0)])).silhouette
  }

  /// The Davies–Bouldin index, 0 and up: the mean over clusters of the worst ratio of two clusters'
  /// widths to the distance of their means. Less is better. Nil below two clusters.
  ///
  /// IEEE Transactions on Pattern Analysis and Machine Intelligence 1(2), 1979.
  package var daviesBouldin: Double? {
    guard clusterCount >= 2 else { return nil }
    let means = means()
    var widths = [Double](repeating: 0, count: clusterCount)
    for (row, label) in labels.enumerated() {
      let point = points[row].map(Double.init)
      widths[label] += squaredDistance(point, means[label]).squareRoot() / Double(sizes[label])
    }
    let worst = means.indices.map { one in
      means.indices.filter { $0 != one }.map { other in
        let distance = squaredDistance(means[one], means[other]).squareRoot()
        return distance > 0 ? (widths[one] + widths[other]) / distance : 0
      }.max() ?? 0
    }
    return worst.reduce(0, +) / Double(clusterCount)
  }

  /// The Calinski–Harabasz index: variance between clusters over variance within, each by its
  /// degrees of freedom. More is better. Nil unless there are between 2 and n − 1 clusters.
  ///
  /// Communications in Statistics 3(1), 1974. 1 where clusters have no width at all, as in
  /// scikit-learn.
  package var calinskiHarabasz: Double? {
    guard (2..<max(points.count, 2)).contains(clusterCount) else { return nil }
    let (between, within) = scatter()
    guard within > 0 else { return 1 }
    let (n, k) = (Double(points.count), Double(clusterCount))
    return between * (n - k) / (within * (k - 1))
  }

  /// The share of the points' variance, over all axes, that the clusters explain, 0…1: η² of a
  /// vector. Nil where nothing varies.
  ///
  /// The same as scikit-learn's variance-weighted `r2_score` of the clusters' means.
  package var explainedVariance: Double? {
    // Compared and not summed up: the mean of equal values is rounded, and they seem to vary.
    guard let first = points.isEmpty ? nil : points[0],
      (1..<points.count).contains(where: { points[$0] != first })
    else { return nil }
    let (between, within) = scatter()
    return between + within > 0 ? between / (between + within) : nil
  }

  /// The squares between and within clusters.
  private func scatter() -> (between: Double, within: Double) {
    let means = means()
    var mean = [Double](repeating: 0, count: points.dimension)
    for (label, size) in sizes.enumerated() {
      for axis in mean.indices {
        mean[axis] += means[label][axis] * Double(size) / Double(points.count)
      }
    }
    let between = means.indices.reduce(0) {
      $0 + Double(sizes[$1]) * squaredDistance(means[$1], mean)
    }
    let within = labels.indices.reduce(0) {
      $0 + squaredDistance(points[$1].map(Double.init), means[labels[$1]])
    }
    return (between, within)
  }
}

/// The correlation ratio η², 0…1: the share of a value's variance that knowing the cluster
/// explains.
///
/// `labels` and `values` go in pairs. 0 where the value does not vary. Fisher 1925; the same as the
/// coefficient of determination of the clusters' means.
package func correlationRatio(of values: [Double], by labels: [Int]) -> Double {
  precondition(values.count == labels.count, "as many values as labels")
  let mean = values.reduce(0, +) / Double(max(values.count, 1))
  var sums: [Int: (sum: Double, count: Double)] = [:]
  for (value, label) in zip(values, labels) {
    let old = sums[label] ?? (0, 0)
    sums[label] = (old.sum + value - mean, old.count + 1)
  }
  let between = sums.sorted { $0.key < $1.key }
    .reduce(0) { $0 + $1.value.sum * $1.value.sum / $1.value.count }
  let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return total > 0 ? between / total : 0
}
