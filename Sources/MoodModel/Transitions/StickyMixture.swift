/// What follows each mood, whatever the time of day: two memories, each read with priors of several
/// strengths, and mixed by how well each of these foresaw what came.
///
/// A memory that never fades is the better one while habits stay, one that fades the better while
/// they drift; how much a row differs from the others differs from listener to listener. Neither is
/// known beforehand, so none is chosen.
struct StickyMixture: Hashable, Sendable {
  /// How many steps, and moves, the priors are worth: from “every mood is its own” to “moods are
  /// much alike”, evenly on a logarithmic scale about the 5 found to be best on average.
  static let stayStrengths = [2.0, 8, 32]
  static let moveStrengths = [2.0, 6, 20]
  /// In steps.
  static let recentHalfLife = 250.0

  let moodCount: Int
  var kept: TransitionCounts
  var recent: TransitionCounts
  /// First the experts on what is kept, then those on what is recent, each in order of strength.
  var stayWeights = ExpertWeights(count: 2 * stayStrengths.count)
  var moveWeights = ExpertWeights(count: 2 * moveStrengths.count)

  /// Starts with nothing learned.
  init(moodCount: Int) {
    self.moodCount = moodCount
    kept = TransitionCounts(moodCount: moodCount)
    recent = TransitionCounts(moodCount: moodCount, halfLife: Self.recentHalfLife)
  }

  /// The probability of each mood to follow `mood` `[moods]`.
  func row(after mood: Int) -> [Double] {
    guard moodCount > 1 else { return [Double](repeating: 1, count: moodCount) }
    var row = [Double](repeating: 0, count: moodCount)
    let fromKept = Departure(from: mood, in: kept)
    let fromRecent = Departure(from: mood, in: recent)
    let stay = stayProbability(fromKept, fromRecent)
    addMoves(kept, fromKept, firstWeight: 0, scale: 1 - stay, to: &row)
    addMoves(
      recent, fromRecent, firstWeight: Self.moveStrengths.count, scale: 1 - stay, to: &row)
    row[mood] = stay
    return row
  }

  /// Learns one step: which experts foresaw it, then that it came.
  mutating func learn(_ step: SoftTransition) {
    if moodCount > 1 { learnWeights(step) }
    kept.add(step)
    recent.add(step)
  }

  /// Goes on from what was seen since habits changed.
  mutating func startOver(from counts: TransitionCounts) {
    kept.adopt(counts)
    recent.adopt(counts)
  }

  /// How many steps out of each mood the mixture rests on `[moods]`.
  var evidence: [Double] {
    let trustInKept = moveWeights.values.prefix(Self.moveStrengths.count).reduce(0, +)
    return zip(kept.departures, recent.departures).map { kept, recent in
      trustInKept * kept + (1 - trustInKept) * recent
    }
  }

  // MARK: - The experts

  private func stayProbability(_ fromKept: Departure, _ fromRecent: Departure) -> Double {
    let count = Self.stayStrengths.count
    var probability = 0.0
    for (index, strength) in Self.stayStrengths.enumerated() {
      probability +=
        stayWeights.values[index] * fromKept.stayProbability(strength: strength)
        + stayWeights.values[count + index] * fromRecent.stayProbability(strength: strength)
    }
    return probability
  }

  /// Adds what the experts on `counts` together foresee, times `scale`. An expert's row is a weighted
  /// sum of the moves counted and of the arrivals, so the sums over experts are made of the weights.
  private func addMoves(
    _ counts: TransitionCounts, _ departure: Departure, firstWeight: Int, scale: Double,
    to row: inout [Double]
  ) {
    var ofMoves = 0.0
    var ofPrior = 0.0
    for (index, strength) in Self.moveStrengths.enumerated() {
      let weight = moveWeights.values[firstWeight + index] / (departure.left + strength)
      ofMoves += weight
      ofPrior += weight * strength
    }
    ofMoves *= scale * departure.inverseUnit
    ofPrior *= scale / departure.arrivals
    let ofArrivals = ofPrior * departure.inverseUnit
    let ofPseudocounts = ofPrior * Departure.arrivalPseudocount
    for other in row.indices {
      row[other] +=
        ofMoves * counts.moved[departure.rowStart + other]
        + ofArrivals * counts.arrived[other] + ofPseudocounts
    }
  }

  /// What each expert gave to the step: an expert on moving has nothing to say about a stay, and
  /// is given the mixture's probability for it.
  private mutating func learnWeights(_ step: SoftTransition) {
    var stays = [Double](repeating: step.unknownShare, count: stayWeights.values.count)
    var moves = [Double](repeating: step.unknownShare, count: moveWeights.values.count)
    for from in step.from {
      let fromKept = Departure(from: from.mood, in: kept)
      let fromRecent = Departure(from: from.mood, in: recent)
      let mixed = stayProbability(fromKept, fromRecent)
      Self.addStays(step, from, fromKept, firstExpert: 0, to: &stays)
      Self.addStays(step, from, fromRecent, firstExpert: Self.stayStrengths.count, to: &stays)
      Self.addMoves(step, from, kept, fromKept, stay: mixed, firstExpert: 0, to: &moves)
      Self.addMoves(
        step, from, recent, fromRecent, stay: mixed, firstExpert: Self.moveStrengths.count,
        to: &moves)
    }
    stayWeights.learn(stays)
    moveWeights.learn(moves)
  }

  private static func addStays(
    _ step: SoftTransition, _ from: SoftTransition.Part, _ departure: Departure,
    firstExpert: Int, to likelihoods: inout [Double]
  ) {
    for (index, strength) in stayStrengths.enumerated() {
      let stay = departure.stayProbability(strength: strength)
      for to in step.to {
        likelihoods[firstExpert + index] +=
          from.share * to.share * (to.mood == from.mood ? stay : 1 - stay)
      }
    }
  }

  private static func addMoves(
    _ step: SoftTransition, _ from: SoftTransition.Part, _ counts: TransitionCounts,
    _ departure: Departure, stay: Double, firstExpert: Int, to likelihoods: inout [Double]
  ) {
    for (index, strength) in moveStrengths.enumerated() {
      for to in step.to {
        let probability =
          to.mood == from.mood
          ? stay
          : (1 - stay)
            * departure.moveProbability(to: to.mood, strength: strength, in: counts)
        likelihoods[firstExpert + index] += from.share * to.share * probability
      }
    }
  }
}
