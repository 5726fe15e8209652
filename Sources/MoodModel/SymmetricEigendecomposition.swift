import CLAPACKE

/// Eigenvalues and eigenvectors of a real symmetric matrix, by LAPACK's divide and conquer
/// (`dsyevd`).
struct SymmetricEigendecomposition {
  /// Ascending.
  let values: [Double]
  /// The unit vector of `values[i]` is row i, `[order × order]`.
  let vectors: [Double]

  /// Decomposes `matrix`, `[order × order]`, of which the upper triangle is read.
  ///
  /// Throws `notFinite` for a matrix with a NaN and `decomposition` if LAPACK does not converge.
  init(upperTriangle matrix: [Double], order: Int) throws(MoodSpaceError) {
    precondition(order > 0 && matrix.count == order * order, "not a square matrix")
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    // LAPACK counts columns first: our upper triangle is its lower one, and the eigenvectors it
    // leaves in its columns are our rows.
    // numericCast: LAPACK's integers are 32 or 64 bits wide, as the distribution built it.
    let status = LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, Self.character("V"), Self.character("L"), numericCast(order), &vectors,
      numericCast(order), &values)
    // LAPACKE reports a NaN in argument 5, the matrix, as -5.
    guard status != -5 else { throw .notFinite }
    guard status == 0 else {
      throw MoodSpaceError(
        .decomposition,
        "The principal components could not be computed (LAPACK dsyevd: \(status)).")
    }
    self.values = values
    self.vectors = vectors
  }

  private static func character(_ ascii: Unicode.Scalar) -> CChar {
    CChar(truncatingIfNeeded: ascii.value)
  }
}
