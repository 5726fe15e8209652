import GRDB
import MoodModel
import MusicModel

/// What learning went by; what was learned otherwise is not gone on with.
struct LearningTerms: Equatable {
  /// The version of the method.
  let method: String
  /// The longest pause inside a session, in seconds.
  let gap: Int64
  let zone: String
  /// Of the moods.
  let generation: Int
}

/// How far learning has come.
struct LearnedState {
  /// Plays from here on, in seconds since 1970, UTC, have not been learned from, and belong to no
  /// session that has.
  var boundary: Int64
  /// True when something that was learned from has changed since.
  var isStale: Bool
  var terms: LearningTerms
  /// Transitions learned from.
  var steps: Int

  /// Where to begin with nothing learned.
  static let beginning = Int64.min
}

extension Database {
  func learnedState() throws -> LearnedState {
    let row = try row(
      "SELECT boundary, stale, method, gap, zone, generation, steps FROM history_state")
    guard let row else {
      throw StoreError(.corrupt, "The library database has lost how far learning has come.")
    }
    return LearnedState(
      boundary: row[0], isStale: row[1],
      terms: LearningTerms(method: row[2], gap: row[3], zone: row[4], generation: row[5]),
      steps: row[6])
  }

  func store(_ state: LearnedState) throws {
    try run(
      """
      UPDATE history_state
        SET boundary = ?, stale = ?, method = ?, gap = ?, zone = ?, generation = ?, steps = ?
      """,
      [
        state.boundary, state.isStale, state.terms.method, state.terms.gap, state.terms.zone,
        state.terms.generation, state.steps,
      ])
  }

  /// The living moods in order of their numbers.
  func moodNumbers() throws -> [MoodID] {
    try rows("SELECT id FROM mood WHERE retired = 0")
      .map { MoodID(rawValue: $0[0]) }.sorted { $0.rawValue < $1.rawValue }
  }

  /// What has been learned; nil when it makes no sense for these moods.
  func learner(moods: [MoodID], steps: Int) throws -> HabitLearner? {
    guard let transitions = MoodTransitions(moods: moods, entries: try transitionEntries())
    else { return nil }
    var plays: [HabitLearner.PlayKey: Double] = [:]
    for row in try rows("SELECT context, mood_id, plays FROM mood_play") {
      plays[HabitLearner.PlayKey(context: row[0], mood: MoodID(rawValue: row[1]))] = row[2]
    }
    return HabitLearner(transitions: transitions, plays: plays, steps: steps)
  }

  /// Writes what differs from what is stored.
  func store(_ learner: HabitLearner) throws {
    let former = try transitionEntries()
    let entries = learner.transitions.entries
    for (position, entry) in entries.enumerated()
    where position >= former.count || former[position] != entry {
      try run(
        """
        INSERT INTO mood_transition (position, kind, from_id, to_id, context, value)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (position) DO UPDATE SET kind = excluded.kind, from_id = excluded.from_id,
            to_id = excluded.to_id, context = excluded.context, value = excluded.value
        """,
        [
          position, entry.kind, entry.from?.rawValue, entry.to?.rawValue, entry.context?.index,
          entry.value,
        ])
    }
    try run("DELETE FROM mood_transition WHERE position >= ?", [entries.count])
    try run("DELETE FROM mood_play")
    for (key, plays) in learner.plays {
      try run(
        "INSERT INTO mood_play (context, mood_id, plays) VALUES (?, ?, ?)",
        [key.context, key.mood.rawValue, plays])
    }
  }

  private func transitionEntries() throws -> [MoodTransitions.Entry] {
    try rows(
      "SELECT kind, from_id, to_id, context, value FROM mood_transition ORDER BY position"
    ).map { row in
      let from: Int64? = row[1]
      let to: Int64? = row[2]
      let context: Int? = row[3]
      return MoodTransitions.Entry(
        kind: row[0], from: from.map(MoodID.init(rawValue:)), to: to.map(MoodID.init(rawValue:)),
        context: context.flatMap(ListeningContext.init(index:)), value: row[4])
    }
  }
}
