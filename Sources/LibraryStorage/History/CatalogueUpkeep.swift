import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel

/// Keeps the catalogue of evidence up to date with the tracks, inside one transaction, and puts down
/// which recordings have to be matched anew because of it.
struct CatalogueUpkeep {
  private let db: Database
  /// False while no history has been read: then nothing has to be matched anew.
  private let hasHeard: Bool
  /// False while no history names files.
  private let hasPaths: Bool
  /// Words gained and lost, to be written in the order of the table.
  private var gained: [(word: Int64, track: Int64)] = []
  private var lost: [(word: Int64, track: Int64)] = []
  private var haveKeysChanged = false

  init(_ db: Database) throws {
    self.db = db
    hasHeard = try db.row("SELECT 1 FROM heard LIMIT 1") != nil
    hasPaths =
      try db.row("SELECT 1 FROM heard_name WHERE relative_path IS NOT NULL LIMIT 1") != nil
  }

  /// Deals with up to `limit` tracks that have changed; says how many there were.
  mutating func run(limit: Int) throws -> Int {
    let tracks = try db.rows(
      "SELECT track_id FROM changed_track ORDER BY track_id LIMIT ?", [limit]
    ).map { $0[0] as Int64 }
    guard let last = tracks.last else { return 0 }
    for track in tracks { try review(track) }
    for entry in lost.sorted(by: { ($0.word, $0.track) < ($1.word, $1.track) }) {
      try db.run(
        "DELETE FROM match_word WHERE word = ? AND track_id = ?", [entry.word, entry.track])
    }
    for entry in gained.sorted(by: { ($0.word, $0.track) < ($1.word, $1.track) }) {
      try db.run(
        "INSERT INTO match_word (word, track_id) VALUES (?, ?)", [entry.word, entry.track])
    }
    try db.run("DELETE FROM changed_track WHERE track_id <= ?", [last])
    if haveKeysChanged {
      try db.run("UPDATE history_state SET keys_changed = 1 WHERE keys_changed = 0")
    }
    return tracks.count
  }

  private mutating func review(_ track: Int64) throws {
    let row = try db.row(
      """
      SELECT directory, name, \(TrackMetadata.columns) FROM track
        WHERE id = ? AND missing_since IS NULL
      """, [track])
    let former =
      try db.row("SELECT \(TrackEvidence.columns) FROM match_key WHERE track_id = ?", [track])
      .map(TrackEvidence.init(row:)) ?? TrackEvidence()
    let present = row.map { TrackEvidence(TrackMetadata(row: $0, at: 2)) } ?? TrackEvidence()
    if present != former { try replace(former, with: present, of: track) }
    guard hasHeard else { return }
    // Whatever it was that changed, lengths and albums decide between equals.
    for evidence in former == present ? [present] : [former, present] {
      try db.makeDue("exact", evidence.exact)
      try db.makeDue("mb_recording", evidence.recordingID)
      try db.makeDue("isrc", evidence.isrc)
    }
    try db.run("UPDATE heard SET due = 1 WHERE due = 0 AND track_id = ?", [track])
    guard hasPaths, let row else { return }
    let path = StoredPath(directory: row[0], name: row[1])
    for tail in Self.tails(of: path) { try db.makeDue("relative_path", tail) }
  }

  private mutating func replace(
    _ former: TrackEvidence, with present: TrackEvidence, of track: Int64
  ) throws {
    if present.isEmpty {
      try db.run("DELETE FROM match_key WHERE track_id = ?", [track])
    } else {
      haveKeysChanged = true
      try db.run(
        """
        INSERT INTO match_key (track_id, \(TrackEvidence.columns))
          VALUES (?, ?, ?, ?, coalesce(?, x''))
          ON CONFLICT (track_id) DO UPDATE SET exact = excluded.exact,
            mb_recording = excluded.mb_recording, isrc = excluded.isrc, words = excluded.words
        """,
        [track, present.exact, present.recordingID, present.isrc, present.packedWords])
    }
    let (old, new) = (Set(former.words), Set(present.words))
    lost += old.subtracting(new).map { ($0, track) }
    gained += new.subtracting(old).map { ($0, track) }
  }

  /// What a history may call the file: its path below any directory above it, as far as that is
  /// UTF-8.
  private static func tails(of path: StoredPath) -> [String] {
    let bytes = path.directory + [UInt8(ascii: "/")] + path.name
    return bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.compactMap {
      String(validating: bytes[($0 + 1)...], as: UTF8.self)
    }
  }
}

extension Database {
  /// Has the recordings matched anew that name this piece of evidence.
  fileprivate func makeDue(_ column: String, _ value: String?) throws {
    guard let value else { return }
    try run(
      """
      UPDATE heard SET due = 1 WHERE due = 0
        AND id IN (SELECT id FROM heard_name WHERE \(column) = ?)
      """, [value])
  }
}
