import FoundationEssentials
import GRDB
package import MusicModel
package import SystemPackage

/// What a worker has read of a file whose sections are tracks.
package struct ImageRecord: Hashable, Sendable {
  /// The fingerprint of the whole file.
  package var content: ContentID
  /// What the file's own tags say.
  package var metadata: TrackMetadata
  /// The whole file's length in seconds; nil when only decoding would tell.
  package var seconds: Double?

  /// Gathers one record.
  package init(content: ContentID, metadata: TrackMetadata, seconds: Double?) {
    self.content = content
    self.metadata = metadata
    self.seconds = seconds
  }
}

/// Files that are several tracks, and the sheets that say so.
extension LibraryStore {
  /// What is known of the file of this identity.
  package func image(_ identity: FileIdentity) async throws(StoreError) -> ImageRecord? {
    try await read { db in
      let row = try db.row(
        """
        SELECT fingerprint, metadata, seconds FROM image
          WHERE inode = ? AND device = ? AND size = ? AND modified = ? AND born = ?
        """, Self.key(identity))
      guard let row else { return nil }
      let text: String = row[1]
      guard let content = ContentID(bytes: [UInt8](row[0] as Data)),
        let metadata = try? JSONDecoder().decode(TrackMetadata.self, from: Data(text.utf8))
      else {
        throw StoreError(.corrupt, "What is known of an image has lost its values.")
      }
      return ImageRecord(content: content, metadata: metadata, seconds: row[2])
    }
  }

  /// Remembers what was read of the file of this identity.
  package func keep(_ image: ImageRecord, of identity: FileIdentity) async throws(StoreError) {
    try await write { db in
      let metadata = String(decoding: try JSONEncoder().encode(image.metadata), as: UTF8.self)
      try db.run(
        """
        INSERT INTO image (inode, device, size, modified, born, fingerprint, seconds, metadata)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
            fingerprint = excluded.fingerprint, seconds = excluded.seconds,
            metadata = excluded.metadata
        """,
        Self.key(identity) + [Data(image.content.bytes), image.seconds, metadata])
    }
  }

  /// The sheets that something is wrong with.
  package func troubledSheets() async throws(StoreError) -> [FilePath: String] {
    try await read { db in
      let rows = try db.rows("SELECT path, reason FROM problem WHERE is_sheet = 1")
      return Dictionary(
        rows.map { (FilePath(bytes: $0[0]), $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Puts down what is wrong with sheets, and forgets what was wrong with others.
  package func recordSheetProblems(
    _ problems: [FilePath: String], forgetting others: [FilePath]
  ) async throws(StoreError) {
    guard !problems.isEmpty || !others.isEmpty else { return }
    try await write { [now] db in
      for path in others {
        try db.run("DELETE FROM problem WHERE path = ? AND is_sheet = 1", [path.bytes])
      }
      for (path, reason) in problems {
        try db.run(
          """
          INSERT INTO problem (path, reason, noticed, is_sheet) VALUES (?, ?, ?, 1)
            ON CONFLICT (path) DO UPDATE SET reason = excluded.reason, is_sheet = 1
          """, [path.bytes, reason, now()])
      }
    }
  }

  private static func key(_ identity: FileIdentity) -> StatementArguments {
    [
      Int64(bitPattern: identity.inode), Int64(bitPattern: identity.device), identity.size,
      identity.modified, identity.born,
    ]
  }
}

extension Database {
  /// Forgets files that no track, missing or not, is in any more.
  func removeImages() throws {
    try run(
      """
      DELETE FROM image WHERE NOT EXISTS
        (SELECT 1 FROM track WHERE track.inode = image.inode AND track.device = image.device
          AND track.size = image.size AND track.modified = image.modified
          AND track.born = image.born)
      """)
  }
}
