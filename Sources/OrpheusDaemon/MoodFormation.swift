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
  var generation: Int
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
    /// For each centre the index of the old centre it came from; nil for a new mood.
    var origins: [Int?]
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
  /// Centres that stay however small they are: those of moods that the listener named.
  let kept: Set<Int>
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
    let library = try await project(into: space)
    guard !Task.isCancelled else { return nil }
    // In another space the old moods are where their tracks are.
    let start =
      former.map { $0.space == space } ?? true
      ? former?.centres
      : MiniBatchKMeans(
        means: library.points, labels: library.former, count: former?.centres.k ?? 0)
    let outcome = MoodReform(policy: policy, seed: policy.seed(for: model)).form(
      library.points, aim: aim, from: start, former: library.former, keeping: kept)
    guard let outcome, !Task.isCancelled else { return nil }

    var memberships: [TrackID: DraftMembership] = [:]
    memberships.reserveCapacity(library.tracks.count)
    for (row, assignment) in outcome.assignments.enumerated() {
      memberships[library.tracks[row]] = DraftMembership(assignment, library.positions[row])
    }
    return Result(
      space: space, centres: outcome.centres, origins: outcome.origins, memberships: memberships)
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
          let point = try? former.space.project(track.embedding, track.affect)
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
          fitter = MoodSpaceFitter(model: model, embeddingLength: track.embedding.values.count)
        }
        // A track that does not fit is left out here and when it is placed.
        try? fitter?.add(track.embedding, track.affect)
      }
    }
    return (try? fitter?.fitted(spaceForm, origin: .library)) ?? former?.space ?? prior
  }

  /// Every analysed track in a space.
  private struct ProjectedLibrary {
    var points: PointMatrix
    var tracks: [TrackID] = []
    var positions: [ValenceArousal] = []
    /// The index of each track's mood among the former ones; nil for a track without one.
    var former: [Int?] = []
  }

  private func project(into space: MoodSpace) async throws(StoreError) -> ProjectedLibrary {
    let indices = Dictionary(
      (former?.moods ?? []).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let places = indices.isEmpty ? [:] : try await store.places()
    var library = ProjectedLibrary(points: PointMatrix(dimension: space.dimension))
    var fusion = TrackFusion()
    try await store.forEachAnalysis(by: model) { batch in
      for track in batch {
        guard let point = try? space.project(track.embedding, track.affect) else { continue }
        library.points.append(point)
        library.tracks.append(track.id)
        library.positions.append(fusion.position(of: track))
        library.former.append(places[track.id].flatMap { indices[$0] })
      }
    }
    return library
  }
}

extension DraftMembership {
  /// Places a track by its assignment to the centres.
  init(_ assignment: Assignment, _ position: ValenceArousal) {
    self.init(
      draft: assignment.cluster, confidence: assignment.confidence,
      distance: assignment.distance, position: position, runnerUp: assignment.secondCluster)
  }
}
