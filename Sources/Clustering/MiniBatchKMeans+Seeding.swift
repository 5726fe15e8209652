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
    var residuals = Residuals(points: points)
    for row in 0..<centres.count {
      residuals = residuals.joined(by: centres.values.span.extracting(centres.range(ofRow: row)))
    }
    let trials = Int.bitWidth - k.leadingZeroBitCount
    while centres.count < k {
      var best: (row: Int, residuals: Residuals)?
      for _ in 0..<trials {
        guard let row = residuals.draw(using: &generator) else { return centres }
        let candidate = points.values.span.extracting(points.range(ofRow: row))
        let joined = residuals.joined(by: candidate)
        if best.map({ joined.total < $0.residuals.total }) ?? true { best = (row, joined) }
      }
      guard let best else { return centres }
      centres.append(points[best.row])
      residuals = best.residuals
    }
    return centres
  }
}

/// How far each point is from its nearest centre so far.
private struct Residuals {
  private let points: PointMatrix
  /// Squared distances; all 1 while there is no centre, so that the first draw is uniform.
  private var squared: [Float]
  private var hasCentre = false
  private(set) var total: Double

  init(points: PointMatrix) {
    self.points = points
    squared = [Float](repeating: 1, count: points.count)
    total = Double(points.count)
  }

  /// The same with one more centre.
  func joined(by centre: Span<Float>) -> Self {
    var result = self
    result.hasCentre = true
    result.total = 0
    let values = points.values.span
    for row in squared.indices {
      let distance = values.extracting(points.range(ofRow: row)).squaredDistance(to: centre)
      let nearest = hasCentre ? min(squared[row], distance) : distance
      result.squared[row] = nearest
      result.total += Double(nearest)
    }
    return result
  }

  /// A row with a chance proportional to its squared distance; nil if all are on a centre.
  func draw(using generator: inout some RandomNumberGenerator) -> Int? {
    guard total > 0 else { return nil }
    var remaining = generator.nextUnit() * total
    var last: Int?
    for (row, distance) in squared.enumerated() where distance > 0 {
      remaining -= Double(distance)
      last = row
      if remaining < 0 { break }
    }
    // Rounding may leave a crumb after the last row.
    return last
  }
}
