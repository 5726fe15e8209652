package import MusicModel

/// What the name of one mood is made from.
package struct MoodProfile: Hashable, Sendable {
  package var id: MoodID
  package var trackCount: Int
  /// The mean over its tracks.
  package var position: ValenceArousal
  /// The mean probability of every tag over its tracks; empty for a model without tags.
  package var tags: [TagProbability]
  /// What it is called now; nil for a new mood.
  package var name: MoodName?
  /// True if the listener chose that name.
  package var isNamedByListener: Bool

  /// Gathers one profile.
  package init(
    id: MoodID, trackCount: Int, position: ValenceArousal, tags: [TagProbability],
    name: MoodName? = nil, isNamedByListener: Bool = false
  ) {
    self.id = id
    self.trackCount = trackCount
    self.position = position
    self.tags = tags
    self.name = name
    self.isNamedByListener = isNamedByListener
  }
}

/// What a mood is called.
package struct MoodName: Hashable, Sendable {
  /// The stable handle, see ``MoodSlug``.
  package var slug: String
  /// An adjective and a qualifier in plain words: "Calm ambient".
  package var name: String
  /// Tags likelier in the mood than in the library, in the model's words, most telling first, at
  /// most five.
  package var tags: [String]

  /// Gathers one name.
  package init(slug: String, name: String, tags: [String] = []) {
    self.slug = slug
    self.name = name
    self.tags = tags
  }
}
