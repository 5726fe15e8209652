import GRDB
package import MusicModel

extension LibraryStore {
  /// The mood whose centre holds each track, be it one that was merged into another: what forming
  /// the moods anew starts from.
  ///
  /// Two numbers a track in memory; read in one go, so that no track is seen in two moods.
  package func places() async throws(StoreError) -> [TrackID: MoodID] {
    try await read { db in
      let rows = try db.rows("SELECT track_id, coalesce(part_id, mood_id) FROM membership")
      var places: [TrackID: MoodID] = [:]
      places.reserveCapacity(rows.count)
      for row in rows { places[TrackID(rawValue: row[0])] = MoodID(rawValue: row[1]) }
      return places
    }
  }
}
