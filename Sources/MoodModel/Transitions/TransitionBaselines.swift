/// Foresees that the mood stays as it is.
struct StayingBaseline {
  let moodCount: Int
  private var stayed = 0.5
  private var total = 1.0

  /// Starts undecided (Jeffreys).
  init(moodCount: Int) { self.moodCount = moodCount }

  /// Counts whether the mood stayed.
  mutating func learn(_ step: SoftTransition) {
    for from in step.from {
      for to in step.to {
        total += from.share * to.share
        if from.mood == to.mood { stayed += from.share * to.share }
      }
    }
  }

  /// The probability of each mood `[moods]`; what does not stay goes to all others alike.
  func prediction(after from: [SoftTransition.Part]) -> [Double] {
    guard moodCount > 1 else { return [1] }
    let staying = stayed / total
    let elsewhere = (1 - staying) / Double(moodCount - 1)
    var row = [Double](repeating: elsewhere, count: moodCount)
    let known = from.reduce(0) { $0 + $1.share }
    for part in from { row[part.mood] += (staying - elsewhere) * part.share / known }
    return row
  }
}

/// Foresees that moods come as often as they have so far.
struct PopularityBaseline {
  private var played: [Double]

  /// Starts undecided (Jeffreys).
  init(moodCount: Int) { played = [Double](repeating: 0.5, count: moodCount) }

  /// Counts a play.
  mutating func learn(_ play: [SoftTransition.Part]) {
    for part in play { played[part.mood] += part.share }
  }

  /// The probability of each mood `[moods]`.
  var prediction: [Double] {
    let total = played.reduce(0, +)
    return played.map { $0 / total }
  }
}
