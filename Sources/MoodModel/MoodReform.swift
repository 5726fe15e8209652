package import Clustering

/// Forms the moods anew from every track's point: what the daemon stores and the simulations run.
///
/// The moods there are are always the start. From it they are polished, joined by new ones, thinned
/// out, and rid of those too small to keep; old moods keep their index in `origins`.
package struct MoodReform: Sendable {
  /// What is asked for.
  package enum Aim: Hashable, Sendable {
    /// As many moods as there are.
    case polish
    /// This many moods, or more if there are more.
    case count(Int)
    /// As many as the music supports.
    case choose
    /// The moods there are and one more, around this point.
    case join([Float])
  }

  /// What came of it.
  package struct Outcome: Sendable {
    package var centres: MiniBatchKMeans
    /// For each centre the index of the old one that it continues; nil for a new mood.
    package var origins: [Int?]
    /// Each point's place.
    package var assignments: [Assignment]
    /// How the number of moods was chosen; nil if it was not.
    package var choice: ClusterCountRule.Choice?
  }

  private let policy: MoodClustering
  private let seed: UInt64
  private let startsOver: Bool
  private let isCancelled: @Sendable () -> Bool

  /// Follows `policy`, all chance being drawn from `seed`. With `startsOver` a clustering from nothing
  /// may take the place of one from the moods there are, where those are found again in it; not for
  /// moods that the listener has merged, for it would cut the music in other places. Forming takes seconds for a large library;
  /// `isCancelled` is asked every now and then whether anybody still waits for it.
  package init(
    policy: MoodClustering, seed: UInt64, startsOver: Bool = true,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.policy = policy
    self.seed = seed
    self.startsOver = startsOver
    self.isCancelled = isCancelled
  }

  /// Forms moods of `points`; nil where there are none, and when cancelled.
  ///
  /// `start` are the centres so far in the space of the points, `former` the index of each point's
  /// mood among them, nil for a point that has none yet. Moods in `keeping`, the listener's, stay
  /// whatever their size.
  package func form(
    _ points: PointMatrix, aim: Aim, from start: MiniBatchKMeans?, former: [Int?] = [],
    keeping: Set<Int> = []
  ) -> Outcome? {
    guard !points.isEmpty else { return nil }
    let former = former.isEmpty ? [Int?](repeating: nil, count: points.count) : former
    let (count, choice) = target(aim, points, current: start?.k)
    guard !isCancelled(),
      var draft = warm(points, aim: aim, count: count, start, former, keeping)
    else { return nil }
    thinOut(&draft, points, former, keeping)
    if isCancelled() { return nil }
    if startsOver, let start, policy.isForming(trackCount: points.count) || aim == .choose {
      retry(&draft, points, start, former, keeping)
    }
    return Outcome(
      centres: draft.centres, origins: draft.origins,
      assignments: draft.centres.assignments(of: points, to: draft.labels), choice: choice)
  }

  /// Centres on their way to an outcome.
  private struct Draft {
    var centres: MiniBatchKMeans
    var origins: [Int?]
    var labels: [Int] = []
  }

  // MARK: - How many

  private func target(
    _ aim: Aim, _ points: PointMatrix, current: Int?
  ) -> (count: Int, choice: ClusterCountRule.Choice?) {
    switch aim {
    case .polish: return (current ?? policy.moodCount(forTrackCount: points.count), nil)
    case .count(let count): return (max(count, current ?? 0), nil)
    case .join: return ((current ?? 0) + 1, nil)
    case .choose:
      let scores = ClusterStability.scores(
        of: points, for: policy.range, seed: seed, isCancelled: isCancelled)
      guard let choice = policy.rule.choose(from: scores, current: current) else {
        return (policy.moodCount(forTrackCount: points.count), nil)
      }
      return (choice.k, choice)
    }
  }

  // MARK: - Where

  private func warm(
    _ points: PointMatrix, aim: Aim, count: Int, _ start: MiniBatchKMeans?, _ former: [Int?],
    _ keeping: Set<Int>
  ) -> Draft? {
    guard let start else {
      return fresh(points, count).map { model in
        settled(Draft(centres: model, origins: model.counts.map { _ in nil }), points, former)
      }
    }
    var draft: Draft
    if case .join(let centre) = aim {
      draft = Draft(centres: start.joined(by: centre), origins: (0..<start.k).map { $0 } + [nil])
      // Not polished: a small mood among large ones goes astray. It grows around its tracks first.
      return settled(draft, points, former, maxSteps: 0)
    } else if count < start.k {
      let (model, kept) = start.shrunk(to: count, points: points, keeping: keeping)
      draft = Draft(centres: model, origins: kept)
    } else if count > start.k {
      let model = start.grown(to: count, points: points, seed: seed)
      draft = Draft(centres: model, origins: (0..<model.k).map { $0 < start.k ? $0 : nil })
    } else {
      draft = Draft(centres: start, origins: (0..<start.k).map { $0 })
    }
    return settled(draft, points, former)
  }

  private func fresh(_ points: PointMatrix, _ count: Int) -> MiniBatchKMeans? {
    MiniBatchKMeans.fit(points, k: count, seed: seed, inits: 16, maxSteps: 50)
  }

  /// Polished with every track that was in a mood loyal to it.
  ///
  /// While the library is small none is: moods are still finding themselves.
  private func settled(
    _ draft: Draft, _ points: PointMatrix, _ former: [Int?], maxSteps: Int = 20
  ) -> Draft {
    let indices = Dictionary(
      uniqueKeysWithValues: draft.origins.enumerated().compactMap { new, old in
        old.map { ($0, new) }
      })
    let loyalty = policy.isForming(trackCount: points.count) ? 0 : policy.loyalty
    var result = draft
    result.labels = result.centres.polish(
      points, from: former.map { $0.flatMap { indices[$0] } }, loyalty: loyalty,
      maxSteps: maxSteps)
    return result
  }

  /// Merges moods that are too small into their neighbours.
  private func thinOut(
    _ draft: inout Draft, _ points: PointMatrix, _ former: [Int?], _ keeping: Set<Int>
  ) {
    let origins = draft.origins
    let kept = Set(origins.indices.filter { origins[$0].map(keeping.contains) ?? false })
    let small = policy.undersized(trackCounts: draft.centres.counts.map { Int($0) }, keeping: kept)
    guard !small.isEmpty, let centres = draft.centres.removing(small) else { return }
    let left = origins.indices.filter { !small.contains($0) }.map { origins[$0] }
    draft = settled(Draft(centres: centres, origins: left), points, former)
  }

  /// Takes a clustering from nothing instead, where the warm start has led to a much worse one than
  /// there could be and no mood of the listener would be lost.
  ///
  /// While the library is small, any better one will do: its moods should not depend on the order
  /// in which its first tracks were found.
  private func retry(
    _ draft: inout Draft, _ points: PointMatrix, _ start: MiniBatchKMeans, _ former: [Int?],
    _ keeping: Set<Int>
  ) {
    let warm = draft.centres
    guard let other = fresh(points, warm.k), other.k == warm.k else { return }
    let tolerance = policy.isForming(trackCount: points.count) ? 1 : policy.inertiaTolerance
    guard warm.inertia(of: points) > tolerance * other.inertia(of: points) else { return }
    let found = MoodMatch().origins(
      of: other.labels(of: points), count: other.k, former: former, formerCount: start.k,
      points: points, keeping: keeping)
    guard keeping.isSubset(of: found.compactMap { $0 }) else { return }
    draft = settled(Draft(centres: other, origins: found), points, former)
  }
}
