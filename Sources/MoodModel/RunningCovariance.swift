/// Count, means and co-moments of vectors that come one at a time, in one pass and in the memory of
/// one `[length × length]` matrix however many come.
///
/// Sums of squares would lose everything to rounding where the mean is far from zero, so deviations
/// are summed: those of a block of vectors from the block's own mean, and the block's mean from all
/// before it (Chan, Golub and LeVeque 1979). Blocks, because a matrix of a thousand columns does
/// not fit the cache: adding one vector at a time spends its time fetching it.
struct RunningCovariance: Sendable {
  /// Values a vector.
  let length: Int
  /// How many vectors have been added.
  private(set) var count = 0
  private var mean: [Double]
  /// Sums of products of deviations, `[length × length]`; only the upper triangle is kept up.
  private var comoments: [Double]
  /// The vectors that have not been taken in yet, row after row.
  private var pending: [Double] = []

  private static let blockCount = 16

  /// Starts with no vectors; `length` is at least 1.
  init(length: Int) {
    precondition(length > 0, "a vector has at least one value")
    self.length = length
    mean = [Double](repeating: 0, count: length)
    comoments = [Double](repeating: 0, count: length * length)
  }

  /// Adds a vector of `length` finite values.
  mutating func add(_ vector: some Sequence<Float>) {
    pending.append(contentsOf: vector.lazy.map { Double($0) })
    count += 1
    precondition(pending.count.isMultiple(of: length), "a vector of another length")
    if pending.count == Self.blockCount * length { takeInPending() }
  }

  /// The means, `[length]`, and the upper triangle of the covariance (divided by the count, not by
  /// one less), `[length × length]`, zero below.
  func result() -> (mean: [Double], covariance: [Double]) {
    var complete = self
    complete.takeInPending()
    let divisor = Double(max(count, 1))
    return (complete.mean, complete.comoments.map { $0 / divisor })
  }

  private mutating func takeInPending() {
    let rows = pending.count / length
    guard rows > 0 else { return }
    var blockMean = [Double](repeating: 0, count: length)
    for row in 0..<rows {
      for column in 0..<length { blockMean[column] += pending[row * length + column] }
    }
    for column in 0..<length { blockMean[column] /= Double(rows) }
    for row in 0..<rows {
      for column in 0..<length { pending[row * length + column] -= blockMean[column] }
    }
    // The distance between the two means enters like one more deviation, weighted.
    let before = Double(count - rows)
    let share = Double(rows) / Double(count)
    let weight = (before * share).squareRoot()
    for column in 0..<length {
      let distance = blockMean[column] - mean[column]
      pending.append(distance * weight)
      mean[column] += distance * share
    }
    Self.addOuterProducts(of: pending, rows: rows + 1, length, to: &comoments)
    pending.removeAll(keepingCapacity: true)
  }

  /// `comoments` += `deviations`ᵀ · `deviations`, upper triangle, one row of the matrix at a time.
  private static func addOuterProducts(
    of vectors: [Double], rows: Int, _ length: Int, to comoments: inout [Double]
  ) {
    precondition(vectors.count == rows * length && comoments.count == length * length)
    let deviations = vectors.span
    var matrix = comoments.mutableSpan
    for row in 0..<length {
      let target = row &* length
      for vector in 0..<rows {
        let source = vector &* length
        let factor = deviations[unchecked: source &+ row]
        // Bounds: row < length and column < length, and both lengths were compared above.
        var column = row
        while column < length {
          matrix[unchecked: target &+ column] += factor * deviations[unchecked: source &+ column]
          column &+= 1
        }
      }
    }
  }
}
