import GRDB

/// What went wrong with the library database, and what can be done about it.
package struct StoreError: Error, Sendable {
  /// The kinds of failure a caller may want to treat differently.
  package enum Code: String, Sendable, Hashable {
    /// The disk or quota is used up. Nothing was written; try again when there is room.
    case diskFull
    /// The file is damaged: restore a backup or start over.
    case corrupt
    /// Another process has the database open.
    case busy
    /// A later Orpheus made this database. Exit status 78: only an upgrade helps.
    case newerVersion
    /// The file is a database of some other program. Exit status 78; it was not touched.
    case foreign
    /// The file system refused, for example for want of permission.
    case io
    /// The values contradict each other or the database; a defect in the caller.
    case constraint
    /// Another mood already goes by this slug.
    case slugTaken
    /// There is no such track or mood.
    case notFound
    /// The cursor is not one that this store gave out for this kind of listing.
    case invalidCursor
    /// The store has been closed.
    case closed
    /// The task was cancelled.
    case interrupted
    /// Anything else SQLite complains about; a defect of Orpheus.
    case defect
  }

  package let code: Code
  /// A sentence for the log or the listener.
  package let message: String
  /// The error underneath, if there is one.
  package let cause: (any Error)?

  /// Describes a failure.
  package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// Translates whatever a database access threw.
  init(_ error: any Error) {
    if let error = error as? StoreError {
      self = error
    } else if let error = error as? DatabaseError {
      let code = Self.code(of: error.resultCode)
      self.init(code, Self.explanation(of: code, error), cause: error)
    } else {
      self.init(.defect, "The library database answered in an unexpected way.", cause: error)
    }
  }

  /// Result codes: https://www.sqlite.org/rescode.html
  private static func code(of result: ResultCode) -> Code {
    switch result {
    case .SQLITE_FULL: .diskFull
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .io
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: .constraint
    // What GRDB answers once the connection is closed.
    case .SQLITE_MISUSE: .closed
    case .SQLITE_INTERRUPT: .interrupted
    default: .defect
    }
  }

  private static func explanation(of code: Code, _ error: DatabaseError) -> String {
    let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    return switch code {
    case .diskFull: "There is no room left for the library database."
    case .corrupt: "The library database is damaged: \(detail)."
    case .busy: "Another process is using the library database."
    case .io: "The library database cannot be read or written: \(detail)."
    case .closed: "The library database has been closed."
    default: "The library database refused a change: \(detail)."
    }
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String { message }
}
