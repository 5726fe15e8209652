import GRDB
package import SystemPackage

/// Copies of the library database, made while it is in use.
///
/// A copy is made some pages at a time, between which others have the connection, and then checked
/// on a connection of its own, for which nobody waits. As it holds the same pages, checking it
/// tells how the library itself is.
extension LibraryStore {
  /// Pages of 4 KiB copied in one access: others wait for a few milliseconds at most.
  private static let pagesAtOnce = 256

  /// Makes a daily backup: a checked copy in `folder`, for the owner alone, under its own name only
  /// once it is whole and on the disk.
  ///
  /// Throws `.diskFull`, having written nothing, when there is no room for it, `.corrupt` when the
  /// library is damaged, and `.interrupted` when the task is cancelled.
  package func backUp(into folder: BackupFolder) async throws(StoreError) -> Backup {
    try await withCopy(in: folder) { (copy) throws(StoreError) in
      try folder.keep(copy, as: .daily, made: now())
    }
  }

  /// Looks for damage everywhere, without keeping anyone waiting: in a copy, which is removed
  /// again. Throws as ``backUp(into:)`` does.
  package func checkCopy(in folder: BackupFolder) async throws(StoreError) {
    try await withCopy(in: folder) { (_) throws(StoreError) in }
  }

  /// Hands a checked copy to `body`, after which it is removed unless it has another name by then.
  /// One at a time: each clears away what an earlier one may have left.
  package func withCopy<Value: Sendable>(
    in folder: BackupFolder, _ body: (FilePath) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try folder.prepare()
    let copy = folder.partialFile()
    defer {
      DurableFiles.remove(copy)
      DurableFiles.remove(FilePath(copy.string + "-journal"))
    }
    try await makeCopy(at: copy, in: folder.path)
    do throws(StoreError) {
      try await ClosedDatabase(file: copy).check()
    } catch  where error.code == .corrupt {
      // The copy may have been damaged on its way to the disk; only the library itself can tell.
      // Everyone waits for this, as they would for a new library.
      try await access { db in try db.checkEverything() }
      throw StoreError(
        .io, "A copy of the library database in \(folder.path) does not read as it was written.",
        cause: error)
    }
    return try await body(copy)
  }

  private func makeCopy(at copy: FilePath, in folder: FilePath) async throws(StoreError) {
    let pages = try await access { db in
      let bytes =
        (try db.integer("PRAGMA page_count") ?? 0) * (try db.integer("PRAGMA page_size") ?? 0)
      let needed = bytes + Self.roomLeft
      if let room = DurableFiles.room(at: folder), room < needed {
        throw StoreError(
          .diskFull,
          "A copy of the library database needs \(needed >> 20) MiB of room at \(folder).")
      }
      do {
        try DurableFiles.create(copy)
      } catch {
        throw StoreError(.io, "\(copy) cannot be made: \(error)", cause: error)
      }
      // What is in memory says nothing about the disk.
      db.releaseMemory()
      return try PageCopy(of: db, to: copy.string)
    }
    do throws(StoreError) {
      while try await access({ _ in try pages.step(Self.pagesAtOnce) }) == false {
        if Task.isCancelled { throw StoreError(.interrupted, "The copy was cut short.") }
      }
      try await access { _ in try pages.finish() }
    } catch {
      try? await access { _ in pages.abandon() }
      throw error
    }
    try await Self.blocking { () throws(StoreError) in try ClosedDatabase(file: copy).seal() }
  }

  /// Bytes that a copy leaves to everyone else.
  private static let roomLeft: Int64 = 8 << 20

  /// Looks for damage one table at a time, where there is no room for a copy. Others wait for as
  /// long as the largest table takes.
  package func checkByTable() async throws(StoreError) {
    let tables = try await access { db in
      try db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0] as String }
    }
    for table in tables {
      if Task.isCancelled { throw StoreError(.interrupted, "The check was cut short.") }
      try await access { db in
        let name = "'" + table.replacing("'", with: "''") + "'"
        try db.expectNothing(from: "PRAGMA integrity_check(\(name))")
      }
    }
    try await access { db in
      try db.checkReferences()
      try db.checkBlobs()
    }
  }
}
