package import SystemPackage

/// Where a track stands on its way from a file to a mood.
package enum TrackState: String, Sendable, Codable, CaseIterable {
  /// Seen, waiting for the worker.
  case pending
  /// Analysed and in a mood.
  case analysed
  /// The file could not be read or decoded; the reason is recorded.
  case failed
  /// Reading the file killed or stalled a worker; it is left alone until it changes.
  case quarantined
  /// Left out on purpose: shorter or longer than the configured bounds.
  case skipped
  /// The file is gone; kept so that its return costs nothing.
  case missing
}

/// A track's place in a mood.
package struct MoodMembership: Hashable, Sendable, Codable {
  package var mood: MoodID
  /// How clearly the track belongs, 0…1: the margin between the nearest and the second-nearest
  /// centroid. 0 lies half-way between two moods.
  package var confidence: Float
  /// Distance to the centroid in mood space.
  package var distance: Float
  package var position: ValenceArousal
  /// The mood with the second-nearest centroid; nil when there is only one mood.
  package var runnerUp: MoodID?
  /// The mood whose centroid it is nearest to, where that was merged into ``mood``; nil when it is
  /// the mood's own. Not among what is read with a track.
  package var part: MoodID?

  /// Places a track in `mood`.
  package init(
    mood: MoodID, confidence: Float, distance: Float, position: ValenceArousal,
    runnerUp: MoodID? = nil, part: MoodID? = nil
  ) {
    self.mood = mood
    self.confidence = confidence
    self.distance = distance
    self.position = position
    self.runnerUp = runnerUp
    self.part = part
  }

  /// The track's soft assignment: wholly to its mood when it lies on the centroid, half and half
  /// when it lies between two.
  package var shares: [MoodShare] {
    guard let runnerUp, runnerUp != mood else { return [MoodShare(mood: mood, share: 1)] }
    let first = (1 + Double(confidence)) / 2
    return [MoodShare(mood: mood, share: first), MoodShare(mood: runnerUp, share: 1 - first)]
  }
}

/// One file of music as Orpheus knows it.
package struct Track: Hashable, Sendable {
  package var id: TrackID
  /// Its file's path, or the address of a section: see ``FileSection``.
  package var path: FilePath
  package var state: TrackState
  /// Why the track failed, was quarantined or skipped; nil otherwise.
  package var reason: String?
  package var metadata: TrackMetadata
  /// Length in seconds; nil before the first analysis.
  package var seconds: Double?
  /// Nil until analysed.
  package var membership: MoodMembership?
  /// The part of a file that it is; nil for the whole of it.
  package var section: FileSection?

  /// Gathers one row of the library.
  package init(
    id: TrackID, path: FilePath, state: TrackState, reason: String? = nil,
    metadata: TrackMetadata, seconds: Double? = nil, membership: MoodMembership? = nil,
    section: FileSection? = nil
  ) {
    self.id = id
    self.path = path
    self.state = state
    self.reason = reason
    self.metadata = metadata
    self.seconds = seconds
    self.membership = membership
    self.section = section
  }

  /// The file it is in, or is.
  package var file: FilePath { section == nil ? path : path.sectionAddress?.file ?? path }
}
