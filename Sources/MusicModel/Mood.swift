/// A region of the mood space that the listener's library makes dense, with a name.
package struct Mood: Hashable, Sendable {
  package var id: MoodID
  /// The stable handle used in commands and file names, for example `calm-ambient`.
  package var slug: String
  /// What people read; the slug with capitals and spaces until the listener renames it.
  package var name: String
  /// True once the listener chose the name: it then survives everything.
  package var isNamedByListener: Bool
  /// How many tracks are in it.
  package var trackCount: Int
  /// The mean over its tracks.
  package var position: ValenceArousal
  /// Words more likely here than in the whole library, most telling first, at most five.
  package var tags: [String]

  /// Gathers one mood.
  package init(
    id: MoodID, slug: String, name: String, isNamedByListener: Bool, trackCount: Int,
    position: ValenceArousal, tags: [String]
  ) {
    self.id = id
    self.slug = slug
    self.name = name
    self.isNamedByListener = isNamedByListener
    self.trackCount = trackCount
    self.position = position
    self.tags = tags
  }
}

/// The learned centre of a mood.
package struct Centroid: Hashable, Sendable {
  package var mood: MoodID
  /// A point in the mood space, one value a dimension of the space.
  package var vector: [Float]
  /// How many tracks have pulled on it, the `n` of the 1/n learning rate.
  package var weight: Double

  /// Gathers one centre.
  package init(mood: MoodID, vector: [Float], weight: Double) {
    self.mood = mood
    self.vector = vector
    self.weight = weight
  }
}
