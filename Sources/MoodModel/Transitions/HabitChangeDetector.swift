import Glibc

/// Notices that the listener's habits have changed for good.
///
/// A second set of counts is begun every few dozen steps, and knows nothing but the steps since.
/// While habits stay it foresees worse than all that was learned before, and is soon given up;
/// after a change it foresees better, and the evidence for the change, the logarithm of the
/// likelihood ratio, adds up until nobody can doubt it (cumulative sum test; Page, Biometrika 1954).
/// Slow drift does not get here: the fading memory follows it.
struct HabitChangeDetector: Hashable, Sendable {
  /// How much evidence it takes, in nats: e¹² is 160,000 to 1.
  static let enough = 12.0
  /// A start this much behind is given up. Not nought: who starts afresh is behind at first even
  /// when right.
  static let hopeless = -5.0
  /// A start that has not convinced within as many steps is given up.
  static let longestTry = 200.0
  /// The prior's strengths; see ``StickyMixture``.
  static let stayStrength = 8.0
  static let moveStrength = 6.0

  /// The steps since the newest start.
  var fresh: TransitionCounts
  /// In nats; positive when the fresh counts foresaw the steps since their start better.
  var evidence = 0.0

  /// Starts with nothing seen.
  init(moodCount: Int) { fresh = TransitionCounts(moodCount: moodCount) }

  /// Takes in a step to which everything learned gave the probability `foreseen`. Returns the
  /// steps since the change if there was one, this among them.
  mutating func learn(_ step: SoftTransition, foreseen: Double) -> TransitionCounts? {
    evidence += log(likelihood(of: step) / foreseen)
    fresh.add(step)
    if evidence > Self.enough {
      let since = fresh
      startAfresh()
      return since
    }
    if evidence < Self.hopeless || fresh.total >= Self.longestTry { startAfresh() }
    return nil
  }

  private mutating func startAfresh() {
    evidence = 0
    fresh.clear()
  }

  private func likelihood(of step: SoftTransition) -> Double {
    var likelihood = step.unknownShare
    for from in step.from {
      let departure = Departure(from: from.mood, in: fresh)
      let stay = departure.stayProbability(strength: Self.stayStrength)
      for to in step.to {
        likelihood +=
          from.share * to.share
          * (to.mood == from.mood
            ? stay
            : (1 - stay)
              * departure.moveProbability(to: to.mood, strength: Self.moveStrength, in: fresh))
      }
    }
    return likelihood
  }
}
