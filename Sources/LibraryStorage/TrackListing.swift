package import MusicModel
package import SystemPackage

/// Which tracks to list.
package struct TrackFilter: Hashable, Sendable {
  /// Only tracks of this mood, most typical first; otherwise tracks come in order of path.
  package var mood: MoodID?
  /// Only tracks in this state. Nil means analysed tracks with a mood, all but missing ones
  /// without.
  package var state: TrackState?

  /// Makes a filter; without arguments it lets through every track that is not missing.
  package init(mood: MoodID? = nil, state: TrackState? = nil) {
    self.mood = mood
    self.state = state
  }
}

/// A track in a listing, with the values that are short enough to list.
package struct TrackListing: Hashable, Sendable {
  package var track: Track
  /// What made the values below; nil until analysed.
  package var model: ModelVersion?
  /// LUFS; nil for silence.
  package var loudness: Double?
  package var affect: Affect?
}

/// Everything the library knows about one track.
package struct TrackDetails: Hashable, Sendable {
  package var track: Track
  package var identity: FileIdentity?
  package var content: ContentID?
  /// Nil until analysed. For a file that changed since, what its former content was like.
  package var analysis: TrackAnalysis?
  /// The file of the recording that it is a copy of, and placed by; nil for a copy of none, or when
  /// that is missing.
  package var original: FilePath?
}

/// One page of a listing.
package struct Page<Element: Sendable>: Sendable {
  package var items: [Element]
  /// What to ask the next page with; nil on the last.
  package var cursor: String?
}

/// A track with the values moods are made of.
package struct AnalysedTrack: Hashable, Sendable {
  package let id: TrackID
  /// What it is placed by: what the recording sounds like that it is a copy of, if it is one.
  package let features: MoodFeatures
  /// What the networks heard in it.
  package let affect: Affect
  /// The probability of each word of the ``vocabulary``, 0…1.
  package let tags: [Float]
  /// LUFS; nil for silence.
  package let loudness: Double?
  /// Nil for analyses made before these were measured.
  package let descriptors: SoundDescriptors?
  /// The words of ``tags`` as a JSON array: one text for all tracks of a model, and read only by
  /// whoever needs the words.
  package let vocabulary: String

  /// The words of ``tags``, in their order.
  package var tagNames: [String] { (try? Words.decode(vocabulary)) ?? [] }
}
