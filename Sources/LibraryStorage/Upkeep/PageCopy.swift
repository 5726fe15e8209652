import GRDB
import GRDBSQLite

/// A copy of an open database into a new file, page by page: SQLite's online backup
/// (https://www.sqlite.org/backup.html).
///
/// What the same connection changes between two steps is changed in the copy as well, so the copy
/// is the database as it is at the last step, and no step has to be done again.
///
/// `@unchecked Sendable`: it is used on the thread of the connection it copies from and nowhere
/// else, which is why it has to be ended there by ``finish()`` or ``abandon()``.
final class PageCopy: @unchecked Sendable {
  private var target: OpaquePointer?
  private var backup: OpaquePointer?

  /// Prepares to copy `db` into the empty file at `path`.
  init(of db: Database, to path: String) throws {
    do {
      try check(sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE, nil))
      // Nobody reads the file before it is whole, and it is synced as a whole.
      try check(
        sqlite3_exec(
          target,
          "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
          nil, nil, nil))
      backup = sqlite3_backup_init(target, "main", db.sqliteConnection, "main")
      guard backup != nil else { throw failure(sqlite3_extended_errcode(target)) }
    } catch {
      abandon()
      throw error
    }
  }

  deinit { assert(target == nil && backup == nil, "a copy was dropped on some other thread") }

  /// Pages there are, as of the last step.
  var pageCount: Int { Int(sqlite3_backup_pagecount(backup)) }

  /// Of those, pages still to be copied.
  var remaining: Int { Int(sqlite3_backup_remaining(backup)) }

  /// Copies up to `pages` pages; true when that was all of them.
  func step(_ pages: Int) throws -> Bool {
    let status = sqlite3_backup_step(backup, CInt(pages))
    if status == SQLITE_DONE { return true }
    try check(status)
    return false
  }

  /// Closes the copy, which is complete then.
  func finish() throws {
    defer { abandon() }
    let status = sqlite3_backup_finish(backup)
    backup = nil
    try check(status)
    try check(sqlite3_close(target))
    target = nil
  }

  /// Closes what there is of the copy.
  func abandon() {
    sqlite3_backup_finish(backup)
    backup = nil
    sqlite3_close(target)
    target = nil
  }

  private func check(_ status: CInt) throws {
    guard status == SQLITE_OK else { throw failure(status) }
  }

  private func failure(_ status: CInt) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: status),
      message: target.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) })
  }
}
