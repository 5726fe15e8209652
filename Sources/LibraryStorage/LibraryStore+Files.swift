import FoundationEssentials
import GRDB
package import MusicModel
package import SystemPackage

/// Files as reconciling and matching need them.
extension LibraryStore {
  /// The files known to lie in `directory` itself; missing ones are left out.
  package func files(in directory: FilePath) async throws(StoreError) -> [StoredFile] {
    try await read { db in
      try db.rows(
        """
        SELECT \(StoredFile.columns) FROM track
          WHERE directory = ? AND missing_since IS NULL ORDER BY name
        """, [directory.bytes]
      ).map(StoredFile.init(row:))
    }
  }

  /// The directories at or below `root` that hold tracks not missing, in order of their bytes.
  package func directories(below root: FilePath) async throws(StoreError) -> [FilePath] {
    try await read { db in
      try Subtree(root).conditions(on: "path").flatMap { condition in
        try db.rows(
          "SELECT path FROM directory WHERE \(condition.sql) ORDER BY path",
          StatementArguments(condition.arguments)
        ).map { FilePath(bytes: $0[0]) }
      }
    }
  }

  /// The tracks, missing or not, whose file was last seen as `identity`: those that are there
  /// first, then the latest gone.
  ///
  /// Times of birth are compared only when both are known.
  package func files(matching identity: FileIdentity) async throws(StoreError) -> [StoredFile] {
    try await read { db in
      try db.rows(
        """
        SELECT \(StoredFile.columns) FROM track
          WHERE inode = ? AND device = ? AND size = ? AND modified = ?
            AND (born = ? OR born = 0 OR ? = 0)
          ORDER BY missing_since IS NOT NULL, missing_since DESC, id
        """,
        [
          Int64(bitPattern: identity.inode), Int64(bitPattern: identity.device), identity.size,
          identity.modified, identity.born, identity.born,
        ]
      ).map(StoredFile.init(row:))
    }
  }

  /// The tracks, missing or not, last recorded with this recording: those that are there first,
  /// then the latest gone.
  package func files(holding content: ContentID) async throws(StoreError) -> [StoredFile] {
    try await read { db in
      try db.rows(
        """
        SELECT \(StoredFile.columns) FROM track
          WHERE content_id = (SELECT id FROM content WHERE fingerprint = ?)
          ORDER BY missing_since IS NOT NULL, missing_since DESC, id
        """, [Data(content.bytes)]
      ).map(StoredFile.init(row:))
    }
  }
}

extension StoredFile {
  /// What ``init(row:)`` reads, in order.
  static let columns = "id, directory, name, standing, reason, \(FileIdentity.columns), section"

  init(row: Row) throws {
    self.init(
      id: TrackID(rawValue: row[0]), path: StoredPath(directory: row[1], name: row[2]).path,
      identity: FileIdentity(row: row, at: 5), state: try TrackState(stored: row[3]),
      reason: row[4], section: try FileSection(stored: row[10]))
  }
}

extension FileIdentity {
  /// What ``init(row:at:)`` reads, in order.
  static let columns = "device, inode, size, modified, born"

  /// Reads an identity from the five columns beginning with `first`; nil when there is none.
  init?(row: Row, at first: Int) {
    guard let device: Int64 = row[first] else { return nil }
    self.init(
      device: UInt64(bitPattern: device), inode: UInt64(bitPattern: row[first + 1]),
      size: row[first + 2], modified: row[first + 3], born: row[first + 4])
  }

  /// The values of ``columns``. SQLite's integers are signed; the bits are kept.
  static func arguments(_ identity: FileIdentity?) -> StatementArguments {
    [
      identity.map { Int64(bitPattern: $0.device) }, identity.map { Int64(bitPattern: $0.inode) },
      identity?.size, identity?.modified, identity?.born,
    ]
  }
}

extension TrackState {
  /// Reads a state; throws `.corrupt` for a word that is none.
  init(stored: String) throws(StoreError) {
    guard let state = TrackState(rawValue: stored) else {
      throw StoreError(.corrupt, "The library database holds the unknown state “\(stored)”.")
    }
    self = state
  }
}
