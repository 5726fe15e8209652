/// How well clusterings of two halves of the points agree, for each number of clusters.
///
/// A number that fits the music gives both halves the same clusters; one that does not makes each
/// half cut somewhere else (Ben-Hur, Elisseeff and Guyon 2002; Lange, Roth, Braun and Buhmann,
/// Neural Computation 2004). The halves share no point. All points that are looked at are put into
/// the clusters of either half, and the two labellings compared by the adjusted Rand index.
package struct ClusterStability: Hashable, Sendable {
  /// The number of clusters.
  package var k: Int
  /// The mean adjusted Rand index over the splits.
  package var agreement: Double
  /// The standard error of that mean.
  package var error: Double

  /// Gathers one number's score.
  package init(k: Int, agreement: Double, error: Double) {
    self.k = k
    self.agreement = agreement
    self.error = error
  }

  /// How many points are looked at, whatever the size of the library: halves of 4,000.
  package static let sampleLimit = 8_000

  /// The scores for `range`, in ascending order; those k that a half has no points for are left
  /// out.
  ///
  /// Every k sees the same splits, so that differences are not those of the draw. There are 6 splits
  /// of a full sample and up to 20 of a small one, whose scores waver more. The cost does not grow
  /// beyond ``sampleLimit`` points, but is seconds there: `isCancelled` is asked before every
  /// clustering, and once it says so there are no scores.
  package static func scores(
    of points: PointMatrix, for range: ClosedRange<Int>, seed: UInt64, splits: Int? = nil,
    isCancelled: () -> Bool = { false }
  ) -> [ClusterStability] {
    let sample = points.canonicalSample(atMost: sampleLimit, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let splits = splits ?? min(max(6 * sampleLimit / max(sample.count, 1), 6), 20)
    let halves = (0..<max(splits, 1)).map { _ in
      var rows = Array(0..<sample.count)
      generator.shuffle(&rows)
      let middle = rows.count / 2
      return (sample.rows(rows[..<middle]), sample.rows(rows[middle...]))
    }
    let scores = range.compactMap { k -> ClusterStability? in
      guard k >= 1, k <= sample.count / 2 else { return nil }
      let agreements = halves.compactMap { first, second -> Double? in
        guard !isCancelled(), let one = MiniBatchKMeans.fit(first, k: k, seed: seed, inits: 2),
          !isCancelled(), let other = MiniBatchKMeans.fit(second, k: k, seed: seed, inits: 2)
        else { return nil }
        return ContingencyTable(one.labels(of: sample), other.labels(of: sample))
          .adjustedRandIndex
      }
      return ClusterStability(k: k, agreements: agreements)
    }
    return isCancelled() ? [] : scores
  }

  private init(k: Int, agreements: [Double]) {
    let count = Double(max(agreements.count, 1))
    let mean = agreements.reduce(0, +) / count
    let squares = agreements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = agreements.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
    self.init(k: k, agreement: mean, error: error)
  }
}
