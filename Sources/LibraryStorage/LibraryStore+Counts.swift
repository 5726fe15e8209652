import GRDB
package import SystemPackage

/// Figures and problems, for `status`.
extension LibraryStore {
  /// How many tracks there are in each state, and the other running totals. Reads ten rows.
  package func counts() async throws(StoreError) -> LibraryCounts {
    try await read { db in try db.tallies() }
  }

  /// How many tracks, not counting missing ones, lie at or below each of `roots`; in their order.
  ///
  /// Reads one small row a directory.
  package func trackCounts(below roots: [FilePath]) async throws(StoreError) -> [Int] {
    try await read { db in
      try roots.map { root in
        try Subtree(root).conditions(on: "path").reduce(0) { sum, condition in
          let sql = "SELECT coalesce(sum(tracks), 0) FROM directory WHERE \(condition.sql)"
          return sum + Int(try db.integer(sql, StatementArguments(condition.arguments)) ?? 0)
        }
      }
    }
  }

  /// Adds to the overflows of the event queue.
  package func addOverflows(_ count: Int) async throws(StoreError) {
    try await write { db in try db.add(count, toTally: "overflows") }
  }

  /// Notes that `path` cannot be read, and why; a later reason replaces an earlier one.
  package func recordProblem(at path: FilePath, reason: String) async throws(StoreError) {
    try await write { [now] db in
      try db.run(
        """
        INSERT INTO problem (path, reason, noticed) VALUES (?, ?, ?)
          ON CONFLICT (path) DO UPDATE SET reason = excluded.reason
        """, [path.bytes, reason, now()])
    }
  }

  /// Forgets the problem at `path`, if there is one.
  package func clearProblem(at path: FilePath) async throws(StoreError) {
    try await write { db in try db.run("DELETE FROM problem WHERE path = ?", [path.bytes]) }
  }

  /// Forgets the problems at and below `directory`.
  package func clearProblems(below directory: FilePath) async throws(StoreError) {
    try await write { db in
      for condition in Subtree(directory).conditions(on: "path") {
        try db.run(
          "DELETE FROM problem WHERE \(condition.sql)", StatementArguments(condition.arguments))
      }
    }
  }

  /// The first `limit` problems in order of path.
  package func problems(
    limit: Int
  ) async throws(StoreError) -> [(path: FilePath, reason: String)] {
    try await read { db in
      try db.rows("SELECT path, reason FROM problem ORDER BY path LIMIT ?", [limit])
        .map { (FilePath(bytes: $0[0]), $0[1]) }
    }
  }
}

extension Database {
  /// The running totals.
  func tallies() throws -> LibraryCounts {
    var counts = LibraryCounts()
    for row in try rows("SELECT name, value FROM tally") {
      let value: Int = row[1]
      switch row[0] as String {
      case "pending": counts.pending = value
      case "analysed": counts.analysed = value
      case "failed": counts.failed = value
      case "quarantined": counts.quarantined = value
      case "skipped": counts.skipped = value
      case "missing": counts.missing = value
      case "analyses": counts.analyses = value
      case "overflows": counts.overflows = value
      case "problems": counts.problems = value
      default: break
      }
    }
    return counts
  }

  /// Raises a running total.
  func add(_ count: Int, toTally name: String) throws {
    try run("UPDATE tally SET value = value + ? WHERE name = ?", [count, name])
  }
}
