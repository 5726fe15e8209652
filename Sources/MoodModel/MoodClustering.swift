package import MusicModel

/// The policy of clustering: how many moods, when to look for more, which are too small.
///
/// Pure and in one place; the daemon asks and obeys.
package struct MoodClustering: Hashable, Sendable {
  /// What to do with the clusters now.
  package enum Plan: Hashable, Sendable {
    /// Nothing beyond the online steps.
    case keep
    /// Cluster everything anew from the moods there are, with this many in all (which may be as
    /// many as now: they are then only polished).
    case grow(to: Int)
    /// Cluster for the first time, into this many moods.
    case initial(Int)
  }

  /// The most moods there may be, as configured; at least 1.
  package let maximumMoods: Int

  /// Takes the configured maximum; 24 by default.
  package init(maximumMoods: Int = 24) { self.maximumMoods = max(maximumMoods, 1) }

  /// How many moods a library of `trackCount` analysed tracks should have: √(n/2), at least 2 from
  /// 8 tracks on (1 below), at most ``maximumMoods``, reached at 1,152 tracks.
  ///
  /// The seam: the square root is a rule of thumb that knows nothing of the music. Choosing the
  /// largest k whose clusterings of half the library agree will take its place, here and nowhere
  /// else.
  package func moodCount(forTrackCount trackCount: Int) -> Int {
    guard trackCount > 0 else { return 0 }
    guard trackCount >= 8 else { return 1 }
    let rule = (Double(trackCount) / 2).squareRoot().rounded()
    return min(max(Int(rule), 2), maximumMoods)
  }

  /// What to do when a library that was last clustered at `lastClusteredCount` tracks, and has
  /// `currentMoods` moods, is now of `trackCount` tracks.
  ///
  /// Clusters again when the library has grown by half, or the rule asks for more moods than it did
  /// then. The rule is compared with itself and not with the moods there are, of which some may
  /// have been merged as too small: they would be asked for again for ever. Moods never become
  /// fewer because of the plan: tracks that leave do not take a mood's name with them.
  package func plan(
    trackCount: Int, lastClusteredCount: Int, currentMoods: Int
  ) -> Plan {
    guard trackCount > 0 else { return .keep }
    let wanted = moodCount(forTrackCount: trackCount)
    guard currentMoods > 0 else { return .initial(wanted) }
    let hasGrownByHalf = 2 * trackCount >= 3 * lastClusteredCount
    let rulesForMore = wanted > max(moodCount(forTrackCount: lastClusteredCount), currentMoods)
    return hasGrownByHalf || rulesForMore ? .grow(to: max(wanted, currentMoods)) : .keep
  }

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
