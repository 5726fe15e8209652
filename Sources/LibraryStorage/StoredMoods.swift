package import MusicModel

/// A fitted mood space. What the parameters mean is the fitting code's own business.
package struct StoredMoodSpace: Hashable, Sendable {
  /// What the space was fitted on.
  package enum Origin: String, Sendable {
    /// The fit shipped with the project, for small libraries.
    case prior
    /// The listener's own tracks.
    case library
  }

  /// The model whose embeddings it projects.
  package var model: ModelVersion
  package var origin: Origin
  /// How many tracks it was fitted on.
  package var trackCount: Int
  package var parameters: [UInt8]

  /// Gathers one space.
  package init(model: ModelVersion, origin: Origin, trackCount: Int, parameters: [UInt8]) {
    self.model = model
    self.origin = origin
    self.trackCount = trackCount
    self.parameters = parameters
  }
}

/// A mood about to be stored: an old one that lives on, or a new one.
package struct MoodDraft: Hashable, Sendable {
  /// Nil for a new mood.
  package var id: MoodID?
  package var slug: String
  package var name: String
  package var isNamedByListener: Bool
  /// The words shown.
  package var tags: [String]
  /// A point in the mood space.
  package var centroid: [Float]
  /// How many tracks have pulled on the centre.
  package var weight: Double
  /// The index of the draft it is merged into; nil for a mood that lives.
  package var mergedInto: Int?

  /// Gathers one mood.
  package init(
    id: MoodID?, slug: String, name: String, isNamedByListener: Bool = false, tags: [String],
    centroid: [Float], weight: Double, mergedInto: Int? = nil
  ) {
    self.id = id
    self.slug = slug
    self.name = name
    self.isNamedByListener = isNamedByListener
    self.tags = tags
    self.centroid = centroid
    self.weight = weight
    self.mergedInto = mergedInto
  }
}

/// A track's place among moods that have no numbers yet.
package struct DraftMembership: Hashable, Sendable {
  /// The index of its mood among the drafts.
  package var draft: Int
  package var confidence: Float
  package var distance: Float
  package var position: ValenceArousal
  /// The index of the mood with the second-nearest centre; nil when there is none.
  package var runnerUp: Int?
  /// The index of the merged mood whose centre holds it; nil when its mood's own does.
  package var part: Int?

  /// Places a track in the mood drafted at index `draft`.
  package init(
    draft: Int, confidence: Float, distance: Float, position: ValenceArousal,
    runnerUp: Int? = nil, part: Int? = nil
  ) {
    self.draft = draft
    self.confidence = confidence
    self.distance = distance
    self.position = position
    self.runnerUp = runnerUp
    self.part = part
  }
}

/// What replacing the moods came to.
package struct MoodReplacement: Hashable, Sendable {
  /// The numbers of the moods, in the order of the drafts.
  package var moods: [MoodID]
  /// The generation results must now be placed with.
  package var generation: Int
  /// Tracks sent back to pending because only another model has analysed them.
  package var requeued: Int
}

/// New words for a mood.
package struct MoodNaming: Hashable, Sendable {
  package var id: MoodID
  /// Ignored, like the name, for a mood that the listener named.
  package var slug: String
  package var name: String
  package var tags: [String]

  /// Gathers one mood's words.
  package init(id: MoodID, slug: String, name: String, tags: [String]) {
    self.id = id
    self.slug = slug
    self.name = name
    self.tags = tags
  }
}

/// The centres of all living moods, and of those that were merged into them.
package struct MoodCentres: Hashable, Sendable {
  /// Rises whenever the moods are replaced; see ``TrackResult/Placement/generation``.
  package var generation: Int
  /// How many tracks the moods were last formed from.
  package var clusteredCount: Int
  package var centroids: [Centroid]
  /// Where merged moods among them went.
  package var merged: [MoodID: MoodID]
}

/// What the tracks of one mood, or of all, have in common.
package struct MoodProfile: Hashable, Sendable {
  package var trackCount: Int
  /// The mean; the origin for no tracks.
  package var position: ValenceArousal
  /// The mean probability of each tag in the model's order; empty for no tracks.
  package var tags: [Double]
}

/// What naming moods needs to know.
package struct MoodProfiles: Hashable, Sendable {
  /// The words of ``MoodProfile/tags``; empty while there is no mood space.
  package var tagNames: [String]
  package var moods: [MoodID: MoodProfile]
  /// Over the tracks of all moods.
  package var library: MoodProfile
}
