import GRDB
package import MusicModel

/// What to play next.
extension LibraryStore {
  /// Up to `limit` tracks of a mood, most typical first, one file of each recording, of its copies,
  /// and of each artist and title.
  ///
  /// Recordings played at or after `moment` (seconds since 1970, UTC), skipped or not, from
  /// whichever file, only fill up what nothing else is left for.
  package func suggestions(
    from mood: MoodID, notPlayedSince moment: Int64, limit: Int
  ) async throws(StoreError) -> [Track] {
    try await read { db in
      var fresh: [Track] = []
      var recent: [Track] = []
      var seen: Set<Int64> = []
      var named: Set<String> = []
      let tracks = try Row.fetchCursor(
        db.makeStatement(
          sql: """
            SELECT \(Track.columns), membership.content_id,
                (SELECT exact FROM match_key WHERE track_id = track.id),
                (SELECT copy_of FROM analysis WHERE analysis.content_id = membership.content_id
                  AND analysis.model_version_id = membership.model_version_id) FROM membership
              CROSS JOIN track ON track.id = membership.track_id
              WHERE mood_id = ? AND membership.standing = 'analysed'
              ORDER BY distance, membership.track_id
            """), arguments: [mood.rawValue])
      while fresh.count < limit, let row = try tracks.next() {
        let content: Int64 = row[Track.columnCount]
        let name: String? = row[Track.columnCount + 1]
        let original: Int64? = row[Track.columnCount + 2]
        guard seen.insert(original ?? content).inserted,
          name.map({ named.insert($0).inserted }) ?? true
        else { continue }
        if try !db.wasPlayed(content, name, since: moment) {
          fresh.append(try Track(row: row))
        } else if recent.count < limit {
          recent.append(try Track(row: row))
        }
      }
      return Array((fresh + recent).prefix(max(limit, 0)))
    }
  }
}

extension Database {
  /// True when any file of a recording, or of this artist and title, was played at or after
  /// `moment`: the same piece often lies in several files that are not the same audio.
  fileprivate func wasPlayed(
    _ content: Int64, _ name: String?, since moment: Int64
  ) throws -> Bool {
    if let name {
      let wasPlayed = try row(
        """
        SELECT 1 FROM match_key CROSS JOIN heard ON heard.track_id = match_key.track_id
          CROSS JOIN listen ON listen.heard_id = heard.id
          WHERE match_key.exact = ?1 AND stamp >= ?2 AND began >= ?2 AND is_echo = 0 LIMIT 1
        """, [name, moment])
      if wasPlayed != nil { return true }
    }
    // A play is stamped when it begins or later.
    return try row(
      """
      SELECT 1 FROM track CROSS JOIN heard ON heard.track_id = track.id
        CROSS JOIN listen ON listen.heard_id = heard.id
        WHERE track.content_id = ?1 AND stamp >= ?2 AND began >= ?2 AND is_echo = 0 LIMIT 1
      """, [content, moment]) != nil
  }
}
