import FoundationEssentials
import GRDB
import ListeningHistory
package import SystemPackage

/// Figures about listening histories.
extension LibraryStore {
  /// How many plays are known. Reads one row.
  package func historyCounts() async throws(StoreError) -> HistoryCounts {
    try await read { db in try db.historyCounts() }
  }

  /// What histories there are and what they came to.
  package func historyStatistics() async throws(StoreError) -> HistoryStatistics {
    try await read { db in
      HistoryStatistics(
        counts: try db.historyCounts(),
        sessions: Int(try db.integer("SELECT count(*) FROM session") ?? 0),
        sources: try db.historySources())
    }
  }

  /// Every source, in order of path and part.
  package func historySources() async throws(StoreError) -> [HistorySource] {
    try await read { db in try db.historySources() }
  }

  /// How many records of listens the files at and below `root` hold, gone ones left out. What
  /// several files hold counts for each.
  package func listenCount(below root: FilePath) async throws(StoreError) -> Int {
    try await read { db in try db.listenCount(below: root) }
  }
}

extension Database {
  /// See ``LibraryStore/listenCount(below:)``.
  func listenCount(below root: FilePath) throws -> Int {
    var conditions = Subtree(root).conditions(on: "directory")
    if let file = try? StoredPath(root) {
      conditions.append(("directory = ? AND history_file.name = ?", [file.directory, file.name]))
    }
    return try conditions.reduce(0) { sum, condition in
      let listens = try integer(
        """
        SELECT coalesce(sum(listens), 0) FROM history_file
          CROSS JOIN history_part ON file_id = history_file.id
          WHERE missing_since IS NULL AND \(condition.sql)
        """, StatementArguments(condition.arguments))
      return sum + Int(listens ?? 0)
    }
  }

  /// See ``LibraryStore/historyCounts()``.
  func historyCounts() throws -> HistoryCounts {
    let row = try row("SELECT listens, matched FROM history_state WHERE id = 1")
    return row.map { HistoryCounts(listens: $0[0], matched: $0[1]) } ?? HistoryCounts()
  }

  fileprivate func historySources() throws -> [HistorySource] {
    var damages: [Int64: [HistoryDamage]] = [:]
    let rows = try rows(
      "SELECT part_id, line, reason FROM history_damage ORDER BY part_id, position")
    for row in rows {
      damages[row[0], default: []].append(HistoryDamage(line: row[1], reason: row[2]))
    }
    return try self.rows(
      """
      SELECT directory, history_file.name, missing_since IS NOT NULL, problem, history_part.id,
          history_part.name, format, complete, listens, passed_over, damaged
        FROM history_file LEFT JOIN history_part ON file_id = history_file.id
        ORDER BY directory, history_file.name, history_part.name
      """
    ).map { row in
      try HistorySource(row: row) { part in damages[part] ?? [] }
    }
  }
}

extension HistorySource {
  /// Reads the columns that listings of sources select, in their order; `damages` finds those of a
  /// part.
  init(row: Row, damages: (Int64) throws -> [HistoryDamage]) throws {
    let problem: String? = row[3]
    let part: Int64? = row[4]
    let format: Int? = row[6]
    let state: State =
      if row[2] { .gone } else if let problem { .unreadable(problem) } else {
        row[7] == true ? .complete : .reading
      }
    self.init(
      path: StoredPath(directory: row[0], name: row[1]).path, part: row[5] ?? "",
      format: try format.map(HistoryFormat.init(number:)), state: state, listens: row[8] ?? 0,
      passedOver: row[9] ?? 0, damaged: row[10] ?? 0, damages: try part.map(damages) ?? [])
  }
}
