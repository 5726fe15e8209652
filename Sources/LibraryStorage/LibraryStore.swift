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
  private let owner: StoreOwner
  private let logLimit: LogLimit
  private let file: FilePath
  private let identity: DurableFiles.Identity?
  let heardCache = HeardCache()
  let figureBoard = FigureBoard()

  /// False when the last process to use the database died without closing it.
  package let wasClosedCleanly: Bool

  private init(
    queue: DatabaseQueue, file: FilePath, now: @escaping WallClock, owner: StoreOwner,
    wasClosedCleanly: Bool
  ) {
    logLimit = LogLimit(folder: file.removingLastComponent())
    self.file = file
    // Opening it by name again would drop the locks on it; see Connection.
    identity = DurableFiles.identity(of: file)
    self.queue = queue
    self.now = now
    self.owner = owner
    self.wasClosedCleanly = wasClosedCleanly
  }

  /// Opens the database at `file`, or makes one: its directory with mode 0700, itself with 0600.
  ///
  /// After an unclean shutdown the file is checked first, unless `checksAfterCrash` is false.
  /// A database of an earlier version is copied to its ``BackupFolder`` before it is changed.
  /// Throws `.newerVersion` or `.foreign` without having changed the file, `.busy` when another
  /// process has it open, `.corrupt` when it is damaged.
  package static func open(
    at file: FilePath, now: @escaping WallClock, checksAfterCrash: Bool = true,
    owner: StoreOwner = StoreOwner()
  ) async throws(StoreError) -> LibraryStore {
    let store: LibraryStore = try await blocking { () throws(StoreError) in
      let (queue, wasClosedCleanly) = try Connection.open(file, now: now(), owner: owner)
      return LibraryStore(
        queue: queue, file: file, now: now, owner: owner,
        wasClosedCleanly: wasClosedCleanly)
    }
    if !store.wasClosedCleanly, checksAfterCrash {
      try await store.checkIntegrity(.quick)
    }
    try await store.read { [board = store.figureBoard] db in try board.refresh(db) }
    return store
  }

  /// False when the file has been removed, or another put in its place: nothing tells, and all that
  /// is stored goes with this process.
  package var isInPlace: Bool { DurableFiles.identity(of: file) == identity }

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

  /// Stores something, however little, to find out whether anything can be stored. Waits for no
  /// room; the ``StoreOwner`` hears of the outcome.
  package func tryWriting() async throws(StoreError) {
    // Up and down again: SQLite does not write what is as it was.
    try await writeOnce(durably: false) { db in
      try db.run("UPDATE tally SET value = value + 1 WHERE name = 'overflows'")
      try db.run("UPDATE tally SET value = value - 1 WHERE name = 'overflows'")
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
    do throws(StoreError) {
      return try await access(body)
    } catch {
      owner.observe(.failed(error))
      throw error
    }
  }

  /// The same, but what goes wrong is the caller's affair alone.
  func access<Value: Sendable>(
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
  ///
  /// Where the disk has no room, the whole is done again as often as the ``StoreOwner`` says.
  func write<Value: Sendable>(
    durably: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    while true {
      do throws(StoreError) {
        return try await writeOnce(durably: durably, body)
      } catch {
        guard error.code == .diskFull || error.code == .io, await owner.waitForRoom(error) else {
          throw error
        }
      }
    }
  }

  /// Bytes of room that the write-ahead log may take up, which no one should be short of.
  package static let roomWanted: Int64 = 64 << 20

  private func writeOnce<Value: Sendable>(
    durably: Bool, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    try await read { [figureBoard, owner, logLimit] db in
      // Settings cannot change inside a transaction, and take effect as they are compiled, so that
      // the statements must not be kept.
      if durably { try db.execute(sql: "PRAGMA synchronous = FULL") }
      defer { if durably { try? db.execute(sql: "PRAGMA synchronous = NORMAL") } }
      var value: Value?
      var isChange = false
      try db.inTransaction(.immediate) {
        // Only here: a connection that has been closed has no count, and no transaction either.
        let before = db.totalChangesCount
        value = try body(db)
        isChange = db.totalChangesCount != before
        owner.observe(.committing)
        return .commit
      }
      owner.observe(.committed(isChange: isChange))
      // What is committed stays so, whatever becomes of the rest.
      if isChange, (try? figureBoard.refresh(db)) == nil { figureBoard.forgetFolders() }
      try? logLimit.committed(db)
      guard let value else { throw StoreError(.defect, "A transaction was lost.") }
      return value
    }
  }

  /// Runs what may wait for the disk away from Swift's cooperative threads.
  static func blocking<Value: Sendable>(
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
