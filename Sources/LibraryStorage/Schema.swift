import GRDB

/// The versions of the database's layout and how one becomes the next.
///
/// SQLite itself keeps the two numbers that matter: `application_id` says that the file is ours,
/// `user_version` how far it has been migrated. Both are in the file's header and can be read with
/// `file(1)` as well.
enum Schema {
  /// "Orph" in ASCII.
  static let applicationID: Int64 = 0x4F72_7068

  /// The script that leads to each version from the one before, version 1 first.
  static let migrations = [
    version1, version2, checksums, quarantine, version5, version6, version7, version8,
    version9, version10,
  ]

  /// The version this program reads and writes.
  static var version: Int { migrations.count }

  /// Refuses a database that is not ours or that a later program wrote, without changing a byte.
  ///
  /// Returns the version found, 0 for an empty file.
  static func verify(_ db: Database) throws -> Int {
    let application = try db.integer("PRAGMA application_id") ?? 0
    let version = Int(try db.integer("PRAGMA user_version") ?? 0)
    if application == 0, version == 0,
      try db.row("SELECT 1 FROM sqlite_schema LIMIT 1") == nil
    {
      return 0
    }
    guard application == applicationID else {
      // The number may be what is damaged: the tables tell whose the file is.
      let tables = Set(
        try db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0] as String })
      if tables.isSuperset(of: ["track", "analysis", "mood_space"]) { throw damagedHeader }
      throw StoreError(
        .foreign, "The file belongs to another program. Move it away or choose another directory.")
    }
    guard version > 0 else { throw damagedHeader }
    guard version <= self.version else {
      throw StoreError(
        .newerVersion,
        """
        The library database has version \(version), but this Orpheus knows versions up to \
        \(self.version). Install the newer Orpheus again.
        """)
    }
    return version
  }

  private static var damagedHeader: StoreError {
    StoreError(.corrupt, "The library database is damaged: its header is not as it was written.")
  }

  /// Runs the scripts after `version` and writes the new number, in one transaction: a crash leaves
  /// the old schema or the new one and nothing between.
  ///
  /// `willMake` hears of each version before its script runs.
  static func migrate(
    _ db: Database, from version: Int, willMake: (Int) -> Void = { _ in }
  ) throws {
    guard version < self.version else { return }
    // A lost analysis is made again; a lost schema is not.
    try db.execute(sql: "PRAGMA synchronous = FULL")
    try db.inTransaction(.immediate) {
      for (index, script) in migrations.enumerated().dropFirst(version) {
        willMake(index + 1)
        try db.execute(sql: script)
      }
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(self.version)")
      return .commit
    }
  }
}
