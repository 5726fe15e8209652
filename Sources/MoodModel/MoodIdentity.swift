package import MusicModel

/// What the listener has said about moods, and what that means for tracks and for new clusters.
///
/// A state machine without a store: every verb checks, changes the value and returns the rows to
/// write; a refusal changes nothing. The rows it needs are a `merged_into` and the present
/// `named_by_listener` on each mood, retired ones included, and two tables of track and mood:
/// `pin (track PRIMARY KEY, mood)` and `exclusion (track, mood)`.
///
/// Numbers of moods are never used again, so a merged mood remains known for ever: as what its
/// tracks were, and as what must not come back.
package struct MoodIdentity: Hashable, Sendable {
  /// A row to write.
  package enum Change: Hashable, Sendable {
    /// The name is the listener's from now on.
    case named(MoodID)
    /// The tracks and the number `from` go to `into`.
    case merged(MoodID, into: MoodID)
    case pinned(TrackID, MoodID)
    case unpinned(TrackID)
    case excluded(TrackID, MoodID)
    case readmitted(TrackID, MoodID)
  }

  /// Why a verb was refused, in words for the listener.
  package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownMood(MoodID)
    case sameMood
    case lastMood
    case excludedEverywhere(TrackID)

    package var description: String {
      switch self {
      case .unknownMood(let mood): "There is no mood \(mood.rawValue)."
      case .sameMood: "A mood cannot be merged with itself."
      case .lastMood: "The only mood cannot be merged away."
      case .excludedEverywhere:
        "The track would be left without any mood; let it back into another one first."
      }
    }
  }

  /// The moods that live.
  package private(set) var living: Set<MoodID>
  /// Those with a name of the listener's.
  package private(set) var named: Set<MoodID>
  /// Where merged moods went.
  package private(set) var merged: [MoodID: MoodID]
  /// Tracks that stay where the listener put them.
  package private(set) var pins: [TrackID: MoodID]
  /// Moods that tracks must not be in.
  package private(set) var exclusions: [TrackID: Set<MoodID>]

  /// Takes up what is stored; moods in `living` need no name, and merged ones do not live.
  package init(
    living: Set<MoodID>, named: Set<MoodID> = [], merged: [MoodID: MoodID] = [:],
    pins: [TrackID: MoodID] = [:], exclusions: [TrackID: Set<MoodID>] = [:]
  ) {
    self.living = living
    self.named = named
    self.merged = merged
    self.pins = pins
    self.exclusions = exclusions
  }

  // MARK: - Verbs

  /// The listener names a mood.
  package mutating func rename(_ mood: MoodID) throws(Refusal) -> [Change] {
    let mood = try lives(mood)
    named.insert(mood)
    return [.named(mood)]
  }

  /// Joins one mood to another, whose number and name stay; the name of `former` stays instead when
  /// it is the listener's and the other is not.
  ///
  /// Pins follow. An exclusion from the former mood ends with it: in the joint one the track was
  /// never unwanted.
  package mutating func merge(
    _ former: MoodID, into other: MoodID
  ) throws(Refusal) -> [Change] {
    var (former, other) = (try lives(former), try lives(other))
    guard former != other else { throw .sameMood }
    guard living.count > 1 else { throw .lastMood }
    if named.contains(former), !named.contains(other) { swap(&former, &other) }
    living.remove(former)
    named.remove(former)
    merged[former] = other
    var changes: [Change] = [.merged(former, into: other)]
    for track in exclusions.keys.sorted(by: { $0.rawValue < $1.rawValue })
    where exclusions[track]?.remove(former) != nil {
      if exclusions[track]?.isEmpty ?? false { exclusions[track] = nil }
      changes.append(.readmitted(track, former))
    }
    for track in pins.keys.sorted(by: { $0.rawValue < $1.rawValue })
    where pins[track] == former {
      changes += try pin(track, to: other)
    }
    return changes
  }

  /// The listener puts a track into a mood, where it stays. Ends an exclusion from it.
  package mutating func pin(_ track: TrackID, to mood: MoodID) throws(Refusal) -> [Change] {
    let mood = try lives(mood)
    pins[track] = mood
    return try readmit(track, to: mood) + [.pinned(track, mood)]
  }

  /// The track is placed by its sound again.
  package mutating func unpin(_ track: TrackID) -> [Change] {
    pins.removeValue(forKey: track) == nil ? [] : [.unpinned(track)]
  }

  /// The listener takes a track out of a mood for good. Ends a pin to it.
  package mutating func exclude(_ track: TrackID, from mood: MoodID) throws(Refusal) -> [Change] {
    let mood = try lives(mood)
    let excluded = (exclusions[track] ?? []).union([mood])
    guard !living.isSubset(of: excluded) else { throw .excludedEverywhere(track) }
    exclusions[track] = excluded
    return (pins[track] == mood ? unpin(track) : []) + [.excluded(track, mood)]
  }

  /// Ends an exclusion.
  package mutating func readmit(_ track: TrackID, to mood: MoodID) throws(Refusal) -> [Change] {
    let mood = try lives(mood)
    guard exclusions[track]?.remove(mood) != nil else { return [] }
    if exclusions[track]?.isEmpty ?? false { exclusions[track] = nil }
    return [.readmitted(track, mood)]
  }

  // MARK: - Consequences

  /// The moods that forming anew must keep whatever their size: those the listener named or put
  /// tracks into.
  package var kept: Set<MoodID> { named.union(pins.values.compactMap(resolve)) }

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

  /// The mood a track belongs to, of living ones in the order of their distance from it.
  package func place(_ track: TrackID, nearest moods: [MoodID]) -> MoodID? {
    if let pin = pins[track].flatMap(resolve) { return pin }
    let excluded = exclusions[track] ?? []
    return moods.first { !excluded.contains($0) } ?? moods.first
  }

  /// What becomes of a cluster when moods have been formed anew.
  package enum Fate: Hashable, Sendable {
    /// It is the old mood of this number.
    case continues(MoodID)
    /// It holds what the listener merged into this mood, and is part of it.
    case joins(MoodID)
    /// It gets a new number.
    case isNew
  }

  /// The fate of each cluster: `origins` are the old moods that ``MoodMatch`` found again, `parents`
  /// the mood that most of its tracks were in, as numbers they had before any merge.
  ///
  /// A cluster that nobody recognises and that consists of a merged mood would undo the merge.
  package func fates(origins: [MoodID?], parents: [MoodID?]) -> [Fate] {
    zip(origins, parents).map { origin, parent in
      if let origin = origin.flatMap(resolve) { return .continues(origin) }
      guard let parent, merged[parent] != nil, let heir = resolve(parent) else { return .isNew }
      return .joins(heir)
    }
  }

  private func lives(_ mood: MoodID) throws(Refusal) -> MoodID {
    guard let mood = resolve(mood) else { throw .unknownMood(mood) }
    return mood
  }
}
