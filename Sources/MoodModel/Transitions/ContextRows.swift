import MusicModel

/// Rows of each context's own, for listeners whose evenings follow other rules than their mornings.
///
/// They back off to what is foreseen without them, which counts as so many observations (a
/// Dirichlet distribution, integrated out).
struct ContextRows: Hashable, Sendable {
  /// What the back-off is worth, in steps, to each expert: the 20 of the plain model, and more.
  /// One more expert, the last, backs off entirely.
  static let strengths = [20.0, 80]

  let moodCount: Int
  /// Steps from each mood to each `[contexts × moods × moods]`, in units.
  var followed: [Double]
  /// Steps from each mood `[contexts × moods]`, in units.
  var departed: [Double]
  var weights = ExpertWeights(count: strengths.count + 1)

  /// Starts with nothing seen.
  init(moodCount: Int) {
    self.moodCount = moodCount
    departed = [Double](repeating: 0, count: ListeningContext.count * moodCount)
    followed = [Double](repeating: 0, count: departed.count * moodCount)
  }

  /// `row`, foreseen after `mood`, mixed with what was seen in `context`; counts are in `unit`.
  func refined(
    _ row: [Double], after mood: Int, in context: ListeningContext, unit: FadingUnit
  ) -> [Double] {
    let from = context.index * moodCount + mood
    var ofCounts = 0.0
    var ofRow = weights.values[Self.strengths.count]
    for (expert, strength) in Self.strengths.enumerated() {
      let weight = weights.values[expert] / (departed[from] + strength * unit.value)
      ofCounts += weight
      ofRow += weight * strength * unit.value
    }
    let start = from * moodCount
    return row.indices.map { ofCounts * followed[start + $0] + ofRow * row[$0] }
  }

  /// Learns a step before which `rows` were foreseen, one for each mood it may have come from.
  mutating func learn(
    _ step: SoftTransition, foreseen rows: [[Double]], in context: ListeningContext,
    unit: FadingUnit
  ) {
    learnWeights(step, rows, context, unit)
    for part in step.from {
      let from = context.index * moodCount + part.mood
      let amount = part.share * unit.value
      for to in step.to {
        followed[from * moodCount + to.mood] += amount * to.share
        departed[from] += amount * to.share
      }
    }
  }

  private mutating func learnWeights(
    _ step: SoftTransition, _ rows: [[Double]], _ context: ListeningContext, _ unit: FadingUnit
  ) {
    var likelihoods = [Double](repeating: step.unknownShare, count: Self.strengths.count + 1)
    for (part, row) in zip(step.from, rows) {
      let from = context.index * moodCount + part.mood
      for to in step.to {
        let share = part.share * to.share
        likelihoods[Self.strengths.count] += share * row[to.mood]
        for (expert, strength) in Self.strengths.enumerated() {
          let prior = strength * unit.value
          likelihoods[expert] +=
            share * (followed[from * moodCount + to.mood] + prior * row[to.mood])
            / (departed[from] + prior)
        }
      }
    }
    weights.learn(likelihoods)
  }
}
