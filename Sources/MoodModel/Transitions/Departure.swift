/// What is foreseen after one mood from one set of counts, for any strength of the priors.
///
/// The step is foreseen in two: whether the mood stays, with a prior that it stays as often as
/// moods do on the whole (the learned ρ); and, if not, where it goes, with the prior that moods are
/// moved to as often as they are on the whole. Both priors are worth so many observations (a beta
/// and a Dirichlet distribution, integrated out). A single prior of strength α over the whole row
/// cannot do both: the more often a mood stays, the less it says about where it goes.
struct Departure {
  /// ρ starts as if it had been seen twice each way.
  static let stayPseudocount = 2.0
  /// Every mood starts as if it had been moved to twice.
  static let arrivalPseudocount = 2.0

  let mood: Int
  let rowStart: Int
  let inverseUnit: Double
  let stayed: Double
  let left: Double
  /// ρ, the share of steps that stay, over all moods.
  let stayPrior: Double
  /// The sum of arrivals, with their pseudocounts, at all moods but this.
  let arrivals: Double

  /// Reads the counts of `mood`, which are many to sum: made once for all strengths.
  init(from mood: Int, in counts: TransitionCounts) {
    self.mood = mood
    rowStart = mood * counts.moodCount
    inverseUnit = 1 / counts.unit.value
    stayed = counts.stayed[mood] * inverseUnit
    left = counts.left[mood] * inverseUnit
    var allStayed = 0.0
    var allLeft = 0.0
    var arrivedElsewhere = 0.0
    for other in 0..<counts.moodCount {
      allStayed += counts.stayed[other]
      allLeft += counts.left[other]
      if other != mood { arrivedElsewhere += counts.arrived[other] }
    }
    stayPrior =
      (allStayed * inverseUnit + Self.stayPseudocount)
      / ((allStayed + allLeft) * inverseUnit + 2 * Self.stayPseudocount)
    arrivals =
      arrivedElsewhere * inverseUnit + Self.arrivalPseudocount * Double(counts.moodCount - 1)
  }

  /// The probability to stay, with a prior worth `strength` steps.
  func stayProbability(strength: Double) -> Double {
    (stayed + strength * stayPrior) / (stayed + left + strength)
  }

  /// The probability to go to `other`, if the mood is left, with a prior worth `strength` moves.
  func moveProbability(
    to other: Int, strength: Double, in counts: TransitionCounts
  ) -> Double {
    let prior = (counts.arrived[other] * inverseUnit + Self.arrivalPseudocount) / arrivals
    return (counts.moved[rowStart + other] * inverseUnit + strength * prior) / (left + strength)
  }
}
