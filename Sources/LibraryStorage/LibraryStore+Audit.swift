import FoundationEssentials
import GRDB
package import MusicModel

/// Proof that what is kept equals what could be counted.
extension LibraryStore {
  /// Counts everything anew, reads the whole database for it, and describes each difference from
  /// what is kept; empty when all is well.
  ///
  /// What was learned about moods is checked only with the zone it was learned in.
  package func audit(localTime: LocalTime? = nil) async throws(StoreError) -> [String] {
    try await read { db in
      var findings = try (Self.rules + IdentityAudit.rules).flatMap { rule in
        try db.rows(rule.sql).map { row in
          "\(rule.finding): \(row.databaseValues.map(\.description).joined(separator: ", "))"
        }
      }
      findings += try db.auditSums()
      var history = HistoryAudit(db)
      try history.checkRows()
      try history.checkRecordings()
      try history.checkCatalogue()
      try history.checkLearning(localTime: localTime)
      findings += history.findings
      findings += try db.rows("PRAGMA foreign_key_check")
        .map { "dangling reference: \($0)" }
      return findings
    }
  }

  /// Each query selects what breaks its rule.
  private static let rules: [(finding: String, sql: String)] = [
    (
      "tally differs",
      """
      SELECT name, value, n FROM (
        SELECT name, value, (SELECT count(*) FROM track WHERE standing = tally.name) AS n
          FROM tally WHERE name NOT IN ('analyses', 'overflows', 'problems', 'generation', 'clustered')
        UNION ALL
        SELECT name, value, (SELECT count(*) FROM problem) FROM tally WHERE name = 'problems')
        WHERE value <> n
      """
    ),
    (
      "directory differs",
      """
      SELECT hex(path), kept, found FROM (
        SELECT path, sum(kept) AS kept, sum(found) AS found FROM (
          SELECT path, tracks AS kept, 0 AS found FROM directory
          UNION ALL
          SELECT directory, 0, 1 FROM track WHERE missing_since IS NULL) GROUP BY path)
        WHERE kept <> found
      """
    ),
    (
      "membership disagrees with its track",
      """
      SELECT track.id FROM membership JOIN track ON track.id = track_id
        WHERE membership.standing <> track.standing
          OR membership.content_id IS NOT track.content_id
          OR membership.model_version_id IS NOT track.model_version_id
      """
    ),
    (
      "membership in a retired mood, or in one of another model",
      """
      SELECT track_id FROM membership JOIN mood ON mood.id = mood_id
        JOIN mood_space ON mood_space.id = space_id
        WHERE retired = 1 OR current = 0
          OR mood_space.model_version_id <> membership.model_version_id
      """
    ),
    (
      "living mood outside the current space",
      """
      SELECT mood.id FROM mood JOIN mood_space ON mood_space.id = space_id
        WHERE retired = 0 AND current = 0
      """
    ),
    (
      "analysis of the wrong size",
      """
      SELECT content_id FROM analysis JOIN model_version ON model_version.id = model_version_id
        WHERE length(embedding) <> 4 * embedding_dimension
          OR length(analysis.tags) <> 4 * json_array_length(tag_names)
      """
    ),
    (
      "copy of no original",
      """
      SELECT content_id FROM analysis AS own WHERE copy_of IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM analysis WHERE content_id = own.copy_of
          AND model_version_id = own.model_version_id AND copy_of IS NULL)
      """
    ),
    (
      "section at another's address",
      """
      SELECT id FROM track WHERE section IS NOT NULL
        AND substr(name, -3) <> CAST(printf('#%02d', json_extract(section, '$.number')) AS BLOB)
      """
    ),
    (
      "track in flight that is not pending",
      "SELECT id FROM track WHERE in_flight = 1 AND state <> 'pending'"
    ),
  ]
}

extension Database {
  /// Adds the sums of every mood up again, in double precision.
  fileprivate func auditSums() throws -> [String] {
    var found: [Int64: MoodSums] = [:]
    let members = try Row.fetchCursor(
      self,
      sql: """
        SELECT mood_id, valence, arousal, tags FROM membership
          LEFT JOIN analysis USING (content_id, model_version_id) WHERE standing = 'analysed'
        """)
    while let row = try members.next() {
      let tags = VectorBlob.floats((row[3] as Data?) ?? Data())
      found[row[0], default: MoodSums()].add(
        MoodSums(trackCount: 1, valence: row[1], arousal: row[2], tags: tags.map { Double($0) }))
    }
    return try rows("SELECT id, track_count, valence_sum, arousal_sum, tag_sums FROM mood")
      .compactMap { row in
        let kept = MoodSums(
          trackCount: row[1], valence: row[2], arousal: row[3], tags: VectorBlob.doubles(row[4]))
        return kept.agrees(with: found[row[0]] ?? MoodSums())
          ? nil : "mood \(row[0] as Int64) differs: \(kept), \(found[row[0]] ?? MoodSums())"
      }
  }
}

extension MoodSums {
  /// Equal but for what adding up in another order does to the last bits.
  fileprivate func agrees(with other: MoodSums) -> Bool {
    func close(_ a: Double, _ b: Double) -> Bool {
      abs(a - b) <= 1e-9 * Double(max(trackCount, 1))
    }
    return trackCount == other.trackCount && close(valence, other.valence)
      && close(arousal, other.arousal) && tags.count == other.tags.count
      && zip(tags, other.tags).allSatisfy(close)
  }
}
