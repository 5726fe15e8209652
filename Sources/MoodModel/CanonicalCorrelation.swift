/// What the embedding says of mood and nothing else: the directions in it whose values correlate
/// most with affect (Hotelling 1936), the closed form of the correlation loss of EMER-CL (Takashima
/// et al. 2023) for one linear layer.
///
/// With x the principal components of the embedding, of variances λ, and y the affect cues divided
/// by their deviations, of correlation matrix R:
///
///     K = (λ + r·λ̄)^-½ · cov(x, y) · R^-½ = U S Vᵀ        variates: (λ + r·λ̄)^-½ · U
///
/// Each variate is scaled to a deviation of its correlation S over the fitted tracks: its length is
/// how much it says of affect.
///
/// The ridge r keeps components of little variance, in which a small library's affect could be
/// found by chance, from counting as much as the first.
enum CanonicalCorrelation {
  /// The ridge, as a share of the mean variance λ̄ of the components.
  static let ridge = 0.1

  /// The variates, `[cues × k]`: one row a cue, that of highest correlation first; rows of
  /// zeros where the cues or the embedding span fewer.
  ///
  /// Takes the components' `variances` `[k]`, their covariances with the cues, `cross`
  /// `[cues × k]`, and the covariance of the cues, `[cues × cues]`. A cue that does not vary is
  /// left out. Throws `decomposition` and `notFinite`.
  static func variates(
    variances: [Double], cross: [[Double]], cues: [[Double]]
  ) throws(MoodSpaceError) -> [[Double]] {
    var weights = cues.map { _ in [Double](repeating: 0, count: variances.count) }
    // Deviations below a millionth of the scale of 0…1 are rounding.
    let varying = cues.indices.filter { cues[$0][$0] > 1e-12 }
    guard !varying.isEmpty, !variances.isEmpty else { return weights }
    let deviations = varying.map { cues[$0][$0].squareRoot() }
    let standardised = zip(varying, deviations).map { cue, deviation in
      cross[cue].map { $0 / deviation }
    }
    let correlation = zip(varying, deviations).map { row, deviation in
      zip(varying, deviations).map { cues[row][$0] / (deviation * $1) }
    }

    let ridge = ridge * variances.reduce(0, +) / Double(variances.count)
    let shrinkage = variances.map { 1 / ($0 + ridge).squareRoot() }
    let whitening = try inverseRoot(of: correlation)
    // Kᵀ: one row a whitened cue.
    let rows = whitening.map { factors in
      variances.indices.map { axis in
        shrinkage[axis]
          * zip(factors, standardised).reduce(0) { $0 + $1.0 * $1.1[axis] }
      }
    }
    let eigen = try SymmetricEigendecomposition(
      upperTriangle: rows.flatMap { row in rows.map { dot(row, $0) } }, order: rows.count)
    for (place, index) in eigen.values.indices.reversed().enumerated() {
      // A correlation of a thousandth is none.
      guard eigen.values[index] > 1e-6 else { break }
      let canonical = eigen.values[index].squareRoot()
      let mixture = eigen.vectors[index * rows.count..<(index + 1) * rows.count]
      // K V = U S, and the length of U does not matter: it is divided out.
      var weight = variances.indices.map { axis in
        shrinkage[axis] * zip(mixture, rows).reduce(0) { $0 + $1.0 * $1.1[axis] }
      }
      let deviation = zip(weight, variances).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }.squareRoot()
      // The cue it correlates with most rises along it.
      let strongest = standardised.map { dot(weight, $0) }.max { abs($0) < abs($1) } ?? 0
      let scale = (strongest < 0 ? -1 : 1) * canonical / deviation
      for axis in weight.indices { weight[axis] *= scale }
      weights[place] = weight
    }
    return weights
  }

  private static func dot(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The symmetric inverse square root; cues that say the same are told apart by no more than a
  /// millionth.
  private static func inverseRoot(of matrix: [[Double]]) throws(MoodSpaceError) -> [[Double]] {
    let order = matrix.count
    let eigen = try SymmetricEigendecomposition(
      upperTriangle: matrix.flatMap(\.self), order: order)
    return (0..<order).map { row in
      (0..<order).map { column in
        (0..<order).reduce(0) { sum, index in
          let vector = eigen.vectors[index * order..<(index + 1) * order]
          let value = max(eigen.values[index], 1e-6).squareRoot()
          return sum + vector[vector.startIndex + row] * vector[vector.startIndex + column] / value
        }
      }
    }
  }
}
