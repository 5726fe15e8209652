import Dispatch
import GRDB
package import SystemPackage

/// The library database: what Orpheus knows about files, recordings and moods.
///
/// The store owns the one connection there is, and nobody else can open the file meanwhile; others
/// ask the daemon over its socket. Accesses queue up on the connection's own thread, so no
/// caller's thread ever blocks, and each sees what all earlier ones wrote. A call that changes
/// anything is one transaction; cancelling the calling task does not cut it short.
///
/// Values go in and come out; rows, statements and SQL stay inside this target. Methods are grouped
/// in extensions by what they are about: files, the queue of pending tracks, results, listings,
/// moods, counts and housekeeping.
package final class LibraryStore: Sendable {
  /// Tells the time in whole seconds since 1970.
  package typealias WallClock = @Sendable () -> Int64

  let queue: DatabaseQueue
  let now: WallClock
  let heardCache = HeardCache()

  /// False when the last process to use the database died without closing it.
  package let wasClosedCleanly: Bool

  private init(queue: DatabaseQueue, now: @escaping WallClock, wasClosedCleanly: Bool) {
    self.queue = queue
    self.now = now
    self.wasClosedCleanly = wasClosedCleanly
  }

  /// Opens the database at `file`, or makes one: its directory with mode 0700, itself with 0600.
  ///
  /// After an unclean shutdown the file is checked first, unless `checksAfterCrash` is false.
  /// Throws `.newerVersion` or `.foreign` without having changed the file, `.busy` when another
  /// process has it open, `.corrupt` when it is damaged.
  package static func open(
    at file: FilePath, now: @escaping WallClock, checksAfterCrash: Bool = true
  ) async throws(StoreError) -> LibraryStore {
    let store: LibraryStore = try await blocking { () throws(StoreError) in
      let (queue, wasClosedCleanly) = try Connection.open(file)
      return LibraryStore(queue: queue, now: now, wasClosedCleanly: wasClosedCleanly)
    }
    if !store.wasClosedCleanly, checksAfterCrash {
      try await store.checkIntegrity(.quick)
    }
    return store
  }

  /// Folds the write-ahead log into the database and closes it. Later calls throw `.closed`.
  package func close() async throws(StoreError) {
    try await Self.blocking { [queue] () throws(StoreError) in
      do { try queue.close() } catch { throw StoreError(error) }
    }
  }

  /// Folds the write-ahead log into the database and empties it; worth doing before idling.
  package func checkpoint() async throws(StoreError) {
    try await read { db in
      _ = try db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// Gives the page cache back to the system; worth doing before idling.
  package func releaseMemory() async throws(StoreError) {
    try await read { db in db.releaseMemory() }
  }

  /// How closely to look for damage.
  package enum IntegrityCheck: Sendable {
    /// Every page and row is well formed. Reads the whole file once.
    case quick
    /// The indexes agree with the tables as well.
    case full
  }

  /// Looks for damage; throws `.corrupt` with the first thing found.
  package func checkIntegrity(_ check: IntegrityCheck) async throws(StoreError) {
    try await read { db in
      let pragma = check == .quick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)"
      let finding: String? = try db.row(pragma)?[0]
      guard finding == "ok" else {
        throw StoreError(
          .corrupt, "The library database is damaged: \(finding ?? "no answer").")
      }
    }
  }

  // MARK: - Access

  /// Runs `body` on the connection's thread.
  ///
  /// There is no transaction: while `body` runs nothing else can, so it sees one state anyway.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    // Not GRDB's own async accesses: those interrupt SQLite when the task is cancelled.
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      queue.asyncWriteWithoutTransaction { db in
        continuation.resume(returning: Result { try body(db) }.mapError { StoreError($0) })
      }
    }
    return try result.get()
  }

  /// Runs `body` in a transaction that is committed when it returns and undone when it throws.
  ///
  /// A power cut may undo the last transactions, in order, but for what is written `durably`: that
  /// is on the disk when this returns, and everything before it.
  func write<Value: Sendable>(
    durably: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    try await read { db in
      // Settings cannot change inside a transaction, and take effect as they are compiled, so that
      // the statements must not be kept.
      if durably { try db.execute(sql: "PRAGMA synchronous = FULL") }
      defer { if durably { try? db.execute(sql: "PRAGMA synchronous = NORMAL") } }
      var value: Value?
      try db.inTransaction(.immediate) {
        value = try body(db)
        return .commit
      }
      guard let value else { throw StoreError(.defect, "A transaction was lost.") }
      return value
    }
  }

  /// Runs what may wait for the disk away from Swift's cooperative threads.
  private static func blocking<Value: Sendable>(
    _ body: @escaping @Sendable () throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Result(catching: body))
      }
    }
    return try result.get()
  }
}
