import GRDB
import GRDBSQLite
import Synchronization

/// Lets another thread cut short what a connection is doing.
///
/// sqlite3_interrupt(3) may be called from any thread as long as the connection is open; the lock
/// sees to that.
final class Interrupter: Sendable {
  /// `connection`: the address of the one at work, as a number, which may cross threads.
  private let state = Mutex<(connection: UInt?, isInterrupted: Bool)>((nil, false))

  /// Runs `body`, which throws `.interrupted` when ``interrupt()`` was or is called.
  func guarding(_ db: Database, _ body: () throws -> Void) throws {
    let address = UInt(bitPattern: db.sqliteConnection)
    let isLate = state.withLock { state in
      state.connection = address
      return state.isInterrupted
    }
    defer { state.withLock { $0.connection = nil } }
    if isLate { throw StoreError(.interrupted, "The check was cut short.") }
    try body()
  }

  /// Makes the present or the next `body` fail.
  func interrupt() {
    state.withLock { state in
      state.isInterrupted = true
      if let connection = state.connection.flatMap(OpaquePointer.init(bitPattern:)) {
        sqlite3_interrupt(connection)
      }
    }
  }
}
