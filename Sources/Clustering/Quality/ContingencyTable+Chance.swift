import Glibc

/// Agreement beyond what labellings of these sizes have by chance.
extension ContingencyTable {
  /// The mutual information beyond chance: 0 on average for unrelated labellings, 1 for those that
  /// group alike; scikit-learn's `adjusted_mutual_info_score`.
  ///
  /// The normalised one rises with the number of labels, whatever they are about: a hundred albums
  /// of ten tracks each seem to say much about any grouping. Vinh, Epps and Bailey, JMLR 11, 2010,
  /// with the mean of both entropies as the most there could be.
  package var adjustedMutualInformation: Double {
    if firstSizes.count <= 1 && secondSizes.count <= 1 { return 1 }
    let expected = expectedMutualInformation
    let range = meanEntropy - expected
    // Where chance alone reaches the most there could be, scikit-learn divides by this as well.
    let divisor = range < 0 ? min(range, -.ulpOfOne) : max(range, .ulpOfOne)
    return (mutualInformation - expected) / divisor
  }

  /// The mutual information of labellings with the same sizes in random order, in nats: the mean
  /// over the hypergeometric distribution of each cell.
  private var expectedMutualInformation: Double {
    let seconds = occurrences(of: secondSizes)
    var sum = 0.0
    // Cells with the same margins are alike: of a thousand albums few differ in size.
    for (first, firstCount) in occurrences(of: firstSizes) {
      for (second, secondCount) in seconds {
        sum += firstCount * secondCount * expectedTerm(first, second)
      }
    }
    return sum
  }

  /// What one cell with these margins adds on average.
  private func expectedTerm(_ first: Double, _ second: Double) -> Double {
    var constant = lgamma(first + 1) + lgamma(second + 1) - lgamma(total + 1)
    constant += lgamma(total - first + 1) + lgamma(total - second + 1)
    var sum = 0.0
    let least = max(first + second - total, 1)
    for count in stride(from: least, through: min(first, second), by: 1) {
      var logarithm = constant - lgamma(count + 1)
      logarithm -= lgamma(first - count + 1) + lgamma(second - count + 1)
      logarithm -= lgamma(total - first - second + count + 1)
      sum += count / total * log(total * count / (first * second)) * exp(logarithm)
    }
    return sum
  }

  /// Each size and how often it occurs, in ascending order so that sums are the same in every run.
  private func occurrences(of sizes: [Double]) -> [(size: Double, count: Double)] {
    Dictionary(grouping: sizes) { $0 }.map { ($0.key, Double($0.value.count)) }
      .sorted { $0.0 < $1.0 }
  }
}
