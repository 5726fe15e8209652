import GRDB
import ListeningHistory
import MoodModel
import MusicModel

/// Brings sessions, and what is learned from them, up to date, inside one transaction.
///
/// Sessions that nothing can be added to any more are learned from once and stored; those after
/// them, as a rule the running one alone, are read anew each time. While nothing that was learned
/// from changes, so that the two add up to a reading of everything: to the last bit, because the
/// same steps are taken in the same order.
struct Learning {
  /// What is stored cannot be gone on with.
  private struct Unusable: Error {}

  private let db: Database
  private let localTime: LocalTime
  private let moods: [MoodID]
  private let terms: LearningTerms
  /// Seconds since 1970, UTC.
  private let now: Int64
  private var state: LearnedState
  /// Nil until it is needed.
  private var learner: HabitLearner?
  private var outcome = HistoryLearning()

  /// `gap` is the longest pause inside a session, in seconds.
  init(_ db: Database, gap: Int64, localTime: LocalTime, now: Int64) throws {
    self.db = db
    self.localTime = localTime
    self.now = now
    moods = try db.moodNumbers()
    terms = LearningTerms(
      method: MoodTransitions.version, gap: max(gap, 0), zone: localTime.identifier,
      generation: try db.generation())
    state = try db.learnedState()
  }

  /// Learns from every session that is over by now.
  mutating func bringUpToDate() throws -> HistoryLearning {
    if state.isStale || state.terms != terms {
      try rebuild()
    } else {
      do { try learn() } catch is Unusable { try rebuild() }
    }
    return outcome
  }

  /// What has been learned, and what the sessions teach that have not been learned from yet.
  mutating func habits() throws -> LearnedHabits {
    do { try resume() } catch is Unusable { try rebuild() }
    guard var learner else { return HabitLearner(moods: moods).habits }
    var reader = try SessionReader(db, from: state.boundary, gap: terms.gap)
    while let (_, plays) = try reader.next() { learner.learn(plays, localTime: localTime) }
    if let (_, plays) = reader.last { learner.learn(plays, localTime: localTime) }
    return learner.habits
  }

  private mutating func rebuild() throws {
    outcome = HistoryLearning(isRebuilt: true)
    learner = HabitLearner(moods: moods)
    state = LearnedState(
      boundary: LearnedState.beginning, isStale: false, terms: terms, steps: 0)
    try db.run("DELETE FROM session")
    try learn()
  }

  private mutating func learn() throws {
    var reader = try SessionReader(db, from: state.boundary, gap: terms.gap)
    while let (session, plays) = try reader.next() { try learn(session, plays) }
    if let (session, plays) = reader.last, reader.isOver(session, at: now) {
      try learn(session, plays)
    }
    guard outcome.sessions > 0 || outcome.isRebuilt, let learner else { return }
    state.steps = learner.steps
    try db.store(learner)
    try db.store(state)
  }

  private mutating func learn(_ session: Session, _ plays: [MoodPlay]) throws {
    try resume()
    learner?.learn(plays, localTime: localTime)
    try db.run(
      "INSERT INTO session (began, ended, listens) VALUES (?, ?, ?)",
      [session.start, session.end, session.listens])
    outcome.sessions += 1
    // Whatever starts later would not have gone on with it.
    state.boundary = session.end + terms.gap + 1
  }

  /// Takes up what was learned before.
  private mutating func resume() throws {
    if learner != nil { return }
    guard let stored = try db.learner(moods: moods, steps: state.steps) else { throw Unusable() }
    learner = stored
  }
}
