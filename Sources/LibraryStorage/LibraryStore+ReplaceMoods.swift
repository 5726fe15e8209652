import FoundationEssentials
import GRDB
package import MusicModel

/// Regrouping the library.
extension LibraryStore {
  /// Replaces all moods, and the mood space too when `space` is given, in one transaction.
  ///
  /// Most tracks of a large library stay where they are in their mood, or nearly: how firmly and how
  /// far from its centre, by which they are only ordered, follows in pieces of a few milliseconds, so
  /// that others get in between; see ``settle(_:in:)``. A mood's tracks, their number and its means
  /// are those of one moment.
  ///
  /// Drafts with a number live on under it; living moods without a draft retire, and so do those
  /// whose draft is merged into another: they keep their words for when that is undone. A mood that
  /// the listener has named keeps its name and slug whatever its draft says.
  ///
  /// Every track whose recording the space's model has analysed gets a place, whether or not its
  /// file is there: the one in `memberships`, or the one `latecomer` finds for tracks analysed
  /// since those were computed, which is nil for a track that is to be in no mood. Analysed tracks
  /// that only another model knows become pending.
  ///
  /// `clusteredCount`, by default the number of memberships, is kept for
  /// ``MoodCentres/clusteredCount``.
  ///
  /// `latecomer`, and `naming`, which sees the moods as they have become and words them, run inside
  /// the transaction: they must be quick and must not use the store. Throws
  /// `.notFound` for a draft of a mood that never was, `.slugTaken` for two drafts of one slug, and
  /// `.constraint` for a membership outside the drafts or when there is no space yet.
  package func replaceMoods(
    with drafts: [MoodDraft], in space: StoredMoodSpace?,
    memberships: [TrackID: DraftMembership], clusteredCount: Int? = nil,
    placing latecomer: @escaping @Sendable (AnalysedTrack) -> DraftMembership?,
    naming: (@Sendable ([Mood], MoodProfiles) -> [MoodNaming])? = nil
  ) async throws(StoreError) -> MoodReplacement {
    let (replacement, stayed) = try await write { [now] db in
      if let space { try db.store(space, created: now()) }
      let current = try db.row(
        "SELECT id, model_version_id FROM mood_space WHERE current = 1")
      guard let current else {
        throw StoreError(.constraint, "Moods cannot be stored before there is a mood space.")
      }
      let former = try db.moods()
      try db.vacateSlugs(of: former.map(\.id))
      let moods = try db.store(drafts, former: former, space: current[0])
      let requeued = try db.adopt(model: current[1], now: now())
      let stayed = try db.placeAll(
        model: current[1], in: moods, memberships: memberships, placing: latecomer)
      let living = Set(zip(moods, drafts).filter { $1.mergedInto == nil }.map(\.0))
      for mood in former where !living.contains(mood.id) {
        try db.run(
          "UPDATE mood SET retired = 1, slug = ? WHERE id = ?", [mood.slug, mood.id.rawValue])
      }
      for (mood, draft) in zip(moods, drafts) {
        guard let heir = draft.mergedInto else { continue }
        try db.run(
          "UPDATE mood SET retired = 1, merged_into = ? WHERE id = ?",
          [moods[heir].rawValue, mood.rawValue])
      }
      if let naming { try db.name(naming(try db.moods(), try db.moodProfiles())) }
      try db.add(1, toTally: "generation")
      try db.run(
        "UPDATE tally SET value = ? WHERE name = 'clustered'", [clusteredCount ?? memberships.count]
      )
      let replacement = MoodReplacement(
        moods: moods, generation: try db.generation(), requeued: requeued)
      return (replacement, stayed)
    }
    let places = stayed.lazy.compactMap { track in
      memberships[track.id].map { StayedTrack(id: track.id, content: track.content, place: $0) }
    }
    // The moods have been replaced: whoever asked has to know, whatever becomes of the order within
    // them. What keeps these pieces from being written shows with the next thing to be stored.
    try? await settle(places, in: replacement)
    return replacement
  }

  /// Writes how firmly and how far from the centre tracks lie that stay in their mood, in pieces.
  ///
  /// Of a track that has got another place meanwhile nothing is written, nor anything once the moods
  /// have been replaced again.
  func settle(
    _ tracks: some Sequence<StayedTrack>, in replacement: MoodReplacement, batch: Int = 200
  ) async throws(StoreError) {
    var remaining = Array(tracks)[...]
    while !remaining.isEmpty {
      let piece = remaining.prefix(batch)
      remaining = remaining.dropFirst(batch)
      let isCurrent = try await write { db in
        guard try db.generation() == replacement.generation else { return false }
        for track in piece {
          try db.run(
            """
            UPDATE membership SET confidence = ?1, distance = ?2
              WHERE track_id = ?3 AND mood_id = ?4 AND content_id = ?5
                AND (confidence, distance) IS NOT (?1, ?2)
            """,
            [
              track.place.confidence, track.place.distance, track.id.rawValue,
              replacement.moods[track.place.draft].rawValue, track.content,
            ])
        }
        return true
      }
      guard isCurrent else { return }
    }
  }
}

/// A track that the moods' replacement leaves where it is.
struct StayedTrack: Sendable {
  var id: TrackID
  /// The number of its recording.
  var content: Int64
  var place: DraftMembership
}

extension Database {
  /// Makes `space` the current one.
  fileprivate func store(_ space: StoredMoodSpace, created: Int64) throws {
    let model = try integer(
      "SELECT id FROM model_version WHERE name = ?", [space.model.rawValue])
    guard let model else {
      throw StoreError(.constraint, "The model \(space.model) has not been registered.")
    }
    try run("UPDATE mood_space SET current = 0 WHERE current = 1")
    try run(
      """
      INSERT INTO mood_space
        (model_version_id, created, track_count, origin, current, parameters, checksum)
        VALUES (?1, ?2, ?3, ?4, 1, ?5, checksum(?5))
      """,
      [model, created, space.trackCount, space.origin.rawValue, Data(space.parameters)])
  }

  /// Writes the drafts; answers their numbers.
  fileprivate func store(
    _ drafts: [MoodDraft], former: [Mood], space: Int64
  ) throws -> [MoodID] {
    let named = former.filter(\.isNamedByListener)
    // First those that cannot yield, so that a draft of the same slug fails rather than they.
    for mood in named
    where drafts.contains(where: { $0.id == mood.id && $0.mergedInto == nil }) {
      try run("UPDATE mood SET slug = ? WHERE id = ?", [mood.slug, mood.id.rawValue])
    }
    return try drafts.map { draft in
      let centroid = try VectorBlob.encode(draft.centroid, "centre of a mood")
      let tags = try Words.encode(draft.tags)
      if let id = draft.id, draft.mergedInto != nil {
        // Nothing is said of it now; it keeps its words.
        try run(
          "UPDATE mood SET space_id = ?, centroid = ?, weight = ? WHERE id = ?",
          [space, centroid, draft.weight, id.rawValue])
        return id
      }
      let chosen = named.first { $0.id == draft.id }
      let slug = chosen?.slug ?? draft.slug
      let name = chosen?.name ?? draft.name
      let isNamed = chosen != nil || draft.isNamedByListener
      try checkSlug(slug, isFreeFor: draft.id)
      guard let id = draft.id else {
        try run(
          """
          INSERT INTO mood (space_id, slug, name, named_by_listener, tags, centroid, weight)
            VALUES (?, ?, ?, ?, ?, ?, ?)
          """, [space, slug, name, isNamed, tags, centroid, draft.weight])
        return MoodID(rawValue: lastInsertedRowID)
      }
      let known = try changes(
        """
        UPDATE mood SET space_id = ?, slug = ?, name = ?, named_by_listener = ?, tags = ?,
          centroid = ?, weight = ?, retired = 0, merged_into = NULL WHERE id = ?
        """, [space, slug, name, isNamed, tags, centroid, draft.weight, id.rawValue])
      guard known == 1 else {
        throw StoreError(.notFound, "There has never been a mood \(id.rawValue).")
      }
      return id
    }
  }

  /// Lets tracks refer to `model`'s analyses where there are any, and sends analysed tracks
  /// without one back to pending; says how many. No place found by another model remains.
  fileprivate func adopt(model: Int64, now: Int64) throws -> Int {
    try run("DELETE FROM membership WHERE model_version_id <> ?", [model])
    try run(
      """
      UPDATE track SET model_version_id = ?1 WHERE model_version_id <> ?1 AND EXISTS
        (SELECT 1 FROM analysis
          WHERE content_id = track.content_id AND model_version_id = ?1)
      """, [model])
    return try changes(
      """
      UPDATE track SET state = 'pending', strikes = 0, queued_at = ?
        WHERE state = 'analysed' AND model_version_id <> ?
      """, [now, model])
  }

  /// Gives every track that `model` has analysed its place, a thousand at a time so that memory
  /// holds few of them; answers those with one among `memberships` that are in that mood already,
  /// with the same runner-up, valence and arousal.
  fileprivate func placeAll(
    model: Int64, in moods: [MoodID], memberships: [TrackID: DraftMembership],
    placing latecomer: (AnalysedTrack) -> DraftMembership?
  ) throws -> [(id: TrackID, content: Int64)] {
    var stayed: [(id: TrackID, content: Int64)] = []
    var last: Int64 = 0
    while true {
      let tracks = try rows(
        """
        SELECT id, track.content_id, mood_id, runner_up_id, valence, arousal, part_id
          FROM track LEFT JOIN membership ON track_id = id
            AND membership.content_id = track.content_id
            AND membership.model_version_id = track.model_version_id
          WHERE id > ? AND track.model_version_id = ? ORDER BY id LIMIT 1000
        """, [last, model])
      for track in tracks {
        last = track[0]
        let known = memberships[TrackID(rawValue: last)]
        let place =
          try known
          ?? latecomer(analysedTrack(last, content: track[1], model: model))
        guard let place else {
          try run("DELETE FROM membership WHERE track_id = ?", [last])
          continue
        }
        guard moods.indices.contains(place.draft) else {
          throw StoreError(.constraint, "A track was placed in a mood that was not drafted.")
        }
        let runnerUp = place.runnerUp.flatMap { moods.indices.contains($0) ? moods[$0] : nil }
        let membership = MoodMembership(
          mood: moods[place.draft], confidence: place.confidence, distance: place.distance,
          position: place.position, runnerUp: runnerUp,
          part: place.part.flatMap { moods.indices.contains($0) ? moods[$0] : nil })
        if known != nil, membership.isWhere(track) {
          stayed.append((TrackID(rawValue: last), track[1]))
        } else {
          try self.place(
            TrackID(rawValue: last), membership, content: track[1], model: model)
        }
      }
      if tracks.isEmpty { return stayed }
    }
  }

  private func analysedTrack(_ id: Int64, content: Int64, model: Int64) throws -> AnalysedTrack {
    let row = try row(
      """
      SELECT ?, \(AnalysedTrack.columns) FROM analysis
        \(AnalysedTrack.features)
        JOIN model_version ON model_version.id = analysis.model_version_id
        WHERE analysis.content_id = ? AND analysis.model_version_id = ?
      """, [id, content, model])
    guard let row else {
      throw StoreError(.corrupt, "A track in the library database has lost its analysis.")
    }
    return try AnalysedTrack(row: row)
  }
}

extension MoodMembership {
  /// True when a row of ``Database/placeAll(model:in:memberships:placing:)`` has the same mood,
  /// runner-up, part, valence and arousal.
  fileprivate func isWhere(_ row: Row) -> Bool {
    // All are NULL for a track without a place, and not every track has a runner-up.
    let (known, next): (Int64?, Int64?) = (row[2], row[3])
    let (valence, arousal): (Double?, Double?) = (row[4], row[5])
    let (held, holder): (Int64?, MoodID?) = (row[6], part == mood ? nil : part)
    return known == mood.rawValue && next == runnerUp?.rawValue && held == holder?.rawValue
      && valence == Double(position.valence) && arousal == Double(position.arousal)
  }
}
