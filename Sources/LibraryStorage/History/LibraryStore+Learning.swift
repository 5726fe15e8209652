import GRDB
package import MoodModel
package import MusicModel

/// What listening teaches.
extension LibraryStore {
  /// Brings sessions and what is learned from them up to date, in one transaction: by the sessions
  /// that have ended since the last call, or from the beginning when something that was learned
  /// from has changed, the moods were replaced, or `gap` (the longest pause inside a session, in
  /// seconds), the zone or the method are others. Does nothing when there is nothing to do.
  ///
  /// The last session is left out while a play at `now` would go on with it.
  package func learnHistory(
    gap: Int64, localTime: LocalTime, now: Int64
  ) async throws(StoreError) -> HistoryLearning {
    try await write { db in
      var learning = try Learning(db, gap: gap, localTime: localTime, now: now)
      return try learning.bringUpToDate()
    }
  }

  /// What was learned from all plays there are, the running session's included. Learns what is to
  /// be learned first, so that the answer is never of moods or plays that are no more.
  package func learnedHabits(
    gap: Int64, localTime: LocalTime, now: Int64
  ) async throws(StoreError) -> LearnedHabits {
    try await write { db in
      var learning = try Learning(db, gap: gap, localTime: localTime, now: now)
      _ = try learning.bringUpToDate()
      return try learning.habits()
    }
  }

  /// Goes through the sessions in order of time, as what was played in them, about `batch` plays at
  /// a time, so that nobody waits for more than that. Skips, plays of unknown mood, and sessions of
  /// nothing else are left out.
  ///
  /// Between batches others may change the history.
  package func forEachLearningSession(
    gap: Int64, localTime: LocalTime, batch: Int = 5_000,
    _ body: ([[TransitionEvaluation.Play]]) async -> Void
  ) async throws(StoreError) {
    var boundary: Int64? = LearnedState.beginning
    while let from = boundary {
      let (sessions, next) = try await read { db in
        var sessions: [[TransitionEvaluation.Play]] = []
        var count = 0
        func take(_ plays: [MoodPlay]) {
          if plays.isEmpty { return }
          sessions.append(
            plays.map { .init(moods: $0.shares, context: localTime.context(at: $0.start)) })
        }
        var reader = try SessionReader(db, from: from, gap: max(gap, 0))
        while let (session, plays) = try reader.next() {
          take(plays)
          count += session.listens
          if count >= batch { return (sessions, session.end + max(gap, 0) + 1 as Int64?) }
        }
        if let (_, plays) = reader.last { take(plays) }
        return (sessions, nil)
      }
      boundary = next
      if !sessions.isEmpty { await body(sessions) }
    }
  }
}
