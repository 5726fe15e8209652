import GRDB
import ListeningHistory
import MusicModel

/// Plays as people see them. Listings are paged like those of tracks.
extension LibraryStore {
  /// One page of plays, latest first, at most ``largestPage`` of them. A play that several histories
  /// report comes once.
  package func listens(
    after cursor: String?, limit: Int
  ) async throws(StoreError) -> Page<ListenListing> {
    let start = try cursor.map { text throws(StoreError) in
      try NumberCursor(text: text, .listens)
    }
    return try await page(limit: limit) { db, rows in
      var sql = "\(ListenListing.selection) WHERE is_echo = 0"
      var arguments = StatementArguments()
      if let start {
        sql += " AND (began, listen.id) < (?, ?)"
        arguments += [start.number, start.row]
      }
      sql += " ORDER BY began DESC, listen.id DESC LIMIT ?"
      return try db.cursor(sql, arguments + [rows])
    } item: {
      try ListenListing(row: $0)
    } cursor: { row in
      NumberCursor(row[ListenListing.startColumn], row: row[ListenListing.idColumn])
        .text(.listens)
    }
  }

  /// One page of the recordings that no track was found for, those played most first. Those still
  /// to be looked for are left out.
  package func unmatchedRecordings(
    after cursor: String?, limit: Int
  ) async throws(StoreError) -> Page<UnmatchedRecording> {
    let start = try cursor.map { text throws(StoreError) in
      try NumberCursor(text: text, .unmatched)
    }
    return try await page(limit: limit) { db, rows in
      var condition = ""
      var arguments = StatementArguments()
      if let start {
        condition = "AND listens <= ?1 AND (listens < ?1 OR heard.id > ?2)"
        arguments = [start.number, start.row]
      }
      return try db.cursor(
        """
        SELECT \(HeardRecording.columns), listens, heard.id,
            (SELECT began FROM listen WHERE heard_id = heard.id AND is_echo = 0
              ORDER BY stamp DESC LIMIT 1)
          FROM heard CROSS JOIN heard_name ON heard_name.id = heard.id
          WHERE track_id IS NULL AND due = 0 AND listens > 0 \(condition)
          ORDER BY listens DESC, heard.id LIMIT ?
        """, arguments + [rows])
    } item: { row in
      UnmatchedRecording(
        heard: HeardRecording(row: row, at: 0), listens: row[HeardRecording.columnCount],
        last: row[HeardRecording.columnCount + 2])
    } cursor: { row in
      NumberCursor(
        row[HeardRecording.columnCount], row: row[HeardRecording.columnCount + 1]
      ).text(.unmatched)
    }
  }
}

extension ListenListing {
  /// What ``init(row:)`` reads, and from where.
  static let selection = """
    SELECT \(Track.columns), began, listen.id, ended, weight, format, match_kind, match_score,
        \(HeardRecording.columns)
      FROM listen CROSS JOIN heard ON heard.id = heard_id
      CROSS JOIN heard_name ON heard_name.id = heard_id
      LEFT JOIN track ON track.id = heard.track_id
      LEFT JOIN membership ON membership.track_id = track.id
    """
  static let startColumn = Track.columnCount
  static let idColumn = Track.columnCount + 1

  init(row: Row) throws {
    let first = Track.columnCount
    let kind: String? = row[first + 5]
    let match: Match? = try kind.map { kind in
      guard let kind = MatchKind(rawValue: kind) else {
        throw StoreError(.corrupt, "The library database holds a match of no known kind.")
      }
      return Match(track: try Track(row: row), kind: kind, score: row[first + 6])
    }
    self.init(
      start: row[first], end: row[first + 2], weight: row[first + 3],
      format: try HistoryFormat(number: row[first + 4]),
      heard: HeardRecording(row: row, at: first + 7), match: match)
  }
}
