extension MiniBatchKMeans {
  /// `centres` and, up to `k`, points drawn far from all centres so far: k-means++.
  ///
  /// A point's chance is proportional to its squared distance to the nearest centre (Arthur and
  /// Vassilvitskii, SODA 2007). Of a few drawn points the one that brings all others closest is
  /// kept: the greedy variant its authors propose, with about 2 + ln k trials. Stops early when
  /// every point coincides with a centre.
  package static func seeded(
    _ centres: PointMatrix, to k: Int, from points: PointMatrix,
    using generator: inout some RandomNumberGenerator
  ) -> PointMatrix {
    precondition(points.dimension == centres.dimension, "points of another dimension")
    var centres = centres
    guard !points.isEmpty, centres.count < k else { return centres }
    if centres.isEmpty { centres.append(points[generator.nextIndex(below: points.count)]) }
    var residuals = Residuals(points: points, centres: centres)
    // As many as the width of one pass over the points at most.
    let trials = min(Int.bitWidth - k.leadingZeroBitCount, 8)
    while centres.count < k {
      let candidates = (0..<trials).compactMap { _ in residuals.draw(using: &generator) }
      guard candidates.count == trials else { return centres }
      let best = residuals.mostTelling(of: candidates)
      centres.append(points[best])
      residuals.join(best)
    }
    return centres
  }
}

/// How far each point is from its nearest centre so far.
private struct Residuals {
  private let points: PointMatrix
  /// Squared distances.
  private var squared: [Float]
  private var total: Double

  init(points: PointMatrix, centres: PointMatrix) {
    self.points = points
    var squared = [Float](repeating: 0, count: points.count)
    var total = 0.0
    CentreTable(centres).forEachNearest(of: 0..<points.count, in: points) { row, nearest in
      squared[row] = nearest.squaredDistance
      total += Double(nearest.squaredDistance)
    }
    (self.squared, self.total) = (squared, total)
  }

  /// A row with a chance proportional to its squared distance; nil if all are on a centre.
  func draw(using generator: inout some RandomNumberGenerator) -> Int? {
    guard total > 0 else { return nil }
    var remaining = generator.nextUnit() * total
    var last: Int?
    for row in squared.indices where squared[row] > 0 {
      remaining -= Double(squared[row])
      last = row
      if remaining < 0 { break }
    }
    // Rounding may leave a crumb after the last row.
    return last
  }

  /// The row among at most eight that would leave the least in all as a centre; of equal ones the
  /// first.
  func mostTelling(of candidates: [Int]) -> Int {
    var totals = SIMD8<Double>()
    CentreTable(points.rows(candidates)).forEachDistances(in: points) { row, distances in
      let nearest = pointwiseMin(SIMD8(repeating: squared[row]), distances)
      totals += SIMD8<Double>(nearest)
    }
    let best = candidates.indices.min { totals[$0] < totals[$1] } ?? 0
    return candidates[best]
  }

  /// Makes one point a centre.
  mutating func join(_ row: Int) {
    let points = points
    let values = points.values.span
    let centre = values.extracting(points.range(ofRow: row))
    total = 0
    for other in squared.indices {
      let distance = values.extracting(points.range(ofRow: other)).squaredDistance(to: centre)
      squared[other] = min(squared[other], distance)
      total += Double(squared[other])
    }
  }
}
