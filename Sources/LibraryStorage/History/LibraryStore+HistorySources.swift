import FoundationEssentials
import GRDB
import ListeningHistory
import SystemPackage

/// Where histories come from, page by page.
extension LibraryStore {
  /// One page of the sources in order of path and part, at most ``largestPage`` of them, each with
  /// its first `damages` damages. Paged like ``tracks(_:after:limit:)``.
  package func historySources(
    after cursor: String?, limit: Int, damages: Int
  ) async throws(StoreError) -> Page<HistorySource> {
    let start = try cursor.map(SourceCursor.init(text:))
    let limit = min(max(limit, 1), Self.largestPage)
    return try await read { db in
      var rows = try db.sources(limit + 1, after: start)
      let isLast = rows.count <= limit
      if !isLast { rows.removeLast() }
      let sources = try rows.map { row in
        try HistorySource(row: row) { part in try db.damages(of: part, limit: damages) }
      }
      return Page(items: sources, cursor: isLast ? nil : rows.last.map { SourceCursor($0).text })
    }
  }
}

extension Database {
  private static let selection = """
    SELECT directory, history_file.name, missing_since IS NOT NULL, problem, history_part.id,
        history_part.name, format, complete, listens, passed_over, damaged
      FROM history_file LEFT JOIN history_part ON file_id = history_file.id
    """

  /// The next sources after `start`. First the rest of the file that it is in, then other files: two
  /// ranges of the indexes, which one comparison across both tables would not be.
  fileprivate func sources(_ limit: Int, after start: SourceCursor?) throws -> [Row] {
    guard let start else {
      return try rows(
        """
        \(Self.selection)
          ORDER BY directory, history_file.name, history_part.name LIMIT ?
        """, [limit])
    }
    let file = try rows(
      """
      \(Self.selection)
        WHERE directory = ? AND history_file.name = ? AND history_part.name > ?
        ORDER BY history_part.name LIMIT ?
      """, [start.directory, start.name, start.part, limit])
    guard file.count < limit else { return file }
    return try file
      + rows(
        """
        \(Self.selection)
          WHERE (directory, history_file.name) > (?, ?)
          ORDER BY directory, history_file.name, history_part.name LIMIT ?
        """, [start.directory, start.name, limit - file.count])
  }

  fileprivate func damages(of part: Int64, limit: Int) throws -> [HistoryDamage] {
    try rows(
      "SELECT line, reason FROM history_damage WHERE part_id = ? ORDER BY position LIMIT ?",
      [part, limit]
    ).map { HistoryDamage(line: $0[0], reason: $0[1]) }
  }
}

/// Where a listing of sources goes on: after this one.
private struct SourceCursor {
  let directory: Data
  let name: Data
  /// Empty for a file of which nothing could be read, and for a plain one.
  let part: String

  /// The source that a row of the listing is.
  init(_ row: Row) {
    directory = row[0]
    name = row[1]
    part = row[5] ?? ""
  }

  /// Base64 of a kind byte, the directory, a NUL (which no path holds), the name, a NUL, the part.
  var text: String {
    (Data([Self.kind]) + directory + [0] + name + [0] + Data(part.utf8)).base64EncodedString()
  }

  init(text: String) throws(StoreError) {
    let parts = Data(base64Encoded: text).map {
      $0.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    }
    guard let parts, parts.count == 3, parts[0].first == Self.kind,
      let part = String(validating: parts[2], as: UTF8.self)
    else {
      throw StoreError(.invalidCursor, "The cursor is not one of this listing.")
    }
    directory = Data(parts[0].dropFirst())
    name = Data(parts[1])
    self.part = part
  }

  private static let kind = UInt8(ascii: "h")
}
