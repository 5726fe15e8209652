import FoundationEssentials
import GRDB
import GRDBSQLite
import SystemPackage

/// Brings an old database up to date, after it has been copied.
struct Migration: Sendable {
  let folder: BackupFolder
  /// Seconds since 1970.
  let now: Int64
  let report: @Sendable (MigrationProgress) -> Void

  /// Runs the scripts after `version`. Blocks, and keeps reporting meanwhile.
  func run(_ db: Database, from version: Int) throws {
    guard version < Schema.version else { return }
    if version > 0 { try copy(db, before: Schema.version) }
    try reporting(on: db) { current in
      try Schema.migrate(db, from: version) { making in
        current.version = making
        report(.making(version: making))
      }
    }
  }

  private func copy(_ db: Database, before version: Int) throws {
    try folder.prepare()
    let bytes =
      (try db.integer("PRAGMA page_count") ?? 0) * (try db.integer("PRAGMA page_size") ?? 0)
    // The migration needs room too, and is all or nothing without a copy as well.
    if let room = DurableFiles.room(at: folder.path), room < 2 * bytes + 8 << 20 {
      return report(.withoutCopy)
    }
    let file = folder.partialFile()
    do {
      try DurableFiles.create(file)
      let pages = try PageCopy(of: db, to: file.string)
      do {
        while try !pages.step(1_024) {
          report(.copying(pages: pages.pageCount - pages.remaining, of: pages.pageCount))
        }
        try pages.finish()
      } catch {
        pages.abandon()
        throw error
      }
      try ClosedDatabase(file: file).seal()
      _ = try folder.keep(file, as: .beforeVersion(version), made: now)
    } catch {
      DurableFiles.remove(file)
      throw error
    }
  }

  // MARK: - Progress

  /// What SQLite's progress handler, a C function, finds its way back with.
  private final class Current {
    var version = 0
    let report: @Sendable (MigrationProgress) -> Void

    init(_ report: @escaping @Sendable (MigrationProgress) -> Void) { self.report = report }
  }

  /// Reports once in a million of SQLite's steps, a few times a second, while `body` runs.
  private func reporting(on db: Database, _ body: (Current) throws -> Void) rethrows {
    let current = Current(report)
    try withExtendedLifetime(current) {
      sqlite3_progress_handler(
        db.sqliteConnection, 1_000_000,
        { context in
          guard let context else { return 0 }
          let current = Unmanaged<Current>.fromOpaque(context).takeUnretainedValue()
          current.report(.making(version: current.version))
          return 0
        }, Unmanaged.passUnretained(current).toOpaque())
      defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
      try body(current)
    }
  }
}
