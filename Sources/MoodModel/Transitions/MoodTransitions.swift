package import MusicModel

/// How a listener moves from mood to mood within a session, learned one step at a time.
///
/// A row of probabilities for each mood, made in three layers. ``StickyMixture`` foresees on the
/// whole: stay as moods do on the whole, or move to what is moved to on the whole, as far as the
/// mood itself has not shown otherwise; the strengths of these priors and how fast to forget are
/// not chosen but weighted by how well they have foreseen. ``ContextDeviations`` shifts the row to
/// the time of day and week. ``HabitChangeDetector`` has both start over when the listener's habits
/// have evidently changed.
///
/// Learning a step takes a time proportional to the number of moods, and depends on nothing but the
/// steps before: learning from the stored history in its order gives the same numbers, to the bit.
package struct MoodTransitions: Hashable, Sendable {
  /// Names the method and its constants: what one version learned, another does not go on with.
  package static let version = "sticky-dirichlet-mixture-1"

  /// The moods there are; distributions are in this order.
  package let moods: [MoodID]
  var whole: StickyMixture
  var contexts: ContextDeviations
  var change: HabitChangeDetector
  var usualMoods: UsualMoods

  /// Starts with nothing learned.
  package init(moods: [MoodID]) {
    self.moods = moods
    whole = StickyMixture(moodCount: moods.count)
    contexts = ContextDeviations(moodCount: moods.count)
    change = HabitChangeDetector(moodCount: moods.count)
    usualMoods = UsualMoods(moodCount: moods.count)
  }

  /// Learns that a track of these moods was played.
  ///
  /// Shares of moods there are not are ignored, here and in what follows.
  package mutating func observePlay(_ shares: [MoodShare], in context: ListeningContext) {
    let parts = SoftTransition.parts(of: shares, among: moods)
    if !parts.isEmpty { usualMoods.add(parts, in: context) }
  }

  /// Learns that a track of the moods `from` was followed by one of the moods `to`, which started
  /// in `context`.
  package mutating func observeTransition(
    from: [MoodShare], to: [MoodShare], in context: ListeningContext
  ) {
    guard let step = SoftTransition(from: from, to: to, among: moods) else { return }
    let rows = step.from.map { whole.row(after: $0.mood) }
    let foreseen = contexts.learn(step, foreseen: rows, in: context)
    whole.learn(step)
    // With a single mood there is nothing to foresee, and no habit to change.
    guard moods.count > 1 else { return }
    if let sinceChange = change.learn(step, foreseen: foreseen) {
      whole.startOver(from: sinceChange)
      contexts.startOver()
    }
  }

  /// The probability of each mood to be next `[moods]`, after `shares` (none: at the start of a
  /// session), in `context` or on the whole.
  package func prediction(after shares: [MoodShare], in context: ListeningContext?) -> [Double] {
    let parts = SoftTransition.parts(of: shares, among: moods)
    guard !parts.isEmpty else { return usual(in: context) }
    var sum = [Double](repeating: 0, count: moods.count)
    for part in parts {
      var row = whole.row(after: part.mood)
      if let context { row = contexts.adapted(row, after: part.mood, in: context) }
      for mood in row.indices { sum[mood] += part.share * row[mood] }
    }
    let total = sum.reduce(0, +)
    return sum.map { $0 / total }
  }

  /// How many transitions out of each mood the prediction rests on, as far as they still count
  /// `[moods]`, in `context` or on the whole.
  package func evidence(in context: ListeningContext?) -> [Double] {
    context.map { contexts.evidence(in: $0) } ?? whole.evidence
  }

  /// How many transitions are remembered: all since the listener's habits last changed.
  package var transitionCount: Double { whole.kept.total }

  /// How often each mood is played, as a distribution `[moods]`, in `context` or on the whole.
  package func usual(in context: ListeningContext?) -> [Double] {
    usualMoods.distribution(in: context)
  }
}
