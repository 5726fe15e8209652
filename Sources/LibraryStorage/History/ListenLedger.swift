import GRDB
import ListeningHistory
import MusicModel

/// The one place where listens are written, inside one transaction.
///
/// With every change it remembers what follows from it, and ``finish()`` sees to that: which
/// reports are echoes, how often each recording was played, and whether anything has been learned
/// that was not so. In code rather than in triggers because counting one listen at a time would
/// halve the speed of reading a history.
struct ListenLedger {
  private let db: Database
  private let insertion: Statement
  /// Plays gained or lost, by recording.
  private var counts: [Int64: Int] = [:]
  /// The earliest play that is another now, or is there or not.
  private var earliestChange: Int64?
  private var groups: [Int64: GroupChange] = [:]
  /// Recordings that lost a report.
  private var bereft: Set<Int64> = []
  /// Recordings to review, with the group they came from if they did.
  private var reviews: [(heard: HeardState, former: Int64?)] = []

  /// What happened to the plays of one group.
  private struct GroupChange {
    /// When the plays began, or had begun, that changed.
    var moments: [Int64] = []
    /// The formats of recordings that left the group.
    var formerFormats: Int64 = 0
    /// True when a report came into the group as an echo of another group's.
    var hasForeignEchoes = false
  }

  init(_ db: Database) throws {
    self.db = db
    insertion = try db.cachedStatement(
      sql: """
        INSERT INTO listen (heard_id, format, stamp, stamp_meaning, played, flagged_skip,
            began, ended, weight)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """)
  }

  // MARK: - Changes

  /// Adds a report; nil when there is one of the same format, recording and stamp.
  mutating func insert(
    _ report: ListenReport, of heard: HeardState
  ) throws -> StoredListen? {
    let timing = report.timing(of: heard)
    // Unchecked: their number is known, and nothing runs as often.
    insertion.setUncheckedArguments([
      heard.id, report.format.number, report.stamp, report.meaning.rawValue, report.played,
      report.isFlaggedSkip, timing.start, timing.end, timing.weight,
    ])
    try insertion.execute()
    guard db.changesCount == 1 else { return nil }
    let listen = StoredListen(id: db.lastInsertedRowID, report: report, timing: timing)
    note(listen, gained: 1, by: heard.id)
    touch(heard.group, at: listen.began)
    return listen
  }

  /// Puts another report in the place of a stored one, and its times right; does nothing when they
  /// are as they should be.
  mutating func update(
    _ listen: StoredListen, to report: ListenReport, of heard: HeardState
  ) throws {
    let updated = listen.replaced(by: report, timing: report.timing(of: heard))
    guard !updated.says(theSameAs: listen) else { return }
    if updated.began == listen.began, report == listen.report {
      // As a rule: and then no index has to be changed.
      try db.run(
        "UPDATE listen SET ended = ?, weight = ? WHERE id = ?",
        [updated.ended, updated.weight, listen.id])
    } else {
      try db.run(
        """
        UPDATE listen SET stamp_meaning = ?, played = ?, flagged_skip = ?,
          began = ?, ended = ?, weight = ? WHERE id = ?
        """,
        [
          report.meaning.rawValue, report.played, report.isFlaggedSkip, updated.began,
          updated.ended, updated.weight, listen.id,
        ])
    }
    note(listen, gained: 0, by: heard.id)
    note(updated, gained: 0, by: heard.id)
    touch(heard.group, at: listen.began)
    touch(heard.group, at: updated.began)
  }

  /// Removes a report, and its recording if that leaves it without any.
  mutating func remove(_ listen: StoredListen, of heard: HeardState) throws {
    try db.run("DELETE FROM listen WHERE id = ?", [listen.id])
    note(listen, gained: -1, by: heard.id)
    bereft.insert(heard.id)
    touch(heard.group, at: listen.began)
    groups[heard.group, default: GroupChange()].formerFormats |= heard.formats
  }

  /// Has the times of a recording's listens put right when the ledger is finished, after a length
  /// they go by has changed or the recording has come from another group.
  mutating func review(_ heard: HeardState, from former: Int64? = nil) {
    reviews.append((heard, former))
    if let former { groups[former, default: GroupChange()].formerFormats |= heard.formats }
  }

  // MARK: - What follows

  /// Brings everything up to date that follows from the changes.
  mutating func finish() throws {
    try reviewListens()
    for (group, change) in groups.sorted(by: { $0.key < $1.key }) { try settle(group, change) }
    let total = counts.values.reduce(0, +)
    if total != 0 {
      try db.run("UPDATE history_state SET listens = listens + ?", [total])
    }
    let counting = try db.cachedStatement(
      sql: "UPDATE heard SET listens = listens + ? WHERE id = ?")
    for (heard, gained) in counts.sorted(by: { $0.key < $1.key }) where gained != 0 {
      counting.setUncheckedArguments([gained, heard])
      try counting.execute()
    }
    for heard in bereft {
      try db.run(
        """
        DELETE FROM heard WHERE id = ?1
          AND NOT EXISTS (SELECT 1 FROM listen WHERE heard_id = ?1)
        """, [heard])
    }
    guard let earliestChange else { return }
    try db.run(
      "UPDATE history_state SET stale = 1 WHERE stale = 0 AND boundary > ?", [earliestChange])
  }

  /// Goes through the listens in the order in which they are stored, not recording by recording:
  /// those of one lie scattered over the whole table.
  private mutating func reviewListens() throws {
    var listens: [(id: Int64, review: Int)] = []
    for (place, review) in reviews.enumerated() {
      let ids = try Int64.fetchAll(
        db.cachedStatement(sql: "SELECT id FROM listen WHERE heard_id = ?"),
        arguments: [review.heard.id])
      for id in ids { listens.append((id, place)) }
    }
    listens.sort { $0.id < $1.id }
    for (id, place) in listens {
      let row = try db.row("SELECT \(StoredListen.columns) FROM listen WHERE id = ?", [id])
      guard let listen = try row.map({ try StoredListen(row: $0) }) else { continue }
      let (heard, former) = reviews[place]
      try update(listen, to: listen.report, of: heard)
      guard let former else { continue }
      touch(former, at: listen.began)
      touch(heard.group, at: listen.began)
      if listen.isEcho { groups[heard.group]?.hasForeignEchoes = true }
    }
    reviews = []
  }

  private mutating func settle(_ group: Int64, _ change: GroupChange) throws {
    // Two reports of one play are of two formats, or of two recordings, which one format calls by
    // more or less of the same names.
    let members = try db.rows("SELECT formats FROM heard WHERE play_group = ?", [group])
    let formats = members.reduce(change.formerFormats) { $0 | ($1[0] as Int64) }
    guard members.count > 1 || formats.nonzeroBitCount > 1 || change.hasForeignEchoes else {
      return
    }
    for flip in try EchoReview(db, group).flips(near: change.moments) {
      try db.run("UPDATE listen SET is_echo = ? WHERE id = ?", [flip.isEcho, flip.listen])
      counts[flip.heard, default: 0] += flip.isEcho ? -1 : 1
      noteChange(at: flip.began)
    }
  }

  private mutating func note(_ listen: StoredListen, gained: Int, by heard: Int64) {
    guard !listen.isEcho else { return }
    if gained != 0 { counts[heard, default: 0] += gained }
    noteChange(at: listen.began)
  }

  private mutating func noteChange(at moment: Int64) {
    earliestChange = min(earliestChange ?? moment, moment)
  }

  private mutating func touch(_ group: Int64, at moment: Int64) {
    groups[group, default: GroupChange()].moments.append(moment)
  }
}
