import ControlProtocol
import LibraryStorage
import Logging
import MoodModel
import MusicModel

/// What the listener says of moods and tracks: merges, pins and exclusions.
///
/// Each verb is tried on a copy of what was said before; only when the store has it, with all that
/// follows from it, does it hold here too.
extension MoodService {
  /// Why a verb failed.
  enum VerbFailure: Error {
    case refused(MoodIdentity.Refusal)
    /// There are no moods in use: too few tracks, or another model is listening to them all anew.
    case noMoods
    /// The daemon is about to stop.
    case stopping
    case store(StoreError)
  }

  /// What the listener says about tracks.
  enum Word: Sendable {
    case pin(MoodID)
    case unpin
    /// Out of one mood, or of all.
    case exclude(MoodID?)
    /// Back into one mood, or into all.
    case include(MoodID?)
  }

  /// Joins `former` to `heir`; answers the joint mood.
  func merge(_ former: MoodID, into heir: MoodID) async throws(VerbFailure) -> Mood {
    try await regroup(answering: heir) { (identity) throws(MoodIdentity.Refusal) in
      try identity.merge(former, into: heir)
    }
  }

  /// Undoes the merge of a mood, which lives again under its number and name, and under its slug
  /// unless another mood has that now.
  func unmerge(_ mood: MoodID) async throws(VerbFailure) -> Mood {
    try await regroup(answering: mood) { (identity) throws(MoodIdentity.Refusal) in
      try identity.unmerge(mood)
    }
  }

  /// Applies `word` to each of `tracks`, or to none; answers for how many that changed anything.
  func say(_ word: Word, of tracks: [TrackID]) async throws(VerbFailure) -> Int {
    try await attempt { () async throws(StoreError) in
      guard let clusters else { return .failure(.noMoods) }
      var next = identity
      var changes: [MoodIdentity.Change] = []
      var concerned: [TrackID] = []
      do throws(MoodIdentity.Refusal) {
        for track in tracks where !concerned.contains(track) {
          let saying = try next.apply(word, to: track)
          changes += saying
          if !saying.isEmpty { concerned.append(track) }
        }
      } catch {
        return .failure(.refused(error))
      }
      try await store.write(
        changes, placing: try await places(of: concerned, next, clusters),
        generation: clusters.generation)
      identity = next
      await journal.note(.library, .moods)
      return .success(concerned.count)
    }
  }

  // MARK: - What follows

  /// Where analysed tracks belong once `identity` holds; nil for those that belong nowhere.
  private func places(
    of tracks: [TrackID], _ identity: MoodIdentity, _ clusters: MoodClusters
  ) async throws(StoreError) -> [TrackID: MoodMembership?] {
    let placing = clusters.placing(identity)
    var fusion = TrackFusion()
    var places: [TrackID: MoodMembership?] = [:]
    for track in try await store.analyses(of: tracks, by: clusters.space.model) {
      guard let point = try? clusters.space.project(track.features) else { continue }
      let position = fusion.position(of: track)
      places[track.id] = .some(
        placing.place(track.id, at: point).map { MoodMembership($0, position, in: clusters.moods) })
    }
    return places
  }

  /// Has every track follow a change of which moods are merged.
  private func regroup(
    answering mood: MoodID,
    _ verb: (inout MoodIdentity) throws(MoodIdentity.Refusal) -> Void
  ) async throws(VerbFailure) -> Mood {
    try await attempt { () async throws(StoreError) in
      guard let clusters else { return .failure(.noMoods) }
      let former = identity
      do throws(MoodIdentity.Refusal) {
        try verb(&identity)
      } catch {
        return .failure(.refused(error))
      }
      do throws(StoreError) {
        let parents = clusters.moods.map { mood in
          identity.merged[mood].flatMap { clusters.moods.firstIndex(of: $0) }
        }
        guard let result = try await formation().regrouped(by: parents) else {
          identity = former
          return .failure(.stopping)
        }
        try await replace(result, loyalty: nil)
      } catch {
        identity = former
        throw error
      }
      guard let found = try await store.moods().first(where: { $0.id == mood }) else {
        return .failure(.refused(.unknownMood(mood)))
      }
      logger.info("moods regrouped", metadata: ["mood": "\(found.slug)"])
      return .success(found)
    }
  }

  /// Runs a verb that may be refused, alone.
  private func attempt<Value: Sendable>(
    _ body: () async throws(StoreError) -> Result<Value, VerbFailure>
  ) async throws(VerbFailure) -> Value {
    let outcome: Result<Value, VerbFailure>
    do throws(StoreError) {
      outcome = try await alone(body)
    } catch {
      throw .store(error)
    }
    return try outcome.get()
  }
}

extension MoodIdentity {
  /// Applies one word to one track.
  fileprivate mutating func apply(
    _ word: MoodService.Word, to track: TrackID
  ) throws(Refusal) -> [Change] {
    switch word {
    case .pin(let mood): try pin(track, to: mood)
    case .unpin: unpin(track)
    case .exclude(let mood?): try exclude(track, from: mood)
    case .exclude(nil): dismiss(track)
    case .include(let mood?): readmit(track, to: mood)
    case .include(nil): readmit(track)
    }
  }
}

extension MoodMembership {
  /// A place among `moods`, the numbers of the centres.
  init(_ place: MoodPlacing.Place, _ position: ValenceArousal, in moods: [MoodID]) {
    self.init(
      mood: moods[place.mood], confidence: place.confidence, distance: place.distance,
      position: position, runnerUp: place.runnerUp.map { moods[$0] },
      part: place.part == place.mood ? nil : moods[place.part])
  }
}
