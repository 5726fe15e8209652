import FoundationEssentials
import GRDB
package import MusicModel

/// Moods as people see them, and what the code that moves and names them needs.
extension LibraryStore {
  /// The living moods in order of their slugs.
  package func moods() async throws(StoreError) -> [Mood] {
    try await read { db in try db.moods() }
  }

  /// The mood that goes by `reference`: a slug, a number, or a name in whatever case.
  package func findMood(_ reference: String) async throws(StoreError) -> Mood? {
    let moods = try await moods()
    return moods.first { $0.slug == reference }
      ?? moods.first { String($0.id.rawValue) == reference }
      ?? moods.first { $0.name.lowercased() == reference.lowercased() }
  }

  /// Gives a mood the listener's own name, which nothing but another call changes from then on.
  ///
  /// Throws `.slugTaken` or `.notFound`, having changed nothing.
  package func renameMood(
    _ mood: MoodID, name: String, slug: String
  ) async throws(StoreError) -> Mood {
    try await write { db in
      try db.checkSlug(slug, isFreeFor: mood)
      try db.run(
        "UPDATE mood SET name = ?, slug = ?, named_by_listener = 1 WHERE id = ? AND retired = 0",
        [name, slug, mood.rawValue])
      guard let renamed = try db.moods().first(where: { $0.id == mood }) else {
        throw StoreError(.notFound, "There is no mood \(mood.rawValue).")
      }
      return renamed
    }
  }

  /// Gives moods new words. A mood that the listener named keeps its name and slug.
  ///
  /// Moods may trade slugs. Throws `.slugTaken` when two would share one, having changed nothing;
  /// moods that are gone are passed over.
  package func updateMoodNames(_ namings: [MoodNaming]) async throws(StoreError) {
    try await write { db in try db.name(namings) }
  }

  /// The centres of the living moods and of those merged into them, and the generation to place
  /// tracks with.
  package func centroids() async throws(StoreError) -> MoodCentres {
    try await read { db in
      let centroids = try db.rows(
        """
        SELECT id, centroid, weight FROM
          (SELECT mood.id, centroid, weight FROM mood WHERE retired = 0 ORDER BY slug)
        UNION ALL
        SELECT mood.id, centroid, weight FROM mood
          CROSS JOIN mood_space ON mood_space.id = space_id AND current = 1
          WHERE merged_into IS NOT NULL
        """
      ).map {
        Centroid(
          mood: MoodID(rawValue: $0[0]), vector: VectorBlob.floats($0[1]), weight: $0[2])
      }
      return MoodCentres(
        generation: try db.generation(),
        clusteredCount: Int(
          try db.integer("SELECT value FROM tally WHERE name = 'clustered'") ?? 0),
        centroids: centroids, merged: try db.merges())
    }
  }

  /// The mood space in use; nil before the first.
  package func currentSpace() async throws(StoreError) -> StoredMoodSpace? {
    try await read { db in
      try db.row(
        """
        SELECT name, origin, track_count, parameters, checksum IS checksum(parameters)
          FROM mood_space
          JOIN model_version ON model_version.id = model_version_id WHERE current = 1
        """
      ).map { row in
        guard row[4] else {
          throw StoreError(
            .corrupt, "The library database is damaged: the mood space has changed.")
        }
        guard let origin = StoredMoodSpace.Origin(rawValue: row[1]) else {
          throw StoreError(.corrupt, "The mood space in the library database is of no known kind.")
        }
        return StoredMoodSpace(
          model: ModelVersion(rawValue: row[0]), origin: origin, trackCount: row[2],
          parameters: [UInt8](row[3] as Data))
      }
    }
  }

  /// What the tracks of each living mood have in common, and those of all: from the kept sums.
  package func moodProfiles() async throws(StoreError) -> MoodProfiles {
    try await read { db in try db.moodProfiles() }
  }
}

extension Database {
  /// Writes the words of moods; see ``LibraryStore/updateMoodNames(_:)``.
  func name(_ namings: [MoodNaming]) throws {
    let changing = try namings.filter { naming in
      try row(
        "SELECT 1 FROM mood WHERE id = ? AND retired = 0 AND named_by_listener = 0",
        [naming.id.rawValue]) != nil
    }
    try vacateSlugs(of: changing.map(\.id))
    for naming in changing {
      try checkSlug(naming.slug, isFreeFor: naming.id)
      try run(
        "UPDATE mood SET slug = ?, name = ? WHERE id = ?",
        [naming.slug, naming.name, naming.id.rawValue])
    }
    for naming in namings {
      try run(
        "UPDATE mood SET tags = ? WHERE id = ? AND retired = 0",
        [try Words.encode(naming.tags), naming.id.rawValue])
    }
  }

  /// The means behind ``LibraryStore/moodProfiles()``.
  func moodProfiles() throws -> MoodProfiles {
    var library = MoodSums()
    var moods: [MoodID: MoodProfile] = [:]
    let rows = try rows(
      "SELECT id, track_count, valence_sum, arousal_sum, tag_sums FROM mood WHERE retired = 0")
    for row in rows {
      let sums = MoodSums(
        trackCount: row[1], valence: row[2], arousal: row[3], tags: VectorBlob.doubles(row[4]))
      moods[MoodID(rawValue: row[0])] = sums.profile
      library.add(sums)
    }
    let names: String? = try row(
      """
      SELECT tag_names FROM mood_space
        JOIN model_version ON model_version.id = model_version_id WHERE current = 1
      """)?[0]
    return MoodProfiles(
      tagNames: try names.map(Words.decode) ?? [], moods: moods, library: library.profile)
  }
}

/// What the means of a mood are made of.
struct MoodSums {
  var trackCount = 0
  var valence = 0.0
  var arousal = 0.0
  /// Empty for no tracks.
  var tags: [Double] = []

  /// Joins the tracks of another mood to these.
  mutating func add(_ other: MoodSums) {
    guard other.trackCount > 0 else { return }
    trackCount += other.trackCount
    valence += other.valence
    arousal += other.arousal
    tags = tags.isEmpty ? other.tags : zip(tags, other.tags).map { $0 + $1 }
  }

  /// The means.
  var profile: MoodProfile {
    let count = Double(max(trackCount, 1))
    return MoodProfile(
      trackCount: trackCount,
      position: ValenceArousal(valence: Float(valence / count), arousal: Float(arousal / count)),
      tags: tags.map { $0 / count })
  }
}

extension Database {
  /// The living moods in order of their slugs.
  func moods() throws -> [Mood] {
    try rows(
      """
      SELECT id, slug, name, named_by_listener, track_count, valence_sum, arousal_sum, tags
        FROM mood WHERE retired = 0 ORDER BY slug
      """
    ).map { row in
      let sums = MoodSums(trackCount: row[4], valence: row[5], arousal: row[6])
      return Mood(
        id: MoodID(rawValue: row[0]), slug: row[1], name: row[2], isNamedByListener: row[3],
        trackCount: sums.trackCount, position: sums.profile.position,
        tags: try Words.decode(row[7]))
    }
  }

  /// Throws `.slugTaken` when another living mood goes by `slug`.
  func checkSlug(_ slug: String, isFreeFor mood: MoodID?) throws {
    let holder = try integer("SELECT id FROM mood WHERE slug = ? AND retired = 0", [slug])
    guard let holder, holder != mood?.rawValue else { return }
    throw StoreError(.slugTaken, "Another mood is called “\(slug)” already.")
  }

  /// Makes room for moods to trade slugs: until each gets its new one it goes by a name no slug
  /// can be.
  func vacateSlugs(of moods: [MoodID]) throws {
    for mood in moods {
      try run("UPDATE mood SET slug = '#' || id WHERE id = ?", [mood.rawValue])
    }
  }
}
