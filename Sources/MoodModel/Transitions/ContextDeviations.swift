import MusicModel

/// What the time of the day and of the week changes about the rows.
///
/// From coarse to fine, each on top of the one before, and each as strong as it proved to foresee
/// well: which moods are popular in this quarter of the day, then in this quarter of this kind of
/// day, then which follows which in it.
struct ContextDeviations: Hashable, Sendable {
  /// In steps, of all contexts together. Longer than that of the rows: an eighth of the steps, or a
  /// quarter, has to tell what is different about them.
  static let halfLife = 2_000.0

  var unit = FadingUnit(halfLife: halfLife)
  var dayparts: PopularityShift
  var contexts: PopularityShift
  var rows: ContextRows

  /// Starts with nothing seen.
  init(moodCount: Int) {
    // A context has half the steps of its daypart and differs less from it than that from the
    // whole, therefore the stronger priors.
    dayparts = PopularityShift(
      partCount: Daypart.allCases.count, moodCount: moodCount, strengths: [4, 16])
    contexts = PopularityShift(
      partCount: ListeningContext.count, moodCount: moodCount, strengths: [8, 32])
    rows = ContextRows(moodCount: moodCount)
  }

  /// `row`, foreseen after `mood` on the whole, as it is in `context`.
  func adapted(_ row: [Double], after mood: Int, in context: ListeningContext) -> [Double] {
    let inDaypart = dayparts.shifted(row, in: context.daypart.rawValue, unit: unit)
    let inContext = contexts.shifted(inDaypart, in: context.index, unit: unit)
    return rows.refined(inContext, after: mood, in: context, unit: unit)
  }

  /// Learns a step in `context`, before which `rows` were foreseen on the whole, one for each mood
  /// it may have come from. Returns the probability the step had with regard to the context.
  mutating func learn(
    _ step: SoftTransition, foreseen whole: [[Double]], in context: ListeningContext
  ) -> Double {
    if unit.advance() { scaleDown() }
    let inDaypart = dayparts.learn(
      step, foreseen: whole, in: context.daypart.rawValue, unit: unit)
    let inContext = contexts.learn(step, foreseen: inDaypart, in: context.index, unit: unit)
    var probability = step.unknownShare
    for (from, row) in zip(step.from, inContext) {
      let refined = rows.refined(row, after: from.mood, in: context, unit: unit)
      for to in step.to { probability += from.share * to.share * refined[to.mood] }
    }
    rows.learn(step, foreseen: inContext, in: context, unit: unit)
    return probability
  }

  /// How many steps out of each mood were seen in `context`, as far as they still count `[moods]`.
  func evidence(in context: ListeningContext) -> [Double] {
    let start = context.index * rows.moodCount
    return rows.departed[start..<start + rows.moodCount].map { $0 / unit.value }
  }

  /// Forgets what was counted, but not how much contexts matter to this listener.
  mutating func startOver() {
    let empty = ContextDeviations(moodCount: rows.moodCount)
    unit = empty.unit
    dayparts.seen = empty.dayparts.seen
    dayparts.foreseen = empty.dayparts.foreseen
    contexts.seen = empty.contexts.seen
    contexts.foreseen = empty.contexts.foreseen
    rows.followed = empty.rows.followed
    rows.departed = empty.rows.departed
  }

  private mutating func scaleDown() {
    dayparts.seen = FadingUnit.scaledDown(dayparts.seen)
    dayparts.foreseen = FadingUnit.scaledDown(dayparts.foreseen)
    contexts.seen = FadingUnit.scaledDown(contexts.seen)
    contexts.foreseen = FadingUnit.scaledDown(contexts.foreseen)
    rows.followed = FadingUnit.scaledDown(rows.followed)
    rows.departed = FadingUnit.scaledDown(rows.departed)
  }
}
