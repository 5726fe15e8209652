import FoundationEssentials
import GRDB
package import MusicModel
package import SystemPackage

/// The queue of tracks that wait for the worker.
///
/// A track is marked as in flight before it is handed out. The mark outlives a crash, and counts
/// as a strike when it is found again: a file that takes the daemon down twice is quarantined.
extension LibraryStore {
  /// With so many strikes a file is left alone until it changes.
  package static let strikesAllowed = 2

  /// Hands out up to `limit` tracks, the latest to become pending first: a song just copied does
  /// not wait behind a library. Those with a strike come last of all, and none at or below the
  /// directories `offline`.
  package func nextPending(
    limit: Int, elsewhereThan offline: [FilePath] = []
  ) async throws(StoreError) -> [PendingTrack] {
    try await write { db in
      let excluded = offline.flatMap { Subtree($0).conditions(on: "directory") }
      let condition = excluded.map { " AND NOT (\($0.sql))" }.joined()
      let tracks = try db.rows(
        """
        SELECT track.id, directory, name, fingerprint, strikes, \(FileIdentity.columns), section
          FROM track LEFT JOIN content ON content.id = content_id
          WHERE state = 'pending' AND in_flight = 0 AND missing_since IS NULL\(condition)
          ORDER BY queued_at DESC, track.id LIMIT ?
        """, StatementArguments(excluded.flatMap(\.arguments)) + [max(limit, 0)]
      ).map(PendingTrack.init(row:))
      for track in tracks {
        try db.run("UPDATE track SET in_flight = 1 WHERE id = ?", [track.id.rawValue])
      }
      return tracks
    }
  }

  /// How many tracks wait at or below the directories `offline`.
  package func pendingCount(below offline: [FilePath]) async throws(StoreError) -> Int {
    let tops = offline.filter { directory in
      !offline.contains { $0 != directory && directory.starts(with: $0) }
    }
    guard !tops.isEmpty else { return 0 }
    return try await read { db in
      try tops.flatMap { Subtree($0).conditions(on: "directory") }.reduce(0) { sum, condition in
        let sql = """
          SELECT count(*) FROM track
            WHERE state = 'pending' AND missing_since IS NULL AND \(condition.sql)
          """
        return sum + Int(try db.integer(sql, StatementArguments(condition.arguments)) ?? 0)
      }
    }
  }

  /// Takes back tracks that were handed out and not analysed through no fault of theirs.
  package func putBack(_ tracks: [PendingTrack]) async throws(StoreError) {
    try await write { db in
      // A file that has changed since may be in flight again, as its new version.
      for track in tracks where try db.waiting(track.id, for: track.identity) != nil {
        try db.run("UPDATE track SET in_flight = 0 WHERE id = ?", [track.id.rawValue])
      }
    }
  }

  /// Gives every track still in flight a strike; to be called once, before anything is handed out.
  package func releaseInFlight() async throws(StoreError) -> ReleaseCounts {
    try await write { db in
      var counts = ReleaseCounts(requeued: 0, quarantined: 0)
      let rows = try db.rows("SELECT id, state, strikes FROM track WHERE in_flight = 1")
      for row in rows where row[1] == "pending" {
        let wasLast = try db.strike(
          TrackID(rawValue: row[0]), after: row[2],
          reason: "Orpheus was cut short \(Self.strikesAllowed) times while reading this file.")
        if wasLast { counts.quarantined += 1 } else { counts.requeued += 1 }
      }
      try db.run("UPDATE track SET in_flight = 0 WHERE in_flight = 1")
      return counts
    }
  }

  /// Makes analysed tracks pending again that `model` has not analysed.
  package func requeue(otherThan model: ModelVersion) async throws(StoreError) {
    try await write { [now] db in
      try db.run(
        """
        UPDATE track SET state = 'pending', strikes = 0, queued_at = ?
          WHERE state = 'analysed' AND model_version_id IS NOT
            (SELECT id FROM model_version WHERE name = ?)
        """, [now(), model.rawValue])
    }
  }

  /// Makes skipped tracks pending again that last `seconds`: the bounds may have been others.
  package func requeueSkipped(lasting seconds: ClosedRange<Double>) async throws(StoreError) {
    try await write { [now] db in
      try db.run(
        """
        UPDATE track SET state = 'pending', reason = NULL, strikes = 0, queued_at = ?
          WHERE standing = 'skipped' AND (seconds IS NULL OR seconds BETWEEN ? AND ?)
        """,
        [now(), seconds.lowerBound, min(seconds.upperBound, .greatestFiniteMagnitude)])
    }
  }

  /// What a strike led to.
  package enum StrikeOutcome: Hashable, Sendable {
    /// The track will be handed out once more.
    case requeued
    case quarantined
    /// The file has changed since, or nobody waits for it.
    case stale
  }

  /// Holds against a track that a worker died on this version of its file, with these `decoders`.
  package func strike(
    _ track: TrackID, identity: FileIdentity, reason: String, decoders: String? = nil
  ) async throws(StoreError) -> StrikeOutcome {
    try await write { db in
      guard let waiting = try db.waiting(track, for: identity) else { return .stale }
      let wasLast = try db.strike(
        track, after: waiting.strikes, reason: reason, decoders: decoders)
      return wasLast ? .quarantined : .requeued
    }
  }

  /// Makes failed and quarantined tracks pending again; says how many.
  ///
  /// `path` is a file with its sections, or a directory to take everything below; nil takes the whole library. Files
  /// that could not even be looked at are left to the next scan.
  package func retry(_ path: FilePath? = nil) async throws(StoreError) -> Int {
    let selections: [(sql: String, arguments: [Data])]
    if let path {
      var conditions = Subtree(path).conditions(on: "directory")
      if let file = try? StoredPath(path) {
        conditions.append(("directory = ? AND name = ?", [file.directory, file.name]))
        conditions.append(file.sections)
      }
      selections = conditions
    } else {
      selections = [("true", [])]
    }
    return try await write { [now] db in
      var count = 0
      for standing in ["failed", "quarantined"] {
        for selection in selections {
          count += try db.changes(
            """
            UPDATE track SET state = 'pending', reason = NULL, strikes = 0, queued_at = ?
              WHERE standing = ? AND inode IS NOT NULL AND \(selection.sql)
            """, [now(), standing] + StatementArguments(selection.arguments))
        }
      }
      return count
    }
  }
}

extension PendingTrack {
  init(row: Row) throws {
    guard let identity = FileIdentity(row: row, at: 5) else {
      throw StoreError(.corrupt, "A pending track has no identity.")
    }
    let fingerprint: Data? = row[3]
    self.init(
      id: TrackID(rawValue: row[0]), path: StoredPath(directory: row[1], name: row[2]).path,
      identity: identity, content: fingerprint.flatMap { ContentID(bytes: [UInt8]($0)) },
      strikes: row[4], section: try FileSection(stored: row[10]))
  }
}

extension Database {
  /// The columns that decide whether a result is still wanted.
  struct Waiting {
    let strikes: Int
    let content: Data?
    let model: String?
  }

  /// Looks up a pending track, missing or not, whose file is still the version `identity`.
  ///
  /// A file that vanished meanwhile counts: it may have moved, and its result must not be lost.
  func waiting(_ track: TrackID, for identity: FileIdentity) throws -> Waiting? {
    let row = try row(
      """
      SELECT strikes, fingerprint, model_version.name, \(FileIdentity.columns) FROM track
        LEFT JOIN content ON content.id = content_id
        LEFT JOIN model_version ON model_version.id = model_version_id
        WHERE track.id = ? AND state = 'pending'
      """, [track.rawValue])
    guard let row, FileIdentity(row: row, at: 3) == identity else { return nil }
    return Waiting(strikes: row[0], content: row[1], model: row[2])
  }

  /// Adds a strike to the `former` ones; true when it was the last one allowed.
  ///
  /// The track goes to the end of the queue, so that the others have their turn first, and so that
  /// what is wrong with every worker shows on many files before it costs one of them its second
  /// try.
  func strike(
    _ track: TrackID, after former: Int, reason: String, decoders: String? = nil
  ) throws -> Bool {
    try run(
      """
      UPDATE track SET strikes = ?, in_flight = 0, queued_at = 0, quarantined_by = ? WHERE id = ?
      """, [former + 1, decoders, track.rawValue])
    guard former + 1 >= LibraryStore.strikesAllowed else { return false }
    try settle(track, as: .quarantined, reason: reason)
    return true
  }
}
