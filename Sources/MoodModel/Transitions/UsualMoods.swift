import MusicModel

/// How often each mood is played, in each context.
struct UsualMoods: Hashable, Sendable {
  /// In plays.
  static let halfLife = 1_000.0
  /// What every mood starts with (Jeffreys).
  static let pseudocount = 0.5
  /// What the coarser distribution is worth to the finer one, in plays.
  static let backOff = 20.0

  let moodCount: Int
  var unit = FadingUnit(halfLife: halfLife)
  /// Plays of each mood `[contexts × moods]`, in units.
  var played: [Double]

  /// Starts with nothing played.
  init(moodCount: Int) {
    self.moodCount = moodCount
    played = [Double](repeating: 0, count: ListeningContext.count * moodCount)
  }

  /// Counts one play.
  mutating func add(_ parts: [SoftTransition.Part], in context: ListeningContext) {
    if unit.advance() { played = FadingUnit.scaledDown(played) }
    for part in parts {
      played[context.index * moodCount + part.mood] += part.share * unit.value
    }
  }

  /// The distribution on the whole, or in `context`, which backs off to its daypart and that to the
  /// whole `[moods]`.
  func distribution(in context: ListeningContext?) -> [Double] {
    let prior = [Double](repeating: Self.pseudocount, count: moodCount)
    let whole = blended(counts(in: ListeningContext.all), prior)
    guard let context else { return whole }
    let sameDaypart = ListeningContext.all.filter { $0.daypart == context.daypart }
    let inDaypart = blended(counts(in: sameDaypart), whole.map { $0 * Self.backOff })
    return blended(counts(in: [context]), inDaypart.map { $0 * Self.backOff })
  }

  private func counts(in contexts: [ListeningContext]) -> [Double] {
    (0..<moodCount).map { mood in
      contexts.reduce(0) { $0 + played[$1.index * moodCount + mood] } / unit.value
    }
  }

  private func blended(_ counts: [Double], _ prior: [Double]) -> [Double] {
    let total = counts.reduce(0, +) + prior.reduce(0, +)
    return zip(counts, prior).map { ($0 + $1) / total }
  }
}
