package import Clustering
package import MusicModel

/// The policy of clustering: how many moods, when to look for more, which are too small.
///
/// Pure and in one place; the daemon asks and obeys.
package struct MoodClustering: Hashable, Sendable {
  /// What to do with the clusters now.
  package enum Plan: Hashable, Sendable {
    /// Nothing beyond the online steps.
    case keep
    /// Cluster for the first time, into this many moods.
    case initial(Int)
    /// Cluster everything anew from the moods there are, with this many in all (which may be as
    /// many as now: they are then only polished).
    case grow(to: Int)
    /// Cluster everything anew from the moods there are, with as many as the music supports.
    case choose
    /// Look for a new mood among the newest tracks, and let it join.
    case search
  }

  /// The most moods there may be, as configured; at least 1.
  package let maximumMoods: Int
  /// How the number of moods is chosen once the library is large enough to tell.
  package let rule: ClusterCountRule
  /// By how much nearer another mood has to be for a track to leave its own: a tenth.
  package let loyalty: Float
  /// After how many tracks added to a mood its former tracks weigh half: `[tracks]`.
  ///
  /// Between two polishes only. Without it a mood of a hundred thousand tracks would not move for
  /// any that come.
  package let halfLife: Double
  /// How much more inertia the moods may have than ones formed from nothing, before stability is
  /// worth less than sense.
  package let inertiaTolerance = 1.02

  /// Takes the configured maximum; 24 by default.
  package init(
    maximumMoods: Int = 24, rule: ClusterCountRule = ClusterCountRule(), loyalty: Float = 0.1,
    halfLife: Double = 10_000
  ) {
    self.maximumMoods = max(maximumMoods, 1)
    self.rule = rule
    self.loyalty = max(loyalty, 0)
    self.halfLife = max(halfLife, 1)
  }

  /// The numbers of moods to choose among: 6…24, or fewer where fewer are configured.
  package var range: ClosedRange<Int> { min(6, maximumMoods)...maximumMoods }

  /// The size below which the library is still finding its moods: halves of it are too small to
  /// compare, no mood has been lived with for long, and a better clustering is welcome.
  package static let formingLimit = 200

  /// True below ``formingLimit``.
  package func isForming(trackCount: Int) -> Bool { trackCount < Self.formingLimit }

  /// How many moods a library of `trackCount` analysed tracks should have while it is too small for
  /// the number to be chosen by stability: √(n/2), at least 2 from 8 tracks on (1 below), and 10,
  /// the value at ``formingLimit``, at most.
  package func moodCount(forTrackCount trackCount: Int) -> Int {
    guard trackCount > 0 else { return 0 }
    guard trackCount >= 8 else { return 1 }
    let rule = (Double(min(trackCount, Self.formingLimit)) / 2).squareRoot().rounded()
    return min(max(Int(rule), 2), maximumMoods)
  }

  /// What to do when a library that was last clustered at `lastClusteredCount` tracks, and has
  /// `currentMoods` moods, is now of `trackCount` tracks.
  ///
  /// Clusters again when the library has grown by half or has become large enough for its moods to
  /// be chosen, or, before that, when the rule of thumb asks for more moods than it did then. The
  /// rule is compared with itself and not with the moods there are, of which some may have been
  /// merged as too small: they would be asked for again for ever. Moods never become fewer because
  /// tracks leave: they do not take a mood's name with them.
  package func plan(
    trackCount: Int, lastClusteredCount: Int, currentMoods: Int
  ) -> Plan {
    guard trackCount > 0 else { return .keep }
    let hasGrownByHalf = 2 * trackCount >= 3 * lastClusteredCount
    guard isForming(trackCount: trackCount) else {
      let isDue = hasGrownByHalf || isForming(trackCount: lastClusteredCount) || currentMoods == 0
      return isDue ? .choose : .keep
    }
    let wanted = moodCount(forTrackCount: trackCount)
    guard currentMoods > 0 else { return .initial(wanted) }
    let rulesForMore = wanted > max(moodCount(forTrackCount: lastClusteredCount), currentMoods)
    return hasGrownByHalf || rulesForMore ? .grow(to: max(wanted, currentMoods)) : .keep
  }

  // MARK: - New moods between two choices

  /// How many of the newest tracks are searched for a new mood: a tenth of the library.
  ///
  /// A window and not what came since the moods were last formed: forming would hide the beginning
  /// of a mood from the search for its end.
  package func recentCount(forTrackCount trackCount: Int) -> Int { trackCount / 10 }

  /// How many recent tracks make a new mood: one in a hundred of the library, 8 at least.
  package func emergingSize(forTrackCount trackCount: Int) -> Int { max(8, trackCount / 100) }

  /// What to do once no more tracks are coming for now.
  ///
  /// After a tenth of the library is new, everything is clustered again from the moods there are;
  /// before that a new mood is looked for whenever `restedCount`, the tracks when last something was
  /// done at rest, is exceeded by an eighth of what would make one. In a small library the tenth
  /// counts from there too: what was formed while it was still being found is not to last.
  package func planAtRest(
    trackCount: Int, lastClusteredCount: Int, restedCount: Int, currentMoods: Int
  ) -> Plan {
    let last = isForming(trackCount: trackCount) ? restedCount : lastClusteredCount
    if trackCount >= last + max(1, last / 10) {
      let plan = plan(
        trackCount: trackCount, lastClusteredCount: lastClusteredCount, currentMoods: currentMoods)
      guard case .keep = plan else { return plan }
      return currentMoods > 0 ? .grow(to: currentMoods) : .keep
    }
    let isSearchDue =
      8 * (trackCount - restedCount) >= emergingSize(forTrackCount: trackCount)
      && !isForming(trackCount: trackCount) && (1..<maximumMoods).contains(currentMoods)
    return isSearchDue ? .search : .keep
  }

  // MARK: - Small moods

  /// The fewest tracks a mood may hold: 2, or one in 200 of the library.
  package func minimumMoodSize(forTrackCount trackCount: Int) -> Int {
    max(2, trackCount / 200)
  }

  /// The moods to merge into their neighbours, as indices into `trackCounts`.
  ///
  /// Those below the minimum size and not in `keeping` (the moods the listener named). The largest
  /// mood always stays.
  package func undersized(trackCounts: [Int], keeping: Set<Int> = []) -> Set<Int> {
    let minimum = minimumMoodSize(forTrackCount: trackCounts.reduce(0, +))
    let largest = trackCounts.indices.max { trackCounts[$0] < trackCounts[$1] }
    return Set(
      trackCounts.indices.filter {
        trackCounts[$0] < minimum && $0 != largest && !keeping.contains($0)
      })
  }

  /// The seed of every clustering of embeddings made by `model`: the same library gives the same
  /// moods on every machine and on every day.
  package func seed(for model: ModelVersion) -> UInt64 { fnv1a(model.rawValue.utf8) }
}
