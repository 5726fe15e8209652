/// Chooses the number of clusters from how stable each is.
package struct ClusterCountRule: Hashable, Sendable {
  /// The agreement of halves from which a number counts as stable.
  package var threshold: Double
  /// How much less stable than it should be the number in use may get before it is given up.
  package var patience: Double

  /// The design's threshold of .85; a patience of .1 is three or four standard errors of a score,
  /// and the best of nineteen scores is too good by about two of them.
  package init(threshold: Double = 0.85, patience: Double = 0.1) {
    self.threshold = threshold
    self.patience = patience
  }

  /// What was chosen and why.
  package struct Choice: Hashable, Sendable {
    package var k: Int
    /// False when no number reaches the threshold and the most stable ones had to do.
    package var isStable: Bool
    /// The agreement of halves at ``k``.
    package var agreement: Double
  }

  /// The number to use; nil without scores.
  ///
  /// - The largest that reaches the threshold.
  /// - Where none does, the largest whose agreement is within one standard error of the best: what
  ///   cannot be told from the most stable one, and says most (Breiman, Friedman, Olshen and Stone
  ///   1984, for trees).
  /// - The number in use stays as long as it is stable enough — its agreement at most ``patience``
  ///   below the threshold, or, where none reaches it, below the best — unless a stable number is
  ///   larger by half: as a library grows, scores waver around the threshold, and each
  ///   change of the number costs a listener moods.
  package func choose(from scores: [ClusterStability], current: Int? = nil) -> Choice? {
    guard let best = scores.max(by: { $0.agreement < $1.agreement }) else { return nil }
    let stable = scores.last { $0.agreement >= threshold }
    let wanted =
      stable ?? scores.last { $0.agreement >= best.agreement - best.error } ?? best
    if let current, let present = scores.first(where: { $0.k == current }) {
      let floor = stable == nil ? best.agreement : threshold
      let isLargerByFar = stable.map { 2 * $0.k >= 3 * current } ?? false
      if present.agreement >= floor - patience, !isLargerByFar {
        return Choice(
          k: current, isStable: present.agreement >= threshold, agreement: present.agreement)
      }
    }
    return Choice(k: wanted.k, isStable: stable != nil, agreement: wanted.agreement)
  }
}
