import CLAPACKE

/// The largest eigenvalues of a real symmetric matrix and their eigenvectors, by LAPACK's `dsyevr`.
///
/// Only those that are asked for: all 1,280 of VibeNet's layer take a minute where the distribution
/// brings the plain LAPACK, 50 a few seconds.
struct SymmetricEigendecomposition {
  /// Ascending.
  let values: [Double]
  /// The unit vector of `values[i]` is row i, `[values × order]`.
  let vectors: [Double]

  /// Finds the `count` largest of `matrix`, `[order × order]`, of which the upper triangle is read;
  /// all by default.
  ///
  /// Throws `notFinite` for a matrix with a NaN and `decomposition` if LAPACK does not converge.
  init(
    upperTriangle matrix: [Double], order: Int, largest count: Int? = nil
  ) throws(MoodSpaceError) {
    let count = count ?? order
    precondition(order > 0 && matrix.count == order * order, "not a square matrix")
    precondition((1...order).contains(count), "as many eigenvalues as there are")
    var matrix = matrix
    // LAPACK wants room for all values whatever it is asked for.
    var values = [Double](repeating: 0, count: order)
    var vectors = [Double](repeating: 0, count: count * order)
    var supports = [LAPACKInteger](repeating: 0, count: 2 * order)
    var found: LAPACKInteger = 0
    // LAPACK counts columns first: our upper triangle is its lower one, and the eigenvectors it
    // leaves in its columns are our rows.
    // numericCast: LAPACK's integers are 32 or 64 bits wide, as the distribution built it.
    let status = LAPACKE_dsyevr(
      LAPACK_COL_MAJOR, Self.character("V"), Self.character(count < order ? "I" : "A"),
      Self.character("L"), numericCast(order), &matrix, numericCast(order), 0, 0,
      numericCast(order - count + 1), numericCast(order), 0, &found, &values, &vectors,
      numericCast(order), &supports)
    // LAPACKE reports a NaN in argument 6, the matrix, as -6.
    guard status != -6 else { throw .notFinite }
    guard status == 0, found == numericCast(count) else {
      throw MoodSpaceError(
        .decomposition,
        "The principal components could not be computed (LAPACK dsyevr: \(status)).")
    }
    self.values = Array(values[..<count])
    self.vectors = vectors
  }

  private static func character(_ ascii: Unicode.Scalar) -> CChar {
    CChar(truncatingIfNeeded: ascii.value)
  }
}
