import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel
import SystemPackage

/// Matches the recordings that are due, inside one transaction.
struct Rematching {
  private let db: Database
  private let matcher = ListenMatcher()
  private let catalogue: TrackCatalogue
  private var ledger: ListenLedger
  private var outcome = MatchOutcome()

  init(_ db: Database, roots: [FilePath]) throws {
    self.db = db
    catalogue = TrackCatalogue(db, roots: roots)
    ledger = try ListenLedger(db)
  }

  /// Matches up to `limit` recordings.
  mutating func run(limit: Int) throws -> MatchOutcome {
    let due = try db.rows(
      """
      SELECT \(DueRecording.columns) FROM heard CROSS JOIN heard_name ON heard_name.id = heard.id
        WHERE due = 1 ORDER BY heard.id LIMIT ?
      """, [limit]
    ).map { try DueRecording(row: $0) }
    for recording in due { try match(recording) }
    try ledger.finish()
    outcome.examined = due.count
    outcome.remaining = due.count == limit
    return outcome
  }

  private mutating func match(_ former: DueRecording) throws {
    var present = former
    present.match = try matcher.match(former.heard, in: catalogue)
    present.exact = MatchKey(artist: former.heard.artist, title: former.heard.title).exact
    present.state.trackSeconds = try present.match.flatMap { match in
      try db.row("SELECT seconds FROM track WHERE id = ?", [match.track.rawValue])?[0]
    }
    present.state.group = HeardState.group(
      track: present.match?.track, exact: present.exact, digest: former.digest)
    guard present != former else {
      try db.run("UPDATE heard SET due = 0 WHERE id = ?", [former.state.id])
      return
    }
    if present.match?.track != former.match?.track { outcome.changed += 1 }
    try db.run(
      """
      UPDATE heard SET due = 0, track_id = ?, match_kind = ?, match_score = ?,
        track_seconds = ?, play_group = ? WHERE id = ?
      """,
      [
        present.match?.track.rawValue, present.match?.kind.rawValue, present.match?.score,
        present.state.trackSeconds, present.state.group, present.state.id,
      ])
    if present.exact != former.exact {
      try db.run(
        "UPDATE heard_name SET exact = ? WHERE id = ?", [present.exact, present.state.id])
    }
    let hasMoved = present.state.group != former.state.group
    if hasMoved || present.state.length != former.state.length {
      ledger.review(present.state, from: hasMoved ? former.state.group : nil)
    }
  }
}

/// A recording that is to be matched anew, with what is stored of it.
private struct DueRecording: Equatable {
  /// What ``init(row:)`` reads, in order.
  static let columns = """
    \(HeardState.columns), digest, exact, heard.track_id, heard.match_kind, \
    heard.match_score, \(HeardRecording.columns)
    """

  let heard: HeardRecording
  let digest: HeardDigest
  var state: HeardState
  var exact: String?
  var match: ListenMatch?

  init(row: Row) throws {
    guard let digest = HeardDigest(bytes: row[HeardState.columnCount]) else {
      throw StoreError(.corrupt, "A recording in the library database has lost its digest.")
    }
    self.digest = digest
    state = HeardState(row: row)
    exact = row[HeardState.columnCount + 1]
    match = try ListenMatch(row: row, at: HeardState.columnCount + 2)
    heard = HeardRecording(row: row, at: HeardState.columnCount + 5)
  }
}

extension ListenMatch {
  /// Reads track, kind and score; nil for a recording that was not matched.
  init?(row: Row, at first: Int) throws {
    guard let track: Int64 = row[first] else { return nil }
    guard let kind = MatchKind(rawValue: row[first + 1]) else {
      throw StoreError(.corrupt, "The library database holds a match of no known kind.")
    }
    self.init(track: TrackID(rawValue: track), kind: kind, score: row[first + 2])
  }
}
