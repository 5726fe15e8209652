import LibraryStorage

/// Fetches a page of up to `limit` rows a hundred at a time.
///
/// While rows are read nothing can be stored. A hundred take about a millisecond, so whoever has
/// something to store gets in between.
func inPieces<Row: Sendable>(
  limit: Int, after cursor: String?,
  _ fetch: (_ cursor: String?, _ limit: Int) async throws(StoreError) -> Page<Row>
) async throws(StoreError) -> Page<Row> {
  let piece = 100
  var page = try await fetch(cursor, min(piece, limit))
  while let cursor = page.cursor, page.items.count < limit {
    let more = try await fetch(cursor, min(piece, limit - page.items.count))
    page.items += more.items
    page.cursor = more.cursor
  }
  return page
}
