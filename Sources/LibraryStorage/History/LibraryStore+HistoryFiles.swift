import FoundationEssentials
import GRDB
import ListeningHistory
package import SystemPackage

/// The files histories come from. Whatever happens to a file, what was read from it stays.
extension LibraryStore {
  /// The history files known to lie in `directory` itself, missing ones included, in order of name.
  package func historyFiles(
    in directory: FilePath
  ) async throws(StoreError) -> [StoredHistoryFile] {
    try await read { db in
      var parts: [Int64: [String: HistoryProgress]] = [:]
      let rows = try db.rows(
        """
        SELECT file_id, history_part.name, \(HistoryProgress.columns) FROM history_file
          CROSS JOIN history_part ON file_id = history_file.id WHERE directory = ?
        """, [directory.bytes])
      for row in rows {
        parts[row[0], default: [:]][row[1]] = try HistoryProgress(row: row, at: 2)
      }
      return try db.rows(
        """
        SELECT id, directory, name, missing_since IS NOT NULL, problem FROM history_file
          WHERE directory = ? ORDER BY name
        """, [directory.bytes]
      ).map { row in
        StoredHistoryFile(
          path: StoredPath(directory: row[1], name: row[2]).path, parts: parts[row[0]] ?? [:],
          isMissing: row[3], problem: row[4])
      }
    }
  }

  /// The directories at and below `directory` that history files lie in, or lay in when they were
  /// last seen.
  package func historyDirectories(
    below directory: FilePath
  ) async throws(StoreError) -> [FilePath] {
    try await read { db in
      try Subtree(directory).conditions(on: "directory").flatMap { condition in
        try db.rows(
          "SELECT DISTINCT directory FROM history_file WHERE \(condition.sql) ORDER BY directory",
          StatementArguments(condition.arguments)
        ).map { FilePath(bytes: $0[0]) }
      }
    }
  }

  /// Notes that a file is there and can be read; recording a batch of it does so as well.
  package func historyFileFound(at file: FilePath) async throws(StoreError) {
    let path = try StoredPath(file)
    try await write { db in
      try db.run(
        """
        UPDATE history_file SET missing_since = NULL, problem = NULL
          WHERE directory = ? AND name = ?
        """, [path.directory, path.name])
    }
  }

  /// Notes that a file is gone. When it returns, reading goes on where it stopped.
  package func historyFileGone(at file: FilePath) async throws(StoreError) {
    let path = try StoredPath(file)
    try await write { [now] db in
      try db.markGone("directory = ? AND name = ?", [path.directory, path.name], now: now())
    }
  }

  /// Notes that everything at and below `directory` is gone.
  package func historyFilesGone(below directory: FilePath) async throws(StoreError) {
    let file = try? StoredPath(directory)
    try await write { [now] db in
      for condition in Subtree(directory).conditions(on: "directory") {
        try db.markGone(condition.sql, condition.arguments, now: now())
      }
      guard let file else { return }
      try db.markGone("directory = ? AND name = ?", [file.directory, file.name], now: now())
    }
  }

  /// Notes that a file is there and cannot be read, and why.
  package func historyFileUnreadable(
    at file: FilePath, reason: String
  ) async throws(StoreError) {
    let path = try StoredPath(file)
    try await write { db in
      try db.run(
        """
        INSERT INTO history_file (directory, name, problem) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET missing_since = NULL, problem = excluded.problem
        """, [path.directory, path.name, reason])
    }
  }

  /// Forgets the parts of a file that are not among `names`: members that an archive does not have
  /// any more. Their listens stay.
  package func keepHistoryParts(
    _ names: Set<String>, of file: FilePath
  ) async throws(StoreError) {
    let path = try StoredPath(file)
    try await write { db in
      let parts = try db.rows(
        """
        SELECT history_part.id, history_part.name FROM history_file
          CROSS JOIN history_part ON file_id = history_file.id
          WHERE directory = ? AND history_file.name = ?
        """, [path.directory, path.name])
      for part in parts where !names.contains(part[1]) {
        try db.run("DELETE FROM history_part WHERE id = ?", [part[0] as Int64])
      }
    }
  }

  /// Moves the history files of a renamed directory and of everything below it.
  ///
  /// Roots of the file system cannot be renamed, and are left alone.
  package func renameHistory(
    directory: FilePath, to destination: FilePath
  ) async throws(StoreError) {
    guard directory != destination, !directory.components.isEmpty,
      !destination.components.isEmpty, directory.isAbsolute, destination.isAbsolute
    else { return }
    try await write { db in
      try SubtreeRename(of: directory, to: destination).moveHistory(db)
    }
  }
}

extension Database {
  /// Marks the history files that meet a condition; those nothing was ever read from are forgotten.
  fileprivate func markGone(_ condition: String, _ arguments: [Data], now: Int64) throws {
    try run(
      """
      DELETE FROM history_file WHERE \(condition) AND NOT EXISTS
        (SELECT 1 FROM history_part WHERE file_id = history_file.id)
      """, StatementArguments(arguments))
    try run(
      "UPDATE history_file SET missing_since = ? WHERE missing_since IS NULL AND \(condition)",
      [now] + StatementArguments(arguments))
  }
}
