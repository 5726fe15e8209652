import Glibc

/// How often each pair of labels occurs together in two labellings of the same points, and what
/// that says about their agreement.
///
/// A label may be any number; only which points share one counts.
package struct ContingencyTable: Sendable {
  /// The number of points.
  package let total: Double
  /// The cells that hold points, in no particular order.
  let cells: [Double]
  /// For each cell, the sizes of the first labelling's and the second labelling's cluster.
  private let margins: [(first: Double, second: Double)]
  let firstSizes: [Double]
  let secondSizes: [Double]
  private let largestByFirst: Double

  /// Counts the pairs; the labellings must be as long as each other.
  package init(_ first: [Int], _ second: [Int]) {
    precondition(first.count == second.count, "labellings of different points")
    struct Pair: Hashable {
      let first: Int
      let second: Int
    }
    var pairs: [Pair: Int] = [:]
    for (one, other) in zip(first, second) {
      pairs[Pair(first: one, second: other), default: 0] += 1
    }
    // Sums of floating point depend on their order, a dictionary's differs from run to run.
    let sorted = pairs.sorted { ($0.key.first, $0.key.second) < ($1.key.first, $1.key.second) }
    var firstSizes: [Int: Int] = [:]
    var secondSizes: [Int: Int] = [:]
    var largest: [Int: Int] = [:]
    for (pair, count) in sorted {
      firstSizes[pair.first, default: 0] += count
      secondSizes[pair.second, default: 0] += count
      largest[pair.first] = max(largest[pair.first] ?? 0, count)
    }
    total = Double(first.count)
    cells = sorted.map { Double($0.value) }
    margins = sorted.map {
      (Double(firstSizes[$0.key.first] ?? 0), Double(secondSizes[$0.key.second] ?? 0))
    }
    self.firstSizes = firstSizes.values.sorted().map(Double.init)
    self.secondSizes = secondSizes.values.sorted().map(Double.init)
    largestByFirst = Double(largest.values.reduce(0, +))
  }

  /// The adjusted Rand index: 1 for labellings that group alike, 0 on average for random ones.
  ///
  /// Hubert and Arabie, Journal of Classification 1985, by pairs of points as scikit-learn's
  /// `adjusted_rand_score` does.
  package var adjustedRandIndex: Double {
    let squares = cells.reduce(0) { $0 + $1 * $1 }
    let firstSquares = firstSizes.reduce(0) { $0 + $1 * $1 }
    let secondSquares = secondSizes.reduce(0) { $0 + $1 * $1 }
    let together = squares - total
    let firstOnly = firstSquares - squares
    let secondOnly = secondSquares - squares
    let apart = total * total - firstOnly - secondOnly - squares
    if firstOnly == 0 && secondOnly == 0 { return 1 }
    return 2 * (together * apart - firstOnly * secondOnly)
      / ((together + firstOnly) * (firstOnly + apart)
        + (together + secondOnly) * (secondOnly + apart))
  }

  /// The mutual information over the mean of both entropies, 0…1: scikit-learn's
  /// `normalized_mutual_info_score`.
  ///
  /// 1 when both labellings are one cluster, as they then agree.
  package var normalisedMutualInformation: Double {
    if firstSizes.count <= 1 && secondSizes.count <= 1 { return 1 }
    let information = mutualInformation
    guard information > .ulpOfOne else { return 0 }
    return information / meanEntropy
  }

  /// What one labelling says about the other, in nats.
  var mutualInformation: Double {
    zip(cells, margins).reduce(0) { sum, cell in
      sum + cell.0 / total * log(cell.0 * total / (cell.1.first * cell.1.second))
    }
  }

  /// The mean of both labellings' entropies, in nats.
  var meanEntropy: Double { (entropy(firstSizes) + entropy(secondSizes)) / 2 }

  /// The share of points whose second label is the commonest one in their first label's cluster:
  /// how pure the first labelling's clusters are in the second's classes.
  package var purity: Double { total > 0 ? largestByFirst / total : 1 }

  private func entropy(_ sizes: [Double]) -> Double {
    -sizes.reduce(0) { $0 + $1 / total * log($1 / total) }
  }
}
