package import Clustering
package import MusicModel

/// Where tracks belong: by the nearest centre, and by what the listener has said.
///
/// A merged mood is the union of its centres: each keeps its own place, and whatever is nearest to
/// any of them is of the mood they were merged into. One centre in their middle would be wrong: it
/// lies where none of their music does, takes tracks from the moods between them and loses its own
/// to those around. It could not be undone either.
///
/// Pins and exclusions say where a track belongs and not where music lies: centres are means of the
/// tracks that *sound* like them. A pinned track far away would drag its mood's centre, and with it
/// tracks nobody spoke of, from where the listener knows the mood; one near by is nearest anyway.
package struct MoodPlacing: Sendable {
  /// A track's place; moods are indices of centres.
  package struct Place: Hashable, Sendable {
    /// The centre that the track is held by.
    package var part: Int
    /// The mood it belongs to: the part itself, or what that was merged into.
    package var mood: Int
    package var confidence: Float
    /// The Euclidean distance to the centre of the part.
    package var distance: Float
    /// The nearest other mood; nil when there is none that the track may be in, or the listener has
    /// left no doubt.
    package var runnerUp: Int?
  }

  package let centres: MiniBatchKMeans
  private let identity: MoodIdentity
  /// The index of each mood that has a number.
  private let indices: [MoodID: Int]
  /// For each centre, itself and the moods it was merged into one after the other.
  private let chains: [[Int]]
  private let hasMerges: Bool

  /// `moods` are the numbers of the centres, nil for those of new moods, `parents` the index of the
  /// centre that each was merged into.
  package init(
    centres: MiniBatchKMeans, moods: [MoodID?], parents: [Int?], identity: MoodIdentity
  ) {
    precondition(moods.count == centres.k && parents.count == centres.k, "as many as centres")
    self.centres = centres
    self.identity = identity
    indices = Dictionary(
      moods.enumerated().compactMap { index, mood in mood.map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
    chains = parents.indices.map { index in
      var chain = [index]
      while let next = parents[chain[chain.count - 1]], chain.count <= parents.count {
        chain.append(next)
      }
      return chain
    }
    hasMerges = parents.contains { $0 != nil }
  }

  /// The mood that a centre belongs to.
  package func mood(ofPart part: Int) -> Int { chains[part][chains[part].count - 1] }

  /// The place of a track at `point`; nil for one that the listener wants in no mood, or in none of
  /// those there are.
  ///
  /// `label` is the centre that the track is held by although another may be a little nearer.
  package func place(_ track: TrackID, at point: [Float], label: Int? = nil) -> Place? {
    let isConcerned = identity.concerns(track)
    if !isConcerned, !hasMerges, label == nil { return Place(centres.assign(point)) }
    return place(distances(to: point), label: label, track: isConcerned ? track : nil)
  }

  /// The place of a track whose `assignment` is known already.
  package func place(
    _ track: TrackID, at point: @autoclosure () -> [Float], assigned assignment: Assignment
  ) -> Place? {
    let isConcerned = identity.concerns(track)
    if !isConcerned, !hasMerges { return Place(assignment) }
    return place(
      distances(to: point()), label: assignment.cluster, track: isConcerned ? track : nil)
  }

  /// `track` is nil for one that the listener has said nothing about.
  private func place(_ distances: [Float], label: Int?, track: TrackID?) -> Place? {
    if let track, identity.dismissed.contains(track) { return nil }
    if let pin = track.flatMap({ identity.pins[$0] }).flatMap({ indices[$0] }) {
      let mood = mood(ofPart: pin)
      let family = chains.indices.filter { self.mood(ofPart: $0) == mood }
      let part = nearest(of: family, distances) ?? mood
      return Place(part: part, mood: mood, confidence: 1, distance: distances[part])
    }
    let unwanted = Set(
      track.flatMap { identity.exclusions[$0] }.map { $0.compactMap { indices[$0] } } ?? [])
    let open = chains.indices.filter { unwanted.isDisjoint(with: chains[$0]) }
    let held = label.flatMap { open.contains($0) ? $0 : nil }
    guard let part = held ?? nearest(of: open, distances) else { return nil }
    let mood = mood(ofPart: part)
    let second = nearest(of: open.filter { self.mood(ofPart: $0) != mood }, distances)
    let assignment = Assignment(
      cluster: part, distance: distances[part],
      secondDistance: second.map { distances[$0] } ?? .infinity)
    return Place(
      part: part, mood: mood, confidence: assignment.confidence, distance: assignment.distance,
      runnerUp: second.map { self.mood(ofPart: $0) })
  }

  /// Of equally near ones the first.
  private func nearest(of candidates: [Int], _ distances: [Float]) -> Int? {
    candidates.min { distances[$0] < distances[$1] }
  }

  /// The distance of a point to each centre.
  private func distances(to point: [Float]) -> [Float] {
    let centres = centres.centres
    return (0..<centres.count).map { index in
      centres.values.span.extracting(centres.range(ofRow: index)).squaredDistance(to: point.span)
        .squareRoot()
    }
  }
}

extension MoodPlacing.Place {
  /// A place among moods of which each is a centre.
  fileprivate init(_ assignment: Assignment) {
    self.init(
      part: assignment.cluster, mood: assignment.cluster, confidence: assignment.confidence,
      distance: assignment.distance, runnerUp: assignment.secondCluster)
  }
}
