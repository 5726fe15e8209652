import Clustering

/// The directions in which embeddings vary most, and the projections that mood spaces are made of.
struct PrincipalAxes {
  /// Variances, falling, all above what rounding explains, `[k]`.
  let variances: [Double]
  /// Orthonormal, `[k][length]`; each has the sign that makes its largest loading positive, as an
  /// eigenvector's sign is arbitrary and a stored space's is not.
  let directions: [[Double]]
  /// The share of all variance that lies along the directions, 0…1; 1 where nothing varies.
  let explainedVariance: Double
  private let length: Int

  /// The first `maximum` axes of `statistics`, or as many as `trackCount` tracks span.
  init(
    _ statistics: MoodSpaceFitter.Statistics, trackCount: Int, maximum: Int
  ) throws(MoodSpaceError) {
    let order = statistics.mean.count
    length = order
    let limit = min(max(maximum, 0), trackCount - 1, order)
    // The largest even when none is to be kept, for what rounding explains.
    let eigen = try SymmetricEigendecomposition(
      upperTriangle: statistics.covariance, order: order, largest: max(limit, 1))
    let floor = max(
      (eigen.values.last ?? 0) * 1e-10,
      statistics.mean.reduce(0) { $0 + $1 * $1 } * 1e-12,
      .leastNormalMagnitude)
    // LAPACK's eigenvalues ascend.
    let rows = eigen.values.indices.reversed().prefix(limit).filter { eigen.values[$0] > floor }
    variances = rows.map { eigen.values[$0] }
    directions = rows.map { row in
      let vector = eigen.vectors[row * order..<(row + 1) * order]
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return vector.map { largest < 0 ? -$0 : $0 }
    }
    // The sum of all eigenvalues is the trace.
    let total = (0..<order).reduce(0) { $0 + statistics.covariance[$1 * order + $1] }
    explainedVariance = rows.isEmpty ? 1 : variances.reduce(0, +) / total
  }

  /// The directions as they are.
  func unscaled() -> PointMatrix { matrix(directions) }

  /// Each direction times the square root of its deviation σ, all divided by the root mean square
  /// length that embeddings then have: √σᵢ vᵢ / √(Σ σⱼ³).
  ///
  /// The first components are found again in any half of a library, the last are noise; whitening
  /// would make them equals, this does the opposite by half a power of σ.
  func steadied() -> PointMatrix {
    let deviations = variances.map { $0.squareRoot() }
    // The mean square of √σᵢ times coordinate i is σᵢ · σᵢ².
    let length = zip(deviations, variances).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
    return matrix(
      zip(deviations, directions).map { deviation, direction in
        direction.map { $0 * deviation.squareRoot() / length }
      })
  }

  /// The canonical variates that ``CanonicalCorrelation`` finds, as directions in the embedding.
  func canonical(_ statistics: MoodSpaceFitter.Statistics) throws(MoodSpaceError) -> PointMatrix {
    let weights = try CanonicalCorrelation.variates(
      variances: variances,
      cross: statistics.cross.map { row in
        directions.map { direction in zip(direction, row).reduce(0) { $0 + $1.0 * $1.1 } }
      },
      cues: statistics.cueCovariance)
    return matrix(
      weights.map { weight in
        var direction = [Double](repeating: 0, count: length)
        for (factor, axis) in zip(weight, directions) {
          for index in axis.indices { direction[index] += factor * axis[index] }
        }
        return direction
      })
  }

  private func matrix(_ rows: [[Double]]) -> PointMatrix {
    var matrix = PointMatrix(dimension: length)
    for row in rows { matrix.append(row.map { Float($0) }) }
    return matrix
  }
}
