package import MusicModel

/// A track that has been analysed, ready to be recorded.
package struct TrackResult: Sendable {
  /// Where the analysis comes from.
  package enum Source: Sendable {
    /// The models have just run.
    case inferred(TrackAnalysis)
    /// The store has an analysis of the same recording by this model.
    case shared(ModelVersion)
  }

  /// Where the track belongs, and what it did to the mood's centre.
  package struct Placement: Sendable {
    package var membership: MoodMembership
    /// The mood's centre with this track in it; nil to leave it as it is.
    package var centroid: Centroid?
    /// The ``MoodCentres/generation`` this was computed with.
    package var generation: Int

    /// Gathers one placement.
    package init(membership: MoodMembership, centroid: Centroid?, generation: Int) {
      self.membership = membership
      self.centroid = centroid
      self.generation = generation
    }
  }

  package var track: TrackID
  /// The version of the file that was analysed.
  package var identity: FileIdentity
  package var content: ContentID
  package var metadata: TrackMetadata
  /// Length in seconds.
  package var seconds: Double
  package var source: Source
  /// Nil while there are no moods.
  package var placement: Placement?

  /// Gathers one result.
  package init(
    track: TrackID, identity: FileIdentity, content: ContentID, metadata: TrackMetadata,
    seconds: Double, source: Source, placement: Placement?
  ) {
    self.track = track
    self.identity = identity
    self.content = content
    self.metadata = metadata
    self.seconds = seconds
    self.source = source
    self.placement = placement
  }
}

/// What was read from a file whose recording is already known and analysed.
package struct TrackRecognition: Sendable {
  package var track: TrackID
  /// The version of the file that was read.
  package var identity: FileIdentity
  package var content: ContentID
  /// The model whose analysis will do.
  package var model: ModelVersion
  package var metadata: TrackMetadata
  /// Length in seconds.
  package var seconds: Double

  /// Gathers one recognition.
  package init(
    track: TrackID, identity: FileIdentity, content: ContentID, model: ModelVersion,
    metadata: TrackMetadata, seconds: Double
  ) {
    self.track = track
    self.identity = identity
    self.content = content
    self.model = model
    self.metadata = metadata
    self.seconds = seconds
  }
}

/// A track that will not be analysed, and why.
package struct TrackFailure: Sendable {
  /// How it failed.
  package enum Kind: String, Sendable, CaseIterable {
    /// It could not be read or decoded.
    case failed
    /// Reading it killed or stalled a worker.
    case quarantined
    /// It was left out on purpose.
    case skipped
  }

  package var track: TrackID
  /// The version of the file that failed.
  package var identity: FileIdentity
  package var kind: Kind
  /// A sentence for the listener.
  package var reason: String
  /// What could be read all the same.
  package var metadata: TrackMetadata?
  package var seconds: Double?

  /// Gathers one failure.
  package init(
    track: TrackID, identity: FileIdentity, kind: Kind, reason: String,
    metadata: TrackMetadata? = nil, seconds: Double? = nil
  ) {
    self.track = track
    self.identity = identity
    self.kind = kind
    self.reason = reason
    self.metadata = metadata
    self.seconds = seconds
  }
}

/// What became of a result.
package enum RecordOutcome: Hashable, Sendable {
  case recorded
  /// The file has changed since, the track is gone, or its outcome is already known. Drop the
  /// result; if the track is pending it will be handed out again.
  case stale
  /// The moods have been replaced since the track was placed. Place it again.
  case superseded
  /// The analysis the result leans on is not in the store. Run the models.
  case needsAnalysis
}
