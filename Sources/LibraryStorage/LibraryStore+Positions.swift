import GRDB
package import MusicModel

/// Valence and arousal, which are derived from analyses and can be derived anew.
extension LibraryStore {
  /// Derives the valence and arousal of every place that another version of the formula than
  /// `formula` gave, from the stored analyses; answers how many there were.
  ///
  /// A transaction a batch: an interrupted run is gone on with by the next one. `positions`,
  /// which gives one a track, runs inside them: it must be quick and must not use the store.
  package func derivePositions(
    formula: Int, batch: Int = 500,
    _ positions: @escaping @Sendable ([AnalysedTrack]) -> [ValenceArousal]
  ) async throws(StoreError) -> Int {
    var derived = 0
    var last: Int64 = 0
    while true {
      let after = last
      let tracks = try await write { db in
        let tracks = try db.rows(
          """
          SELECT track_id, \(AnalysedTrack.columns) FROM membership
            CROSS JOIN analysis ON analysis.content_id = membership.content_id
              AND analysis.model_version_id = membership.model_version_id
            \(AnalysedTrack.features)
            JOIN model_version ON model_version.id = analysis.model_version_id
            WHERE track_id > ? AND formula <> ? ORDER BY track_id LIMIT ?
          """, [after, formula, max(batch, 1)]
        ).map { try AnalysedTrack(row: $0) }
        for (track, place) in zip(tracks, positions(tracks)) {
          try db.run(
            "UPDATE membership SET valence = ?, arousal = ?, formula = ? WHERE track_id = ?",
            [place.valence, place.arousal, formula, track.id.rawValue])
        }
        return tracks.map(\.id.rawValue)
      }
      guard let highest = tracks.last else { return derived }
      derived += tracks.count
      last = highest
    }
  }

  /// A mood's analysed tracks that lie nearest to another mood, the least certain first.
  package func borderline(
    of mood: MoodID, limit: Int
  ) async throws(StoreError) -> [Track] {
    try await read { db in
      try db.rows(
        """
        SELECT \(Track.columns) FROM membership
          CROSS JOIN track ON track.id = membership.track_id
          WHERE membership.mood_id = ? AND membership.standing = 'analysed'
            AND membership.runner_up_id IS NOT NULL
          ORDER BY membership.confidence, membership.track_id LIMIT ?
        """, [mood.rawValue, max(limit, 0)]
      ).map(Track.init(row:))
    }
  }

  /// How firmly the tracks of a mood belong to it: the mean confidence, and how many of them lie
  /// below `threshold`.
  package func firmness(
    of mood: MoodID, threshold: Float
  ) async throws(StoreError) -> (confidence: Double, uncertain: Int) {
    try await read { db in
      let row = try db.row(
        """
        SELECT coalesce(avg(confidence), 0.0), count(*) FILTER (WHERE confidence < ?2)
          FROM membership WHERE mood_id = ?1 AND standing = 'analysed'
        """, [mood.rawValue, threshold])
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }
}
