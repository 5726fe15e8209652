import Clustering
import LibraryStorage
import MoodModel
import MusicModel

/// The moods at one moment: the centres, whose numbers they are, and the generation results have
/// to be placed with.
struct MoodClusters: Sendable {
  var space: MoodSpace
  var centres: MiniBatchKMeans
  /// The mood of each centre.
  var moods: [MoodID]
  /// For each centre the index of the one it was merged into.
  var parents: [Int?]
  var generation: Int

  /// Where tracks belong among them.
  func placing(_ identity: MoodIdentity) -> MoodPlacing {
    MoodPlacing(centres: centres, moods: moods, parents: parents, identity: identity)
  }
}

/// Forms the moods anew from every analysed track, starting from the ones there are.
///
/// Two passes over the stored analyses: the first fits the space where it has to be fitted, the
/// second projects. What stays in memory is one point a track.
struct MoodFormation {
  /// What forming came to; the store makes it last.
  struct Result {
    var space: MoodSpace
    var centres: MiniBatchKMeans
    /// The mood of each centre; nil for a new one.
    var moods: [MoodID?]
    /// For each centre the index of the one it is merged into.
    var parents: [Int?]
    var memberships: [TrackID: DraftMembership]
  }

  let store: LibraryStore
  let model: ModelVersion
  let policy: MoodClustering
  /// The shipped space of the form; nil when there is none.
  let prior: MoodSpace?
  /// The form that the listener chose.
  let spaceForm: MoodSpace.Form
  /// The moods so far; nil the first time.
  let former: MoodClusters?
  /// Centres that stay however small they are: those of moods that the listener has named, merged or
  /// pinned tracks to.
  let kept: Set<Int>
  /// The moods that the listener named, living or not.
  let named: Set<MoodID>
  /// What the listener has said.
  let identity: MoodIdentity
  /// The moods that tracks were held by before other networks heard them; empty most of the time.
  let formerPlaces: [TrackID: MoodID]
  /// True when the space is to be fitted anew whether or not the library has outgrown it.
  let isRefit: Bool

  /// Forms the moods; nil while there are too few tracks to fit any space, and when the task has
  /// been cancelled.
  ///
  /// Takes seconds for a large library, and so runs on no actor: questions are answered meanwhile.
  @concurrent
  func form(_ aim: MoodReform.Aim, trackCount: Int) async throws(StoreError) -> Result? {
    guard let space = try await space(forTrackCount: trackCount), !Task.isCancelled else {
      return nil
    }
    var library = try await project(into: space)
    guard !Task.isCancelled else { return nil }
    // In another space the old moods are where their tracks are.
    var start = Start(
      centres: former.map { $0.space == space } ?? true ? former?.centres : moved(library),
      moods: former?.moods ?? [], parents: former?.parents ?? [], kept: kept)
    start.callBack(&library, identity: identity, named: named)
    let reform = MoodReform(
      policy: policy, seed: policy.seed(for: model),
      startsOver: start.parents.allSatisfy { $0 == nil }, isCancelled: { Task.isCancelled })
    let outcome = reform.form(
      library.points, aim: aim, from: start.centres, former: library.former, keeping: start.kept)
    guard let outcome, !Task.isCancelled else { return nil }
    var isJoining = false
    if case .join = aim { isJoining = true }
    let parents = MoodLineage.parents(
      origins: outcome.origins, former: start.parents,
      labels: outcome.assignments.map(\.cluster), held: library.former, emerged: isJoining)
    let moods = outcome.origins.map { $0.map { start.moods[$0] } }
    let placing = MoodPlacing(
      centres: outcome.centres, moods: moods, parents: parents, identity: identity)
    return Result(
      space: space, centres: outcome.centres, moods: moods, parents: parents,
      memberships: memberships(in: library) { row in
        placing.place(
          library.tracks[row], at: Array(library.points[row]), assigned: outcome.assignments[row])
      })
  }

  /// The moods as they are, with every track held by the centre that holds it, but merged as
  /// `parents` and ``identity`` have it now: what a merge comes to. Nil when the task has been
  /// cancelled, and without moods.
  @concurrent
  func regrouped(by parents: [Int?]) async throws(StoreError) -> Result? {
    guard let former else { return nil }
    let library = try await project(into: former.space)
    guard !Task.isCancelled else { return nil }
    let placing = MoodPlacing(
      centres: former.centres, moods: former.moods, parents: parents, identity: identity)
    return Result(
      space: former.space, centres: former.centres, moods: former.moods, parents: parents,
      memberships: memberships(in: library) { row in
        placing.place(
          library.tracks[row], at: Array(library.points[row]), label: library.former[row])
      })
  }

  private func memberships(
    in library: ProjectedLibrary, _ place: (Int) -> MoodPlacing.Place?
  ) -> [TrackID: DraftMembership] {
    var memberships: [TrackID: DraftMembership] = [:]
    memberships.reserveCapacity(library.tracks.count)
    for (row, track) in library.tracks.enumerated() {
      memberships[track] = place(row).map { DraftMembership($0, library.positions[row]) }
    }
    return memberships
  }

  /// The old moods in another space: each where its tracks are, a mood of pinned tracks alone where
  /// those are, and a merged one without any where it was merged into, where it is in nobody's way.
  private func moved(_ library: ProjectedLibrary) -> MiniBatchKMeans? {
    guard let former else { return nil }
    let inhabited = Set(library.former.compactMap(\.self))
    let labels = zip(library.former, library.pinned).map { held, pin in
      held ?? pin.flatMap { inhabited.contains($0) ? nil : $0 }
    }
    var centres = MiniBatchKMeans(
      means: library.points, labels: labels, count: former.centres.k)
    let placing = former.placing(identity)
    for part in former.parents.indices where former.parents[part] != nil {
      guard let moved = centres, moved.counts[part] == 0 else { continue }
      let heir = Array(moved.centres[placing.mood(ofPart: part)])
      centres?.apply(CentreChange(cluster: part, centre: heir, count: 0))
    }
    return centres
  }

  /// Looks for a mood among the newest tracks that is none yet; see ``EmergingCluster``.
  ///
  /// Tracks come in the order of their numbers, the newest last. A large library is sampled, so that
  /// memory holds no more than `sampleLimit` points of either kind.
  @concurrent
  func search(trackCount: Int) async throws(StoreError) -> EmergingCluster? {
    guard let former, former.space.model == model else { return nil }
    let newest = trackCount - policy.recentCount(forTrackCount: trackCount)
    let (recentStride, formerStride) = (
      (trackCount - newest) / Self.sampleLimit + 1, newest / Self.sampleLimit + 1
    )
    var recent = PointMatrix(dimension: former.space.dimension)
    var past = PointMatrix(dimension: former.space.dimension)
    var index = 0
    try await store.forEachAnalysis(by: model) { tracks in
      for track in tracks {
        defer { index += 1 }
        let isRecent = index >= newest
        guard index.isMultiple(of: isRecent ? recentStride : formerStride),
          !identity.dismissed.contains(track.id),
          let point = try? former.space.project(track.features)
        else { continue }
        if isRecent { recent.append(point) } else { past.append(point) }
      }
    }
    guard !Task.isCancelled else { return nil }
    return EmergingCluster.find(
      among: recent, after: past, besides: former.centres,
      minimum: policy.emergingSize(forTrackCount: trackCount) / recentStride,
      seed: policy.seed(for: model))
  }

  private static let sampleLimit = 8_000

  /// The space in use, or else the prior, unless it is of another model or form, or the library has
  /// outgrown it.
  private func space(forTrackCount count: Int) async throws(StoreError) -> MoodSpace? {
    let standing = [isRefit ? nil : former?.space, prior].compactMap(\.self).first {
      $0.model == model && $0.form == spaceForm && !$0.isOutgrown(byTrackCount: count)
    }
    if let standing { return standing }
    var fitter: MoodSpaceFitter?
    try await store.forEachAnalysis(by: model) { tracks in
      for track in tracks {
        if fitter == nil {
          fitter = MoodSpaceFitter(
            model: model, embeddingLength: track.features.embedding.values.count)
        }
        guard !identity.dismissed.contains(track.id) else { continue }
        // A track that does not fit is left out here and when it is placed.
        try? fitter?.add(track.features.embedding, track.features.affect)
      }
    }
    return (try? fitter?.fitted(spaceForm, origin: .library)) ?? former?.space ?? prior
  }

  /// Every analysed track in a space, but for those that the listener wants in no mood.
  struct ProjectedLibrary {
    var points: PointMatrix
    var tracks: [TrackID] = []
    var positions: [ValenceArousal] = []
    /// The index of each track's mood among the former ones; nil for a track without one, and for
    /// one that is there because the listener said so and not for its sound.
    var former: [Int?] = []
    /// The index of the mood that each track was pinned to.
    var pinned: [Int?] = []
    /// The mood that each track was held by before other networks heard it, unless that has been
    /// found again.
    var waiting: [MoodID?] = []
  }

  private func project(into space: MoodSpace) async throws(StoreError) -> ProjectedLibrary {
    let indices = Dictionary(
      (former?.moods ?? []).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let places = indices.isEmpty ? [:] : try await store.places()
    var library = ProjectedLibrary(points: PointMatrix(dimension: space.dimension))
    var fusion = TrackFusion()
    try await store.forEachAnalysis(by: model) { batch in
      for track in batch {
        guard !identity.dismissed.contains(track.id),
          let point = try? space.project(track.features)
        else { continue }
        library.points.append(point)
        library.tracks.append(track.id)
        library.positions.append(fusion.position(of: track))
        let held = places[track.id].flatMap { indices[$0] }
        library.former.append(identity.concerns(track.id) ? nil : held)
        library.pinned.append(identity.pins[track.id].flatMap { indices[$0] })
        library.waiting.append(formerPlaces[track.id].flatMap { indices[$0] == nil ? $0 : nil })
      }
    }
    return library
  }
}

extension DraftMembership {
  /// Places a track among moods that are about to be stored.
  init(_ place: MoodPlacing.Place, _ position: ValenceArousal) {
    self.init(
      draft: place.mood, confidence: place.confidence, distance: place.distance,
      position: position, runnerUp: place.runnerUp, part: place.part)
  }
}
