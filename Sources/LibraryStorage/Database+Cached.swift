import GRDB

/// Every statement of the store is prepared once and kept: most run thousands of times.
extension Database {
  /// Runs a statement that answers nothing.
  func run(_ sql: String, _ arguments: StatementArguments = []) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// Runs a statement and says how many rows it changed, not counting those its triggers changed.
  func changes(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
    try run(sql, arguments)
    return changesCount
  }

  /// All rows of an answer known to be short.
  func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
    try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
  }

  /// The rows of an answer one by one, each to be read before the next: for long answers, whose rows
  /// would otherwise all be copied first.
  func cursor(_ sql: String, _ arguments: StatementArguments = []) throws -> RowCursor {
    try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
  }

  /// The first row of an answer.
  func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
    try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }

  /// The first column of the first row.
  func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
    try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }
}
