import FoundationEssentials
import GRDB
package import MusicModel
package import SystemPackage

/// Tracks as people see them.
///
/// Listings are paged by key, not by offset: a page costs what it shows, wherever it begins, and a
/// change to the library between two pages shifts nothing.
extension LibraryStore {
  /// The most rows a page holds.
  package static let largestPage = 500

  /// What is known of the file at `path`; of the last one that was there, when it is missing.
  package func track(at path: FilePath) async throws(StoreError) -> TrackDetails? {
    let stored = try StoredPath(path)
    return try await read { db in
      for presence in ["IS NULL", "IS NOT NULL"] {
        let row = try db.row(
          """
          SELECT \(Track.columns), \(FileIdentity.columns), fingerprint, \(TrackAnalysis.columns)
            FROM track
            LEFT JOIN membership ON membership.track_id = track.id
            LEFT JOIN content ON content.id = track.content_id
            LEFT JOIN analysis ON analysis.content_id = track.content_id
              AND analysis.model_version_id = track.model_version_id
            LEFT JOIN model_version ON model_version.id = track.model_version_id
            WHERE track.directory = ? AND track.name = ? AND missing_since \(presence)
            ORDER BY missing_since DESC, track.id DESC LIMIT 1
          """, [stored.directory, stored.name])
        if let row {
          var details = try TrackDetails(row: row)
          details.original = try details.content.flatMap { content in
            try details.analysis.flatMap { try db.original(of: content, $0) }
          }.flatMap(db.path(ofContent:))
          return details
        }
      }
      return nil
    }
  }

  /// One page of the tracks that pass `filter`, at most ``largestPage`` of them.
  ///
  /// `cursor` is nil for the first page, then what the page before came with. Throws
  /// `.invalidCursor` for anything else.
  package func tracks(
    _ filter: TrackFilter, after cursor: String?, limit: Int
  ) async throws(StoreError) -> Page<TrackListing> {
    let columns = "\(Track.columns), model_version.name, analysis.loudness, analysis.affect"
    let joins = """
      LEFT JOIN analysis ON analysis.content_id = track.content_id
        AND analysis.model_version_id = track.model_version_id
      LEFT JOIN model_version ON model_version.id = track.model_version_id
      """
    guard let mood = filter.mood else {
      return try await page(
        byPathIn: filter.state, after: cursor, limit: limit, columns: columns, joins: joins,
        item: TrackListing.init(row:))
    }
    return try await page(
      byDistanceIn: mood, filter.state ?? .analysed, after: cursor, limit: limit,
      columns: columns, joins: joins, item: TrackListing.init(row:))
  }

  /// One page of a mood's analysed tracks, most typical first; paged like
  /// ``tracks(_:after:limit:)``.
  package func playlist(
    of mood: MoodID, after cursor: String?, limit: Int
  ) async throws(StoreError) -> Page<Track> {
    try await page(
      byDistanceIn: mood, .analysed, after: cursor, limit: limit, columns: Track.columns,
      joins: "", item: Track.init(row:))
  }

  /// The paths of a mood's `limit` most typical tracks, one of each recording and its copies.
  package func exemplars(
    of mood: MoodID, limit: Int
  ) async throws(StoreError) -> [FilePath] {
    try await read { db in
      let tracks = try db.cursor(
        """
        SELECT directory, name, coalesce(copy_of, membership.content_id) FROM membership
          CROSS JOIN track ON track.id = track_id
          CROSS JOIN analysis ON analysis.content_id = membership.content_id
            AND analysis.model_version_id = membership.model_version_id
          WHERE mood_id = ? AND membership.standing = 'analysed'
          ORDER BY distance, track_id
        """, [mood.rawValue])
      var paths: [FilePath] = []
      var seen: Set<Int64> = []
      while paths.count < limit, let row = try tracks.next() {
        guard seen.insert(row[2]).inserted else { continue }
        paths.append(StoredPath(directory: row[0], name: row[1]).path)
      }
      return paths
    }
  }

  // MARK: - Pages

  private func page<Item: Sendable>(
    byPathIn state: TrackState?, after cursor: String?, limit: Int, columns: String,
    joins: String, item: @escaping @Sendable (Row) throws -> Item
  ) async throws(StoreError) -> Page<Item> {
    let start = try cursor.map(PathCursor.init(text:))
    return try await page(limit: limit) { db, rows in
      // Where no state is asked for, paths are unique and the number decides nothing.
      var sql = """
        SELECT \(columns) FROM track
          LEFT JOIN membership ON membership.track_id = track.id \(joins)
          WHERE \(state == nil ? "track.missing_since IS NULL" : "track.standing = ?")
        """
      var arguments = StatementArguments(state.map { [$0.rawValue] } ?? [])
      if let start {
        sql += " AND (track.directory, track.name, track.id) > (?, ?, ?)"
        arguments += [start.path.directory, start.path.name, start.track]
      }
      sql += " ORDER BY track.directory, track.name, track.id LIMIT ?"
      return try db.cursor(sql, arguments + [rows])
    } item: {
      try item($0)
    } cursor: { row in
      PathCursor(path: StoredPath(directory: row[1], name: row[2]), track: row[0]).text
    }
  }

  private func page<Item: Sendable>(
    byDistanceIn mood: MoodID, _ state: TrackState, after cursor: String?, limit: Int,
    columns: String, joins: String, item: @escaping @Sendable (Row) throws -> Item
  ) async throws(StoreError) -> Page<Item> {
    let start = try cursor.map(DistanceCursor.init(text:))
    return try await page(limit: limit) { db, rows in
      var sql = """
        SELECT \(columns) FROM membership
          CROSS JOIN track ON track.id = membership.track_id \(joins)
          WHERE membership.mood_id = ? AND membership.standing = ?
        """
      var arguments: StatementArguments = [mood.rawValue, state.rawValue]
      if let start {
        sql += " AND (membership.distance, membership.track_id) > (?, ?)"
        arguments += [start.distance, start.track]
      }
      sql += " ORDER BY membership.distance, membership.track_id LIMIT ?"
      return try db.cursor(sql, arguments + [rows])
    } item: {
      try item($0)
    } cursor: { row in
      DistanceCursor(distance: row[Track.distanceColumn], track: row[0]).text
    }
  }

  /// Fetches one row more than asked for, to know whether there is another page.
  func page<Item: Sendable>(
    limit: Int, fetch: @escaping @Sendable (Database, _ rows: Int) throws -> RowCursor,
    item: @escaping @Sendable (Row) throws -> Item,
    cursor: @escaping @Sendable (Row) -> String
  ) async throws(StoreError) -> Page<Item> {
    let limit = min(max(limit, 1), Self.largestPage)
    return try await read { db in
      let rows = try fetch(db, limit + 1)
      var page = Page<Item>(items: [], cursor: nil)
      page.items.reserveCapacity(limit)
      var last: String?
      while let row = try rows.next() {
        // There is one more: the page has an end.
        if page.items.count == limit {
          page.cursor = last
          break
        }
        page.items.append(try item(row))
        if page.items.count == limit { last = cursor(row) }
      }
      return page
    }
  }
}
