import GRDB
package import MoodModel
package import MusicModel

/// What the listener has said about moods and tracks.
extension LibraryStore {
  /// All of it, with the moods that live now.
  package func moodIdentity() async throws(StoreError) -> MoodIdentity {
    try await read { db in
      var pins: [TrackID: MoodID] = [:]
      var dismissed: Set<TrackID> = []
      for row in try db.rows("SELECT track_id, mood_id FROM mood_pin") {
        let mood: Int64? = row[1]
        if let mood {
          pins[TrackID(rawValue: row[0])] = MoodID(rawValue: mood)
        } else {
          dismissed.insert(TrackID(rawValue: row[0]))
        }
      }
      var exclusions: [TrackID: Set<MoodID>] = [:]
      for row in try db.rows("SELECT track_id, mood_id FROM mood_exclusion") {
        exclusions[TrackID(rawValue: row[0]), default: []].insert(MoodID(rawValue: row[1]))
      }
      return MoodIdentity(
        living: Set(try db.moods().map(\.id)), merged: try db.merges(), pins: pins,
        dismissed: dismissed, exclusions: exclusions)
    }
  }

  /// The moods that were merged into others, in order of their slugs, and where each went.
  package func mergedMoods() async throws(StoreError) -> [MergedMood] {
    try await read { db in
      try db.rows(
        """
        SELECT mood.id, slug, name, named_by_listener, merged_into FROM mood
          CROSS JOIN mood_space ON mood_space.id = space_id AND current = 1
          WHERE merged_into IS NOT NULL ORDER BY slug
        """
      ).map {
        MergedMood(
          id: MoodID(rawValue: $0[0]), slug: $0[1], name: $0[2], isNamedByListener: $0[3],
          into: MoodID(rawValue: $0[4]))
      }
    }
  }

  /// How many tracks that are there were pinned to each mood, as it was named then.
  package func pinCounts() async throws(StoreError) -> [MoodID: Int] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT mood_id, count(*) FROM mood_pin JOIN track ON track.id = track_id
          WHERE mood_id IS NOT NULL AND missing_since IS NULL GROUP BY mood_id
        """)
      return Dictionary(
        rows.map { (MoodID(rawValue: $0[0]), $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// The analyses of these tracks by `model`, of those that it has analysed.
  package func analyses(
    of tracks: [TrackID], by model: ModelVersion
  ) async throws(StoreError) -> [AnalysedTrack] {
    try await read { db in
      try tracks.compactMap { track in
        try db.row(
          """
          SELECT track.id, \(AnalysedTrack.columns) FROM track
            CROSS JOIN analysis ON analysis.content_id = track.content_id
              AND analysis.model_version_id = track.model_version_id
            \(AnalysedTrack.features)
            CROSS JOIN model_version ON model_version.id = analysis.model_version_id
            WHERE track.id = ? AND model_version.name = ?
          """, [track.rawValue, model.rawValue]
        ).map { try AnalysedTrack(row: $0) }
      }
    }
  }

  /// Writes what the listener has said about tracks, and the places that follow from it, in one
  /// transaction; a nil place takes the track out of its mood.
  ///
  /// Throws `.constraint`, having changed nothing, when the moods have been replaced since the places
  /// were found, or a track is gone.
  package func write(
    _ changes: [MoodIdentity.Change], placing places: [TrackID: MoodMembership?], generation: Int
  ) async throws(StoreError) {
    try await write { db in
      guard try db.generation() == generation else {
        throw StoreError(.constraint, "The moods have been formed anew meanwhile.")
      }
      for change in changes { try db.write(change) }
      for (track, place) in places {
        guard let place else {
          try db.run("DELETE FROM membership WHERE track_id = ?", [track.rawValue])
          continue
        }
        let key = try db.row(
          "SELECT content_id, model_version_id FROM track WHERE id = ? AND content_id IS NOT NULL",
          [track.rawValue])
        guard let key else { continue }
        try db.check(place.mood, isOf: key[1])
        try db.place(track, place, content: key[0], model: key[1])
      }
    }
  }
}

/// Moods that wait to be found again while other networks hear the library anew.
extension LibraryStore {
  /// Remembers which mood's centre held each track, for tracks that nothing is remembered of yet.
  package func rememberPlaces() async throws(StoreError) {
    try await write { db in
      try db.run(
        """
        INSERT INTO former_place SELECT track_id, coalesce(part_id, mood_id) FROM membership
          WHERE true ON CONFLICT DO NOTHING
        """)
    }
  }

  /// What ``rememberPlaces()`` remembered.
  package func formerPlaces() async throws(StoreError) -> [TrackID: MoodID] {
    try await read { db in
      let rows = try db.rows("SELECT track_id, mood_id FROM former_place")
      return Dictionary(
        rows.map { (TrackID(rawValue: $0[0]), MoodID(rawValue: $0[1])) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// True when any of these tracks has a place again.
  package func hasHeardFormerPlaces() async throws(StoreError) -> Bool {
    try await read { db in
      try db.row("SELECT 1 FROM former_place JOIN membership USING (track_id) LIMIT 1") != nil
    }
  }

  /// Forgets it for tracks that have a place again; those that are away may still tell of a mood.
  package func forgetFormerPlaces() async throws(StoreError) {
    try await write { db in
      try db.run(
        "DELETE FROM former_place WHERE track_id IN (SELECT track_id FROM membership)")
    }
  }

  /// What retired moods were called, by number.
  package func retiredMoods() async throws(StoreError) -> [MoodID: Mood] {
    try await read { db in
      let rows = try db.rows("SELECT id, slug, name, named_by_listener FROM mood WHERE retired = 1")
      return Dictionary(
        rows.map { row in
          let id = MoodID(rawValue: row[0])
          return (
            id,
            Mood(
              id: id, slug: row[1], name: row[2], isNamedByListener: row[3], trackCount: 0,
              position: ValenceArousal(valence: 0, arousal: 0), tags: [])
          )
        }, uniquingKeysWith: { first, _ in first })
    }
  }
}

/// A mood that the listener merged into another.
package struct MergedMood: Hashable, Sendable {
  package let id: MoodID
  /// What it was called; another mood may be called so now.
  package let slug: String
  package let name: String
  package let isNamedByListener: Bool
  /// The mood it was merged into, which may have been merged itself.
  package let into: MoodID
}

extension Database {
  /// Where merged moods went, those too whose centres are not in use now.
  func merges() throws -> [MoodID: MoodID] {
    let rows = try rows("SELECT id, merged_into FROM mood WHERE merged_into IS NOT NULL")
    return Dictionary(
      rows.map { (MoodID(rawValue: $0[0]), MoodID(rawValue: $0[1])) },
      uniquingKeysWith: { first, _ in first })
  }

  fileprivate func write(_ change: MoodIdentity.Change) throws {
    switch change {
    case .pinned(let track, let mood): try pin(track, to: mood)
    case .dismissed(let track): try pin(track, to: nil)
    case .unpinned(let track):
      try run("DELETE FROM mood_pin WHERE track_id = ?", [track.rawValue])
    case .excluded(let track, let mood):
      try run(
        "INSERT INTO mood_exclusion VALUES (?, ?) ON CONFLICT DO NOTHING",
        [track.rawValue, mood.rawValue])
    case .readmitted(let track, let mood):
      try run(
        "DELETE FROM mood_exclusion WHERE track_id = ? AND mood_id = ?",
        [track.rawValue, mood.rawValue])
    }
  }

  private func pin(_ track: TrackID, to mood: MoodID?) throws {
    try run(
      """
      INSERT INTO mood_pin VALUES (?, ?)
        ON CONFLICT (track_id) DO UPDATE SET mood_id = excluded.mood_id
      """, [track.rawValue, mood?.rawValue])
  }
}
