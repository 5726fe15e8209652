import FoundationEssentials
import GRDB
import MusicModel
import SystemPackage

/// Applies ``FileChange``s to the track table, inside one transaction.
///
/// A path is held by one track at most. When a change puts another track there the holder goes
/// missing, keeping its state, and comes back with the next change that names it. So changes may
/// come in any order, and two files may trade names.
struct Reconciler {
  let db: Database
  /// Seconds since 1970.
  let now: Int64
  private(set) var outcome = ReconcileOutcome()

  init(db: Database, now: Int64) {
    self.db = db
    self.now = now
  }

  /// Applies one change.
  mutating func apply(_ change: FileChange) throws {
    switch change {
    case .added(let path, let identity):
      try add(try StoredPath(path), identity)
    case .changed(let id, let identity):
      guard let row = try known(id) else { return }
      try requeue(row, identity)
    case .rebound(let id, let path, let identity):
      let path = try StoredPath(path)
      guard let row = try known(id) else { return try add(path, identity) }
      try rebind(row, to: path, identity)
    case .vanished(let id):
      outcome.vanished += try db.changes(
        "UPDATE track SET missing_since = ? WHERE id = ? AND missing_since IS NULL",
        [now, id.rawValue])
    case .section(let section, let path, let identity, let track):
      try cut(section, at: try StoredPath(path), identity, from: track)
    case .failed(let path, let identity, let reason):
      try fail(try StoredPath(path), identity, reason)
    }
  }

  // MARK: - Changes

  private mutating func add(_ path: StoredPath, _ identity: FileIdentity) throws {
    if let holder = try holder(of: path) ?? formerHolder(of: path) {
      if holder.identity == identity {
        return try rebind(holder, to: path, identity)
      }
      return try requeue(holder, identity)
    }
    try db.run(
      """
      INSERT INTO track
        (directory, name, state, first_seen, queued_at, \(FileIdentity.columns))
        VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)
      """, [path.directory, path.name, now, now] + FileIdentity.arguments(identity))
    outcome.added += 1
    outcome.queued.append(TrackID(rawValue: db.lastInsertedRowID))
  }

  private mutating func requeue(_ row: KnownTrack, _ identity: FileIdentity) throws {
    if row.identity == identity {
      return try rebind(row, to: row.path, identity)
    }
    try displace(from: row.path, for: row.id)
    // Content and membership stay: often only the tags were edited.
    try db.run(
      """
      UPDATE track SET state = 'pending', reason = NULL, missing_since = NULL, in_flight = 0,
        strikes = 0, queued_at = ?, (\(FileIdentity.columns)) = (?, ?, ?, ?, ?) WHERE id = ?
      """, [now] + FileIdentity.arguments(identity) + [row.id.rawValue])
    outcome.changed += 1
    outcome.queued.append(row.id)
  }

  private mutating func rebind(
    _ row: KnownTrack, to path: StoredPath, _ identity: FileIdentity
  ) throws {
    if row.path == path, row.identity == identity, !row.isMissing { return }
    try displace(from: path, for: row.id)
    // A result for the former identity will be refused, so it is no longer being waited for.
    try db.run(
      """
      UPDATE track SET directory = ?, name = ?, missing_since = NULL,
        in_flight = iif(?, in_flight, 0), (\(FileIdentity.columns)) = (?, ?, ?, ?, ?) WHERE id = ?
      """,
      [path.directory, path.name, row.identity == identity] + FileIdentity.arguments(identity)
        + [row.id.rawValue])
    outcome.rebound += 1
    if row.isPending { outcome.queued.append(row.id) }
  }

  /// A row of another span at the address is another track's: what is in hand for it, or was found
  /// out before, is of that sound, and stays with it.
  private mutating func cut(
    _ section: FileSection, at path: StoredPath, _ identity: FileIdentity, from track: TrackID?
  ) throws {
    let rows = try track.flatMap { try known($0) }.map { [$0] } ?? holders(of: path)
    guard let row = rows.first(where: { $0.section?.span == section.span }) else {
      try displace(from: path, for: TrackID(rawValue: 0))
      try db.run(
        """
        INSERT INTO track
          (directory, name, state, first_seen, queued_at, section, \(FileIdentity.columns))
          VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [path.directory, path.name, now, now, try section.stored]
          + FileIdentity.arguments(identity))
      let id = TrackID(rawValue: db.lastInsertedRowID)
      try db.describe(id, TrackMetadata(), seconds: nil)
      outcome.added += 1
      outcome.queued.append(id)
      return
    }
    try rebind(row, to: path, row.identity ?? identity)
    if row.identity != identity, let row = try known(row.id) { try requeue(row, identity) }
    guard row.section != section else { return }
    try db.run(
      "UPDATE track SET section = ? WHERE id = ?", [try section.stored, row.id.rawValue])
    // What the sheet does not say any more is for the file's tags to say.
    let isDue = try db.changes(
      """
      UPDATE track SET state = 'pending', reason = NULL, strikes = 0, queued_at = ?
        WHERE id = ? AND state IN ('analysed', 'failed', 'skipped')
      """, [now, row.id.rawValue])
    guard isDue > 0 else { return }
    outcome.changed += 1
    outcome.queued.append(row.id)
  }

  private mutating func fail(
    _ path: StoredPath, _ identity: FileIdentity?, _ reason: String
  ) throws {
    guard let row = try holder(of: path) ?? formerHolder(of: path) else {
      try db.run(
        """
        INSERT INTO track
          (directory, name, state, reason, first_seen, queued_at, \(FileIdentity.columns))
          VALUES (?, ?, 'failed', ?, ?, ?, ?, ?, ?, ?, ?)
        """, [path.directory, path.name, reason, now, now] + FileIdentity.arguments(identity))
      outcome.failed += 1
      return
    }
    if row.reason == reason, row.identity == identity, !row.isMissing { return }
    try db.settle(row.id, as: .failed, reason: reason)
    try db.run(
      """
      UPDATE track SET missing_since = NULL, (\(FileIdentity.columns)) = (?, ?, ?, ?, ?)
        WHERE id = ?
      """, FileIdentity.arguments(identity) + [row.id.rawValue])
    outcome.failed += 1
  }

  private mutating func displace(from path: StoredPath, for newcomer: TrackID) throws {
    outcome.vanished += try db.changes(
      """
      UPDATE track SET missing_since = ?
        WHERE directory = ? AND name = ? AND missing_since IS NULL AND id <> ?
      """, [now, path.directory, path.name, newcomer.rawValue])
  }

  // MARK: - What is there

  private struct KnownTrack {
    static let columns =
      "id, directory, name, state, missing_since, reason, \(FileIdentity.columns), section"

    let id: TrackID
    let path: StoredPath
    let isPending: Bool
    let isMissing: Bool
    let reason: String?
    let identity: FileIdentity?
    let section: FileSection?

    init(row: Row) throws {
      id = TrackID(rawValue: row[0])
      path = StoredPath(directory: row[1], name: row[2])
      isPending = row[3] == "pending"
      isMissing = (row[4] as Int64?) != nil
      reason = row[5]
      identity = FileIdentity(row: row, at: 6)
      section = try FileSection(stored: row[11])
    }
  }

  private func known(_ id: TrackID) throws -> KnownTrack? {
    try db.row("SELECT \(KnownTrack.columns) FROM track WHERE id = ?", [id.rawValue])
      .map(KnownTrack.init)
  }

  private func holder(of path: StoredPath) throws -> KnownTrack? {
    try db.row(
      """
      SELECT \(KnownTrack.columns) FROM track
        WHERE directory = ? AND name = ? AND missing_since IS NULL
      """, [path.directory, path.name]
    ).map(KnownTrack.init)
  }

  /// The track at `path`, then those that were there and are missing now, the latest first.
  private func holders(of path: StoredPath) throws -> [KnownTrack] {
    let former = try db.rows(
      """
      SELECT \(KnownTrack.columns) FROM track
        WHERE directory = ? AND name = ? AND missing_since IS NOT NULL
        ORDER BY missing_since DESC, id DESC
      """, [path.directory, path.name]
    ).map(KnownTrack.init)
    return try [holder(of: path)].compactMap(\.self) + former
  }

  /// The last track that was at `path` and is missing now.
  private func formerHolder(of path: StoredPath) throws -> KnownTrack? {
    try db.row(
      """
      SELECT \(KnownTrack.columns) FROM track
        WHERE directory = ? AND name = ? AND missing_since IS NOT NULL
        ORDER BY missing_since DESC, id DESC LIMIT 1
      """, [path.directory, path.name]
    ).map(KnownTrack.init)
  }
}

extension Database {
  /// Gives a track up: it leaves its mood and its recording.
  func settle(_ id: TrackID, as kind: TrackFailure.Kind, reason: String) throws {
    try run("DELETE FROM membership WHERE track_id = ?", [id.rawValue])
    try run(
      """
      UPDATE track SET state = ?, reason = ?, in_flight = 0,
        content_id = NULL, model_version_id = NULL WHERE id = ?
      """, [kind.rawValue, reason, id.rawValue])
  }
}
