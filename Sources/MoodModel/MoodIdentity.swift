package import MusicModel

/// What the listener has said about moods and tracks, which outlives every forming of the moods.
///
/// A state machine without a store: every verb checks, changes the value and returns the rows to
/// write; a refusal changes nothing. Nothing that was said is rewritten because of something else
/// that was said later: a pin to a mood that has since been merged is still a pin to that mood, and
/// means the mood it went to. So a merge can be undone as if it had never been.
package struct MoodIdentity: Hashable, Sendable {
  /// A row to write about a track.
  package enum Change: Hashable, Sendable {
    /// The track is of this mood.
    case pinned(TrackID, MoodID)
    /// The track is of no mood.
    case dismissed(TrackID)
    /// Neither of the two any more.
    case unpinned(TrackID)
    /// The track is not of this mood.
    case excluded(TrackID, MoodID)
    /// It may be again.
    case readmitted(TrackID, MoodID)
  }

  /// Why a verb was refused, in words for the listener.
  package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownMood(MoodID)
    case sameMood
    case notMerged(MoodID)

    package var description: String {
      switch self {
      case .unknownMood(let mood): "there is no mood \(mood.rawValue)"
      case .sameMood: "a mood cannot be merged with itself"
      case .notMerged(let mood): "mood \(mood.rawValue) has not been merged into another"
      }
    }
  }

  /// The moods that live. Merged ones do not.
  package private(set) var living: Set<MoodID>
  /// Where merged moods went; the end of each chain lives, unless its moods have to be found again.
  package private(set) var merged: [MoodID: MoodID]
  /// Tracks that stay where the listener put them.
  package private(set) var pins: [TrackID: MoodID]
  /// Tracks that are of no mood.
  package private(set) var dismissed: Set<TrackID>
  /// Moods that tracks must not be in.
  package private(set) var exclusions: [TrackID: Set<MoodID>]

  /// Takes up what is stored. What was said about moods that neither live nor were merged rests.
  package init(
    living: Set<MoodID> = [], merged: [MoodID: MoodID] = [:], pins: [TrackID: MoodID] = [:],
    dismissed: Set<TrackID> = [], exclusions: [TrackID: Set<MoodID>] = [:]
  ) {
    self.living = living
    self.merged = merged
    self.pins = pins
    self.dismissed = dismissed
    self.exclusions = exclusions
  }

  // MARK: - Moods

  /// Joins `former` to `other`, whose number and name stay whoever chose the names.
  package mutating func merge(_ former: MoodID, into other: MoodID) throws(Refusal) {
    try checkLives(former)
    try checkLives(other)
    guard former != other else { throw .sameMood }
    living.remove(former)
    merged[former] = other
  }

  /// Undoes a merge: the mood lives again, with what had been merged into it before.
  package mutating func unmerge(_ mood: MoodID) throws(Refusal) {
    guard merged.removeValue(forKey: mood) != nil else { throw .notMerged(mood) }
    living.insert(mood)
  }

  /// Takes up which moods there are now that they have been formed anew, and for each the index of
  /// the one it was merged into. Merges of moods that are not among them rest.
  package mutating func reform(moods: [MoodID], parents: [Int?]) {
    living = []
    for (mood, parent) in zip(moods, parents) {
      merged[mood] = parent.map { moods[$0] }
      if parent == nil { living.insert(mood) }
    }
  }

  // MARK: - Tracks

  /// The listener puts a track into a mood, where it stays. Ends an exclusion from it.
  package mutating func pin(_ track: TrackID, to mood: MoodID) throws(Refusal) -> [Change] {
    try checkLives(mood)
    let changes = readmit(track, to: mood)
    dismissed.remove(track)
    pins[track] = mood
    return changes + [.pinned(track, mood)]
  }

  /// The track is placed by its sound again.
  package mutating func unpin(_ track: TrackID) -> [Change] {
    pins.removeValue(forKey: track) == nil ? [] : [.unpinned(track)]
  }

  /// The listener takes a track out of a mood for good. Ends a pin to it.
  package mutating func exclude(_ track: TrackID, from mood: MoodID) throws(Refusal) -> [Change] {
    try checkLives(mood)
    exclusions[track, default: []].insert(mood)
    let isPinned = pins[track].flatMap(resolve) == mood
    return (isPinned ? unpin(track) : []) + [.excluded(track, mood)]
  }

  /// The listener takes a track out of all moods there are and will be. Ends a pin.
  package mutating func dismiss(_ track: TrackID) -> [Change] {
    pins[track] = nil
    dismissed.insert(track)
    return [.dismissed(track)]
  }

  /// Ends an exclusion from one mood.
  package mutating func readmit(_ track: TrackID, to mood: MoodID) -> [Change] {
    guard exclusions[track]?.remove(mood) != nil else { return [] }
    if exclusions[track]?.isEmpty ?? false { exclusions[track] = nil }
    return [.readmitted(track, mood)]
  }

  /// Ends every exclusion of a track.
  package mutating func readmit(_ track: TrackID) -> [Change] {
    let moods = (exclusions[track] ?? []).sorted { $0.rawValue < $1.rawValue }
    let isDismissed = dismissed.remove(track) != nil
    return (isDismissed ? [.unpinned(track)] : []) + moods.flatMap { readmit(track, to: $0) }
  }

  // MARK: - Consequences

  /// True when the listener has said something about the track.
  package func concerns(_ track: TrackID) -> Bool {
    pins[track] != nil || exclusions[track] != nil || dismissed.contains(track)
  }

  /// The moods that forming anew must keep whatever their size: both sides of every merge, and those
  /// that tracks were pinned to.
  ///
  /// A merged mood keeps its centre, or there would be nothing to hold its tracks together and
  /// nothing to go back to.
  package var kept: Set<MoodID> {
    Set(merged.keys).union(merged.values).union(pins.values)
  }

  /// The mood that lives under a number: itself, or what it was merged into.
  package func resolve(_ mood: MoodID) -> MoodID? {
    var mood = mood
    // A chain is no longer than the merges there were.
    for _ in 0...merged.count {
      if living.contains(mood) { return mood }
      guard let next = merged[mood] else { return nil }
      mood = next
    }
    return nil
  }

  private func checkLives(_ mood: MoodID) throws(Refusal) {
    guard living.contains(mood) else { throw .unknownMood(mood) }
  }
}
