import GRDB
import ListeningHistory
package import MusicModel

/// Sessions as people see them. They are as ``learnHistory(gap:localTime:now:)`` left them, and go
/// on from there with the plays that came later.
extension LibraryStore {
  /// The last session with its latest `limit` plays, skips included, oldest first; nil before the
  /// first play.
  package func lastSession(
    gap: Int64, limit: Int
  ) async throws(StoreError) -> (session: Session, plays: [ListenListing])? {
    try await read { db in
      guard let session = try db.recentSessions(gap: gap).last ?? db.storedSessions(1).first
      else { return nil }
      let plays = try db.rows(
        """
        \(ListenListing.selection)
          WHERE is_echo = 0 AND began BETWEEN ? AND ?
          ORDER BY began DESC, listen.id DESC LIMIT ?
        """, [session.start, session.end, max(limit, 0)]
      ).reversed().map { try ListenListing(row: $0) }
      return (session, plays)
    }
  }

  /// One page of the sessions that ended after `moment` (seconds since 1970, UTC; nil for all),
  /// latest first, at most ``largestPage`` of them.
  ///
  /// `cursor` is nil for the first page, then what the page before came with. Throws
  /// `.invalidCursor` for anything else.
  package func sessions(
    endedAfter moment: Int64?, gap: Int64, after cursor: String?, limit: Int
  ) async throws(StoreError) -> Page<SessionListing> {
    let start = try cursor.map { text throws(StoreError) in
      try NumberCursor(text: text, .sessions).number
    }
    let limit = min(max(limit, 1), Self.largestPage)
    return try await read { db in
      var sessions = try db.recentSessions(gap: gap).reversed().filter {
        $0.start < start ?? .max
      }
      if sessions.count <= limit {
        sessions += try db.storedSessions(limit + 1 - sessions.count, before: start)
      }
      // Sessions lie apart, so that they end in the order in which they begin.
      let wanted = sessions.prefix { $0.end > moment ?? .min }
      let shown = wanted.prefix(limit)
      return Page(
        items: try shown.map { SessionListing(session: $0, moods: try db.moods(of: $0)) },
        cursor: wanted.count > limit
          ? shown.last.map { NumberCursor($0.start, row: 0).text(.sessions) } : nil)
    }
  }
}

extension Database {
  /// The sessions that have not been learned from, in order of time.
  fileprivate func recentSessions(gap: Int64) throws -> [Session] {
    var reader = try SessionReader(self, from: learnedState().boundary, gap: max(gap, 0))
    var sessions: [Session] = []
    while let (session, _) = try reader.next() { sessions.append(session) }
    if let (session, _) = reader.last { sessions.append(session) }
    return sessions
  }

  /// The last sessions that have been learned from, latest first.
  fileprivate func storedSessions(_ limit: Int, before start: Int64? = nil) throws -> [Session] {
    try rows(
      """
      SELECT began, ended, listens FROM session WHERE began < ?
        ORDER BY began DESC LIMIT ?
      """, [start ?? .max, limit]
    ).map { Session(start: $0[0], end: $0[1], listens: $0[2]) }
  }

  /// The mean of the moods of a session's plays, skips left out; see ``SessionListing/moods``.
  fileprivate func moods(of session: Session) throws -> [MoodShare] {
    let plays = try rows(
      """
      SELECT mood_id, confidence, runner_up_id FROM listen
        CROSS JOIN heard ON heard.id = heard_id
        CROSS JOIN membership ON membership.track_id = heard.track_id
        WHERE is_echo = 0 AND began BETWEEN ? AND ? AND weight > 0
        ORDER BY began, listen.id
      """, [session.start, session.end]
    ).compactMap { MoodShare.shares(row: $0, at: 0) }
    var sums: [MoodID: Double] = [:]
    for share in plays.joined() { sums[share.mood, default: 0] += share.share }
    return sums.map { MoodShare(mood: $0.key, share: $0.value / Double(plays.count)) }
      .sorted { ($1.share, $0.mood.rawValue) < ($0.share, $1.mood.rawValue) }
  }
}
