import FoundationEssentials
import GRDB
import MoodModel
package import MusicModel

/// What becomes of tracks that were handed out.
///
/// Every method refuses a result for a version of the file that is no longer the one on record,
/// and for a track that is not pending: the file may have changed, moved or gone while it was
/// being read. A result for a file that is only gone is kept for its return.
extension LibraryStore {
  /// Records an analysed track: metadata, recording, analysis, place and the mood's new centre, in
  /// one transaction.
  package func record(_ result: TrackResult) async throws(StoreError) -> RecordOutcome {
    try await write { db in
      guard try db.waiting(result.track, for: result.identity) != nil else { return .stale }
      if let placement = result.placement {
        guard try db.generation() == placement.generation else { return .superseded }
      }
      let key: (content: Int64, model: Int64)
      switch result.source {
      case .inferred(let analysis):
        key = try db.store(analysis, of: result.content)
        try db.add(1, toTally: "analyses")
      case .shared(let model):
        guard let stored = try db.storedAnalysis(of: result.content, by: model) else {
          return .needsAnalysis
        }
        key = stored
      }
      try db.run(
        """
        UPDATE track SET state = 'analysed', reason = NULL, strikes = 0, in_flight = 0,
          content_id = ?, model_version_id = ? WHERE id = ?
        """, [key.content, key.model, result.track.rawValue])
      try db.describe(result.track, result.metadata, seconds: result.seconds)
      if let placement = result.placement {
        try db.check(placement.membership.mood, isOf: key.model)
        try db.place(result.track, placement.membership, content: key.content, model: key.model)
        if let centroid = placement.centroid { try db.move(centroid) }
      } else {
        try db.run("DELETE FROM membership WHERE track_id = ?", [result.track.rawValue])
      }
      return .recorded
    }
  }

  /// Records that a changed file still holds the recording it held, so that only its tags were
  /// edited: it is analysed again at once, in the mood it was in.
  package func recordMetadata(
    _ recognition: TrackRecognition
  ) async throws(StoreError) -> RecordOutcome {
    try await write { db in
      guard let waiting = try db.waiting(recognition.track, for: recognition.identity) else {
        return .stale
      }
      guard waiting.content == Data(recognition.content.bytes),
        waiting.model == recognition.model.rawValue
      else { return .needsAnalysis }
      try db.run(
        """
        UPDATE track SET state = 'analysed', reason = NULL, strikes = 0, in_flight = 0
          WHERE id = ?
        """, [recognition.track.rawValue])
      try db.describe(recognition.track, recognition.metadata, seconds: recognition.seconds)
      return .recorded
    }
  }

  /// Records that a new file is `survivor`'s, which was found at another path by its recording: a
  /// move across file systems. The survivor takes the newcomer's path and identity and keeps its
  /// number and mood; the newcomer's row is removed.
  ///
  /// Whether the survivor's own file is really gone is for the caller to find out.
  package func reunite(
    _ survivor: TrackID, with newcomer: TrackRecognition
  ) async throws(StoreError) -> RecordOutcome {
    try await write { [now] db in
      guard try db.waiting(newcomer.track, for: newcomer.identity) != nil,
        survivor != newcomer.track,
        let place = try db.row(
          "SELECT directory, name, section FROM track WHERE id = ? AND missing_since IS NULL",
          [newcomer.track.rawValue])
      else { return .stale }
      let former = try db.row(
        """
        SELECT fingerprint, model_version.name FROM track
          JOIN content ON content.id = content_id
          JOIN model_version ON model_version.id = model_version_id WHERE track.id = ?
        """, [survivor.rawValue])
      guard let former, former[0] == Data(newcomer.content.bytes),
        former[1] == newcomer.model.rawValue
      else { return .needsAnalysis }
      try db.run("DELETE FROM track WHERE id = ?", [newcomer.track.rawValue])
      var reconciler = Reconciler(db: db, now: now())
      let path = StoredPath(directory: place[0], name: place[1]).path
      try reconciler.apply(.rebound(survivor, path: path, identity: newcomer.identity))
      try db.run(
        """
        UPDATE track SET state = 'analysed', reason = NULL, strikes = 0, in_flight = 0, section = ?
          WHERE id = ?
        """, [place[2] as String?, survivor.rawValue])
      try db.describe(survivor, newcomer.metadata, seconds: newcomer.seconds)
      return .recorded
    }
  }

  /// Records why a track will not be analysed. It leaves the mood it was in.
  package func recordFailure(_ failure: TrackFailure) async throws(StoreError) -> RecordOutcome {
    try await write { db in
      guard try db.waiting(failure.track, for: failure.identity) != nil else { return .stale }
      try db.settle(failure.track, as: failure.kind, reason: failure.reason)
      if let metadata = failure.metadata {
        try db.describe(failure.track, metadata, seconds: failure.seconds)
      }
      return .recorded
    }
  }
}

extension Database {
  /// How often the moods have been replaced.
  func generation() throws -> Int {
    Int(try integer("SELECT value FROM tally WHERE name = 'generation'") ?? 0)
  }

  /// Writes what a file's tags say; of a section, what its sheet says at this moment comes first.
  func describe(
    _ track: TrackID, _ metadata: TrackMetadata, seconds: Double?
  ) throws {
    let row = try row("SELECT section FROM track WHERE id = ?", [track.rawValue])
    let section = try FileSection(stored: row?[0])
    let metadata = section?.metadata(over: metadata) ?? metadata
    try run(
      """
      UPDATE track SET (seconds, \(TrackMetadata.columns)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        WHERE id = ?
      """,
      [
        seconds, metadata.title, metadata.artist, metadata.album, metadata.albumArtist,
        metadata.genre, metadata.year, metadata.musicBrainzRecordingID,
        metadata.musicBrainzReleaseID, metadata.musicBrainzArtistID, metadata.isrc,
        track.rawValue,
      ])
  }

  /// Puts a track in its mood; the triggers see to the sums. A runner-up that does not live counts
  /// as none.
  func place(
    _ track: TrackID, _ membership: MoodMembership, content: Int64, model: Int64
  ) throws {
    try run(
      """
      INSERT INTO membership
        (track_id, mood_id, content_id, model_version_id, standing,
          confidence, distance, valence, arousal, runner_up_id, formula, part_id)
        VALUES (?1, ?2, ?3, ?4, (SELECT standing FROM track WHERE id = ?1), ?5, ?6, ?7, ?8,
          (SELECT id FROM mood WHERE id = ?9 AND id <> ?2 AND retired = 0), ?10,
          nullif(?11, ?2))
        ON CONFLICT (track_id) DO UPDATE SET
          mood_id = excluded.mood_id, content_id = excluded.content_id,
          model_version_id = excluded.model_version_id, standing = excluded.standing,
          confidence = excluded.confidence, distance = excluded.distance,
          valence = excluded.valence, arousal = excluded.arousal,
          runner_up_id = excluded.runner_up_id, formula = excluded.formula,
          part_id = excluded.part_id
      """,
      [
        track.rawValue, membership.mood.rawValue, content, model, membership.confidence,
        membership.distance, membership.position.valence, membership.position.arousal,
        membership.runnerUp?.rawValue, AffectFusion.version, membership.part?.rawValue,
      ])
  }

  /// Throws `.constraint` unless the mood lives in a space of the model: models never mix.
  func check(_ mood: MoodID, isOf model: Int64) throws {
    let row = try row(
      """
      SELECT 1 FROM mood JOIN mood_space ON mood_space.id = space_id
        WHERE mood.id = ? AND retired = 0 AND model_version_id = ?
      """, [mood.rawValue, model])
    guard row != nil else {
      throw StoreError(
        .constraint, "Mood \(mood.rawValue) is not one of the model that analysed the track.")
    }
  }

  /// Moves the centre of a living mood, or of one merged into it.
  fileprivate func move(_ centroid: Centroid) throws {
    let moved = try changes(
      """
      UPDATE mood SET centroid = ?, weight = ?
        WHERE id = ? AND (retired = 0 OR merged_into IS NOT NULL)
      """,
      [
        try VectorBlob.encode(centroid.vector, "centre of a mood"), centroid.weight,
        centroid.mood.rawValue,
      ])
    guard moved == 1 else {
      throw StoreError(.constraint, "There is no mood \(centroid.mood.rawValue) to move.")
    }
  }
}
