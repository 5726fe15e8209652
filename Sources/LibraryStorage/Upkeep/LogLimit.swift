import GRDB
import Synchronization
import SystemPackage

/// Keeps the write-ahead log small where there is little room.
///
/// Folding the log into the database may make the database grow, so a log that has taken the last
/// room can never be emptied again, although that is all it would take to go on.
final class LogLimit: Sendable {
  /// Pages of 4 KiB after which the log is folded into the database where there is room enough.
  static let pages = 8_192

  private let folder: FilePath
  private let state = Mutex<(commits: Int, pages: Int)>((0, LogLimit.pages))

  /// For the database in `folder`.
  init(folder: FilePath) { self.folder = folder }

  /// To be called after every commit; looks at the room now and then, and at the very first.
  func committed(_ db: Database) throws {
    let isDue = state.withLock { state in
      defer { state.commits += 1 }
      return state.commits % 32 == 0
    }
    if isDue { try adapt(db) }
  }

  /// Lets the log have a quarter of the room there is.
  private func adapt(_ db: Database) throws {
    guard let room = DurableFiles.room(at: folder) else { return }
    let pages = Int(min(Int64(Self.pages), max(16, room / 4 / 4_096)))
    let isNew = state.withLock { state in
      // A little more or less is no reason to change anything.
      guard pages < state.pages * 3 / 4 || pages > state.pages * 4 / 3 || pages == Self.pages,
        pages != state.pages
      else { return false }
      state.pages = pages
      return true
    }
    guard isNew else { return }
    try db.execute(
      sql: """
        PRAGMA wal_autocheckpoint = \(pages);
        PRAGMA journal_size_limit = \(min(LibraryStore.roomWanted, Int64(pages) * 8_192));
        """)
  }
}
