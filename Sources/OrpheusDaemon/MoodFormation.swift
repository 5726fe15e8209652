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
  let prior: MoodSpace?
  /// The moods so far; nil the first time.
  let former: MoodClusters?
  /// Centres that stay however small they are: those of moods that the listener named.
  let kept: Set<Int>

  /// Clusters into `count` moods; nil while there are too few tracks to fit any space, and when the
  /// task has been cancelled.
  func form(_ count: Int, trackCount: Int) async throws(StoreError) -> Result? {
    guard let space = try await space(forTrackCount: trackCount), !Task.isCancelled else {
      return nil
    }
    let (points, tracks, positions, start) = try await project(into: space)
    guard !points.isEmpty, !Task.isCancelled else { return nil }

    let seed = policy.seed(for: model)
    var centres =
      start?.grown(to: count, points: points, seed: seed)
      ?? MiniBatchKMeans.fit(points, k: count, seed: seed)
    var origins = (0..<(centres?.k ?? 0)).map { $0 < (start?.k ?? 0) ? $0 : nil }
    let small = policy.undersized(
      trackCounts: centres?.counts.map { Int($0) } ?? [], keeping: kept)
    if !small.isEmpty {
      centres = centres?.removing(small)
      centres?.polish(points)
      origins = origins.indices.filter { !small.contains($0) }.map { origins[$0] }
    }
    guard let centres, !Task.isCancelled else { return nil }

    var memberships: [TrackID: DraftMembership] = [:]
    memberships.reserveCapacity(tracks.count)
    for (row, assignment) in centres.assignments(of: points).enumerated() {
      memberships[tracks[row]] = DraftMembership(assignment, positions[row])
    }
    return Result(space: space, centres: centres, origins: origins, memberships: memberships)
  }

  /// The space in use, unless the library has outgrown it.
  private func space(forTrackCount count: Int) async throws(StoreError) -> MoodSpace? {
    if let space = former?.space ?? prior, space.model == model {
      let hasOutgrown =
        switch space.origin {
        case .prior: count >= MoodSpace.minimumLibraryCount
        case .library: 2 * count >= 3 * space.trackCount
        }
      guard hasOutgrown else { return space }
    }
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
    return (try? fitter?.fitted(origin: .library)) ?? former?.space ?? prior
  }

  /// Every track's point in `space`, and the old centres moved there: each to the mean of the
  /// tracks that are nearest to it in the old space.
  private func project(
    into space: MoodSpace
  ) async throws(StoreError) -> (
    points: PointMatrix, tracks: [TrackID], positions: [ValenceArousal], start: MiniBatchKMeans?
  ) {
    var points = PointMatrix(dimension: space.dimension)
    var tracks: [TrackID] = []
    var positions: [ValenceArousal] = []
    let moves = former.map { $0.space != space } ?? false
    var labels: [Int?] = []
    try await store.forEachAnalysis(by: model) { batch in
      for track in batch {
        guard let point = try? space.project(track.embedding, track.affect) else { continue }
        points.append(point)
        tracks.append(track.id)
        positions.append(track.affect.valenceArousal)
        guard moves, let former else { continue }
        labels.append(
          (try? former.space.project(track.embedding, track.affect))
            .map { former.centres.assign($0).cluster })
      }
    }
    guard moves, let former else { return (points, tracks, positions, former?.centres) }
    let start = MiniBatchKMeans(means: points, labels: labels, count: former.centres.k)
    return (points, tracks, positions, start)
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

extension MiniBatchKMeans {
  /// Centres at the means of labelled points. A label without points gets the mean of all: the
  /// next polish moves it or leaves it empty.
  init?(means points: PointMatrix, labels: [Int?], count: Int) {
    var sums = [[Double]](repeating: .init(repeating: 0, count: points.dimension), count: count)
    var masses = [Double](repeating: 0, count: count)
    var total = [Double](repeating: 0, count: points.dimension)
    for row in 0..<points.count {
      for (index, value) in points[row].enumerated() {
        total[index] += Double(value)
        if let label = labels[row] { sums[label][index] += Double(value) }
      }
      if let label = labels[row] { masses[label] += 1 }
    }
    var centres = PointMatrix(dimension: points.dimension)
    for label in 0..<count {
      let (sum, mass) =
        masses[label] > 0 ? (sums[label], masses[label]) : (total, Double(points.count))
      centres.append(sum.map { Float($0 / max(mass, 1)) })
    }
    self.init(centres: centres, counts: masses)
  }
}
