import FoundationEssentials
import GRDB
package import MusicModel
import SystemPackage

/// Copies of a recording that are not the same audio, and so have analyses of their own. They are
/// placed by the first of them that was analysed: a song is in one mood, whatever its files.
extension LibraryStore {
  /// What a recording is placed by, of which `analysis` was made: by its own unless the library has
  /// another that it is a copy of.
  package func features(
    of content: ContentID, _ analysis: TrackAnalysis
  ) async throws(StoreError) -> MoodFeatures {
    let original = try await read { db -> MoodFeatures? in
      guard let original = try db.original(of: content, analysis) else { return nil }
      return try db.row(
        """
        SELECT embedding, affect FROM analysis WHERE content_id = ?
          AND model_version_id = (SELECT id FROM model_version WHERE name = ?)
        """, [original, analysis.model.rawValue]
      ).map { try MoodFeatures(row: $0, at: 0) }
    }
    return original ?? MoodFeatures(embedding: analysis.embedding, affect: analysis.affect)
  }
}

extension MoodFeatures {
  /// Reads an embedding and affect values.
  init(row: Row, at first: Int) throws {
    self.init(
      embedding: Embedding(values: VectorBlob.floats(row[first])),
      affect: try Affect(stored: row[first + 1]))
  }
}

extension Database {
  /// The number of the recording that one is a copy of, by the same model; nil for a copy of none.
  ///
  /// Once an analysis is stored, that stands.
  func original(of content: ContentID, _ analysis: TrackAnalysis) throws -> Int64? {
    let fingerprint = Data(content.bytes)
    let stored = try row(
      """
      SELECT copy_of FROM content CROSS JOIN analysis ON content_id = content.id
        WHERE fingerprint = ? AND model_version_id = (SELECT id FROM model_version WHERE name = ?)
      """, [fingerprint, analysis.model.rawValue])
    if let stored { return stored[0] }
    guard let spectrum = analysis.spectrum else { return nil }
    let tolerance = SpectralSummary.copyTolerance
    // However many there are of one length, as of made-up sounds: few are looked at.
    let candidates = try rows(
      """
      SELECT content_id, spectrum FROM analysis
        WHERE model_version_id = (SELECT id FROM model_version WHERE name = ?)
          AND seconds BETWEEN ? AND ? AND copy_of IS NULL AND spectrum IS NOT NULL LIMIT 1000
      """,
      [analysis.model.rawValue, analysis.seconds - tolerance, analysis.seconds + tolerance])
    return candidates.first { row in
      SpectralSummary(stored: row[1]).map(spectrum.isCopy(of:)) ?? false
    }?[0]
  }

  /// The first file that holds a recording and is not missing.
  func path(ofContent content: Int64) throws -> FilePath? {
    try row(
      """
      SELECT directory, name FROM track WHERE content_id = ? AND standing = 'analysed'
        ORDER BY id LIMIT 1
      """, [content]
    ).map { StoredPath(directory: $0[0], name: $0[1]).path }
  }
}
