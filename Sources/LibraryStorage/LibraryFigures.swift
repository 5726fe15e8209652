import FoundationEssentials
import GRDB
import Synchronization
package import SystemPackage

/// Everything `status` tells of the library, as it was after one transaction.
package struct LibraryFigures: Hashable, Sendable {
  /// Tracks in each state, and the other running totals.
  package var counts = LibraryCounts()
  /// Moods that live.
  package var moods = 0
  /// Plays known.
  package var history = HistoryCounts()
  /// Tracks, not counting missing ones, at and below each followed folder of music.
  package var tracks: [FilePath: Int] = [:]
  /// Records of listens in the files at and below each followed place of histories.
  package var listens: [FilePath: Int] = [:]

  /// True when there are figures about all of these folders.
  package func cover(music: [FilePath], histories: [FilePath]) -> Bool {
    music.allSatisfy { tracks[$0] != nil } && histories.allSatisfy { listens[$0] != nil }
  }
}

extension LibraryStore {
  /// The figures after the last transaction. Waits for nobody.
  ///
  /// They are replaced before the call that made the transaction returns, so that whoever knows of
  /// a change finds it here.
  package var figures: LibraryFigures { figureBoard.figures }

  /// Has the figures tell about these folders from now on.
  ///
  /// Reads one small row a directory and a file of history; from then on only what changes is
  /// looked at.
  package func follow(
    music: [FilePath], histories: [FilePath]
  ) async throws(StoreError) -> LibraryFigures {
    try await read { [figureBoard] db in
      try figureBoard.follow(music: music, histories: histories, db)
      return figureBoard.figures
    }
  }
}

/// Keeps ``LibraryFigures`` up to date.
///
/// Reading the library for them takes longer the larger it is, and waits behind whatever is being
/// stored. So temporary triggers, which are this connection's alone and never in the file, add up
/// what each transaction does to the followed folders, and are undone with it; after the commit a
/// dozen rows are read. Used on the connection's thread, but for ``figures``.
final class FigureBoard: Sendable {
  private let latest = Mutex(LibraryFigures())

  /// The last ones.
  var figures: LibraryFigures { latest.withLock { $0 } }

  /// Reads what the last transaction left behind.
  func refresh(_ db: Database) throws {
    let former = figures
    var next = LibraryFigures()
    next.counts = try db.tallies()
    next.moods = Int(try db.integer("SELECT count(*) FROM mood WHERE retired = 0") ?? 0)
    next.history = try db.historyCounts()
    if !former.tracks.isEmpty || !former.listens.isEmpty {
      for row in try db.rows("SELECT path, tracks FROM followed_music") {
        next.tracks[FilePath(bytes: row[0])] = row[1]
      }
      next.listens = former.listens
      if try db.integer("SELECT stale FROM followed_histories") == 1 {
        next.listens = try db.listenCounts(below: Array(former.listens.keys))
      }
    }
    latest.withLock { $0 = next }
  }

  /// Forgets the folders, so that they are followed anew: the figures could not be read.
  func forgetFolders() {
    latest.withLock {
      $0.tracks = [:]
      $0.listens = [:]
    }
  }

  /// Begins to follow folders, instead of those followed so far.
  func follow(music: [FilePath], histories: [FilePath], _ db: Database) throws {
    // Nothing of this belongs on a disk; the tables are of this connection.
    try db.execute(sql: "PRAGMA temp_store = MEMORY")
    try db.execute(sql: Self.schema)
    try db.execute(sql: "DELETE FROM followed_music")
    for root in Set(music) {
      let subtree = Subtree(root)
      let tracks = try subtree.conditions(on: "path").reduce(0) { sum, condition in
        let sql = "SELECT coalesce(sum(tracks), 0) FROM directory WHERE \(condition.sql)"
        return sum + Int(try db.integer(sql, StatementArguments(condition.arguments)) ?? 0)
      }
      try db.execute(
        sql: "INSERT INTO followed_music VALUES (?, ?, ?, ?)",
        arguments: [subtree.root, subtree.lower, subtree.upper, tracks])
    }
    latest.withLock {
      $0.tracks = Dictionary(uniqueKeysWithValues: Set(music).map { ($0, 0) })
      $0.listens = Dictionary(uniqueKeysWithValues: Set(histories).map { ($0, 0) })
    }
    try db.execute(sql: "UPDATE followed_histories SET stale = 1")
    try refresh(db)
  }

  /// Directories are many, so their counts are carried forward; history files are few, so theirs
  /// are counted again after a transaction that touched them.
  private static let schema = """
    CREATE TEMP TABLE IF NOT EXISTS followed_music (
      path BLOB PRIMARY KEY, lower BLOB NOT NULL, upper BLOB NOT NULL, tracks INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TEMP TABLE IF NOT EXISTS followed_histories (stale INTEGER NOT NULL) STRICT;
    INSERT INTO followed_histories
      SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM followed_histories);

    CREATE TEMP TRIGGER IF NOT EXISTS followed_directory_added AFTER INSERT ON main.directory BEGIN
      UPDATE followed_music SET tracks = tracks + NEW.tracks WHERE \(holds("NEW"));
    END;
    CREATE TEMP TRIGGER IF NOT EXISTS followed_directory_removed AFTER DELETE ON main.directory
    BEGIN
      UPDATE followed_music SET tracks = tracks - OLD.tracks WHERE \(holds("OLD"));
    END;
    CREATE TEMP TRIGGER IF NOT EXISTS followed_directory_changed AFTER UPDATE ON main.directory
    BEGIN
      UPDATE followed_music SET tracks = tracks - OLD.tracks WHERE \(holds("OLD"));
      UPDATE followed_music SET tracks = tracks + NEW.tracks WHERE \(holds("NEW"));
    END;

    CREATE TEMP TRIGGER IF NOT EXISTS followed_part_added AFTER INSERT ON main.history_part BEGIN
      UPDATE followed_histories SET stale = 1;
    END;
    CREATE TEMP TRIGGER IF NOT EXISTS followed_part_removed AFTER DELETE ON main.history_part BEGIN
      UPDATE followed_histories SET stale = 1;
    END;
    CREATE TEMP TRIGGER IF NOT EXISTS followed_part_changed
    AFTER UPDATE OF listens, file_id ON main.history_part BEGIN
      UPDATE followed_histories SET stale = 1;
    END;
    CREATE TEMP TRIGGER IF NOT EXISTS followed_file_changed
    AFTER UPDATE OF missing_since, directory, name ON main.history_file BEGIN
      UPDATE followed_histories SET stale = 1;
    END;
    """

  private static func holds(_ row: String) -> String {
    "(\(row).path = path OR (\(row).path > lower AND \(row).path < upper))"
  }
}

extension Database {
  /// The counts of ``LibraryStore/listenCount(below:)``, and the note that they are up to date.
  fileprivate func listenCounts(below roots: [FilePath]) throws -> [FilePath: Int] {
    var counts: [FilePath: Int] = [:]
    for root in roots { counts[root] = try listenCount(below: root) }
    try execute(sql: "UPDATE followed_histories SET stale = 0")
    return counts
  }
}
