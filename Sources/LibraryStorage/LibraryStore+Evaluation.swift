import FoundationEssentials
import GRDB
package import MusicModel

/// A track in its mood, with all that an evaluation of the moods looks at.
package struct PlacedTrack: Hashable, Sendable {
  package let mood: MoodID
  /// How firmly it belongs to its mood, 0…1.
  package let confidence: Float
  package let position: ValenceArousal
  /// As the tags have it; nil where they have none.
  package let genre: String?
  /// The folder it lies in, bytes of a path.
  package let folder: [UInt8]
  package let features: MoodFeatures
}

extension LibraryStore {
  /// Goes through the tracks that `model` has heard and that are in a mood and not missing, `batch`
  /// at a time in order of their numbers, so that memory holds one batch and nobody waits for more
  /// than one. Ends early when the task is cancelled.
  ///
  /// Between batches others may change the library, even the moods; ``MoodCentres/generation`` says
  /// so.
  package func forEachPlacedTrack(
    by model: ModelVersion, batch: Int = 250, _ body: ([PlacedTrack]) async -> Void
  ) async throws(StoreError) {
    var last: Int64 = 0
    while !Task.isCancelled {
      let after = last
      let (tracks, highest) = try await read { db in
        let rows = try db.rows(
          """
          SELECT membership.track_id, membership.mood_id, membership.confidence,
              membership.valence, membership.arousal, track.genre, track.directory,
              mood_features.embedding, mood_features.affect
            FROM membership
            CROSS JOIN track ON track.id = membership.track_id
            CROSS JOIN mood_features ON mood_features.content_id = membership.content_id
              AND mood_features.model_version_id = membership.model_version_id
            WHERE membership.track_id > ? AND membership.standing = 'analysed'
              AND membership.model_version_id = (SELECT id FROM model_version WHERE name = ?)
            ORDER BY membership.track_id LIMIT ?
          """, [after, model.rawValue, max(batch, 1)])
        return (try rows.map { try PlacedTrack(row: $0) }, rows.last.map { $0[0] as Int64 })
      }
      guard let highest else { return }
      last = highest
      await body(tracks)
    }
  }
}

extension PlacedTrack {
  fileprivate init(row: Row) throws {
    self.init(
      mood: MoodID(rawValue: row[1]), confidence: row[2],
      position: ValenceArousal(valence: row[3], arousal: row[4]), genre: row[5],
      folder: [UInt8](row[6] as Data), features: try MoodFeatures(row: row, at: 7))
  }
}
