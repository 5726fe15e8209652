import FoundationEssentials
import GRDB
package import MusicModel

/// Analyses, which belong to recordings rather than files.
extension LibraryStore {
  /// Makes a model known before it has analysed anything, so that a mood space can be stored for
  /// it. Throws `.constraint` when it has come with other tags or another embedding before.
  package func register(
    _ model: ModelVersion, tagNames: [String], embeddingDimension: Int
  ) async throws(StoreError) {
    try await write { db in
      _ = try db.modelID(model, tagNames: tagNames, dimension: embeddingDimension)
    }
  }

  /// What `model` made of this recording, if it has ever heard it in whatever file.
  package func analysis(
    of content: ContentID, by model: ModelVersion
  ) async throws(StoreError) -> TrackAnalysis? {
    try await read { db in
      try db.row(
        """
        SELECT \(TrackAnalysis.columns)
          FROM content CROSS JOIN analysis ON analysis.content_id = content.id
          JOIN model_version ON model_version.id = analysis.model_version_id
          WHERE content.fingerprint = ? AND model_version.name = ?
        """, [Data(content.bytes), model.rawValue]
      ).map { try TrackAnalysis(row: $0, at: 0) }
    }
  }

  /// Goes through the analysed tracks that are not missing and that `model` has heard, whether or not
  /// it is the one whose analysis they go by, `batch` at a time in order
  /// of their numbers, so that memory holds one batch and nobody waits for more than one.
  ///
  /// Between batches others may change the library. Every track comes once at most and complete;
  /// tracks analysed meanwhile may be left out, which
  /// ``replaceMoods(with:in:memberships:placing:)`` makes up for.
  package func forEachAnalysis(
    by model: ModelVersion, batch: Int = 250, _ body: ([AnalysedTrack]) async -> Void
  ) async throws(StoreError) {
    var last: Int64 = 0
    while true {
      let after = last
      // The plus keeps SQLite from the index of standings, by which it would have to sort the whole
      // library for every batch.
      let tracks = try await read { db in
        try db.rows(
          """
          SELECT track.id, \(AnalysedTrack.columns) FROM track
            CROSS JOIN model_version
            CROSS JOIN analysis ON analysis.content_id = track.content_id
              AND analysis.model_version_id = model_version.id
            \(AnalysedTrack.features)
            WHERE track.id > ? AND +standing = 'analysed'
              AND model_version.id = (SELECT id FROM model_version WHERE name = ?)
            ORDER BY track.id LIMIT ?
          """, [after, model.rawValue, max(batch, 1)]
        ).map { try AnalysedTrack(row: $0) }
      }
      guard let highest = tracks.last else { return }
      last = highest.id.rawValue
      await body(tracks)
    }
  }
}

extension AnalysedTrack {
  /// What ``init(row:)`` reads, in order, after the number of the track.
  static let columns = """
    mood_features.embedding, mood_features.affect, analysis.affect, analysis.tags, loudness, \
    descriptors, tag_names
    """
  /// What has to be joined with `analysis` for it, beside `model_version`.
  static let features = """
    CROSS JOIN mood_features ON mood_features.content_id = analysis.content_id
      AND mood_features.model_version_id = analysis.model_version_id
    """

  /// Reads the number of the track, then ``columns``.
  init(row: Row) throws {
    self.init(
      id: TrackID(rawValue: row[0]), features: try MoodFeatures(row: row, at: 1),
      affect: try Affect(stored: row[3]), tags: VectorBlob.floats(row[4]), loudness: row[5],
      descriptors: SoundDescriptors(stored: row[6]), vocabulary: row[7])
  }
}

extension Affect {
  /// Unpacks the seven values; throws `.corrupt` for any other number of them.
  init(stored: Data) throws(StoreError) {
    guard let affect = Affect(values: VectorBlob.floats(stored)) else {
      throw StoreError(.corrupt, "An analysis in the library database has lost its values.")
    }
    self = affect
  }
}

extension SoundDescriptors {
  /// Unpacks what was measured; nil where nothing was.
  init?(stored: Data?) {
    guard let stored else { return nil }
    self.init(values: VectorBlob.floats(stored))
  }
}

extension SpectralSummary {
  /// Unpacks what was measured; nil where nothing was.
  init?(stored: Data?) {
    guard let stored else { return nil }
    self.init(values: VectorBlob.floats(stored))
  }
}

extension TrackAnalysis {
  /// What ``init(row:at:)`` reads, in order.
  static let columns = """
    model_version.name, model_version.tag_names, analysis.seconds, analysis.loudness, \
    analysis.affect, analysis.tags, analysis.embedding, analysis.descriptors, \
    analysis.loudness_range, analysis.spectrum
    """

  init(row: Row, at first: Int) throws {
    let names = try Words.decode(row[first + 1])
    let probabilities = VectorBlob.floats(row[first + 5])
    guard names.count == probabilities.count else {
      throw StoreError(.corrupt, "An analysis in the library database has lost its tags.")
    }
    self.init(
      model: ModelVersion(rawValue: row[first]), seconds: row[first + 2],
      loudness: row[first + 3], loudnessRange: row[first + 8],
      embedding: Embedding(values: VectorBlob.floats(row[first + 6])),
      tags: zip(names, probabilities).map { TagProbability(name: $0, probability: $1) },
      affect: try Affect(stored: row[first + 4]),
      descriptors: SoundDescriptors(stored: row[first + 7]),
      spectrum: SpectralSummary(stored: row[first + 9]))
  }
}

/// Lists of words as JSON arrays.
enum Words {
  static func encode(_ words: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(words), as: UTF8.self)
  }

  static func decode(_ text: String) throws -> [String] {
    try JSONDecoder().decode([String].self, from: Data(text.utf8))
  }
}

extension Database {
  /// Stores an analysis unless there is one of this recording by this model already; answers the
  /// numbers of both.
  func store(
    _ analysis: TrackAnalysis, of content: ContentID
  ) throws -> (content: Int64, model: Int64) {
    let model = try modelID(
      analysis.model, tagNames: analysis.tags.map(\.name),
      dimension: analysis.embedding.values.count)
    try run(
      "INSERT INTO content (fingerprint) VALUES (?) ON CONFLICT DO NOTHING",
      [Data(content.bytes)])
    let id = try require(
      integer("SELECT id FROM content WHERE fingerprint = ?", [Data(content.bytes)]))
    let original = try original(of: content, analysis)
    // Never replaced: sums have been made of it.
    try run(
      """
      INSERT INTO analysis
        (content_id, model_version_id, seconds, loudness, affect, tags, embedding, descriptors,
          loudness_range, spectrum, copy_of, checksum)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, checksum(?5, ?6, ?7, ?8, ?10))
        ON CONFLICT DO NOTHING
      """,
      [
        id, model, analysis.seconds, analysis.loudness,
        try VectorBlob.encode(analysis.affect.values, "affect"),
        try VectorBlob.encode(analysis.tags.map(\.probability), "list of tags"),
        try VectorBlob.encode(analysis.embedding.values, "embedding"),
        try analysis.descriptors.map { try VectorBlob.encode($0.values, "list of descriptors") },
        analysis.loudnessRange,
        try analysis.spectrum.map { try VectorBlob.encode($0.values, "spectrum") }, original,
      ])
    return (id, model)
  }

  /// The numbers of a recording and a model that has analysed it; nil if it has not.
  func storedAnalysis(
    of content: ContentID, by model: ModelVersion
  ) throws -> (content: Int64, model: Int64)? {
    try row(
      """
      SELECT analysis.content_id, analysis.model_version_id
        FROM content CROSS JOIN analysis ON analysis.content_id = content.id
        JOIN model_version ON model_version.id = analysis.model_version_id
        WHERE content.fingerprint = ? AND model_version.name = ?
      """, [Data(content.bytes), model.rawValue]
    ).map { ($0[0], $0[1]) }
  }

  /// The number of a model version, which is registered when it is new. Throws `.constraint` when
  /// it has come with other tags or another embedding before.
  fileprivate func modelID(
    _ model: ModelVersion, tagNames: [String], dimension: Int
  ) throws -> Int64 {
    let names = try Words.encode(tagNames)
    let known = try row(
      "SELECT id, tag_names = ? AND embedding_dimension = ? FROM model_version WHERE name = ?",
      [names, dimension, model.rawValue])
    if let known {
      guard known[1] else {
        throw StoreError(
          .constraint,
          "The model \(model) has other tags or dimensions than when it was first used.")
      }
      return known[0]
    }
    try run(
      "INSERT INTO model_version (name, tag_names, embedding_dimension) VALUES (?, ?, ?)",
      [model.rawValue, names, dimension])
    return lastInsertedRowID
  }

  /// A value that the statements before have put there.
  private func require<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw StoreError(.defect, "A row that was just written is gone.") }
    return value
  }
}
