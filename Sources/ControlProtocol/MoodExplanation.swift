// What the daemon answers about the name of a mood.

/// `ExplainMood(mood) -> …`: why a mood is called what it is called, and what sets it apart.
package struct ExplainMoodRequest: ControlRequest {
  package typealias Reply = ExplainMoodReply
  package static let method = "ExplainMood"

  /// An id, a slug or a name.
  package var mood: String

  /// Asks about the mood that `mood` means.
  package init(mood: String) { self.mood = mood }
}

/// What `ExplainMood` answers.
package struct ExplainMoodReply: Codable, Sendable, Hashable {
  /// The mood asked for.
  package var mood: MoodInfo
  /// Where its name comes from, and its surroundings.
  package var explanation: MoodExplanationInfo

  /// Gathers the answer.
  package init(mood: MoodInfo, explanation: MoodExplanationInfo) {
    self.mood = mood
    self.explanation = explanation
  }
}

/// How likely a tag is in one place and in another.
package struct TagComparisonInfo: Codable, Sendable, Hashable {
  /// In the model's words.
  package var tag: String
  /// In the mood, 0…1.
  package var here: Double
  /// In the library, or in the other mood, 0…1.
  package var there: Double
  /// The logarithm of the ratio of the two, either raised by .01.
  package var lift: Double

  /// Gathers one comparison.
  package init(tag: String, here: Double, there: Double, lift: Double) {
    self.tag = tag
    self.here = here
    self.there = there
    self.lift = lift
  }
}

/// A mood nearby, and what tells the two apart.
package struct MoodNeighbourInfo: Codable, Sendable, Hashable {
  /// The other mood's number.
  package var id: Int
  /// The other mood's stable handle.
  package var slug: String
  /// The other mood's name as people read it.
  package var name: String
  /// Between the centres, in the mood space.
  package var distance: Double
  /// By how much the valence of the mood asked for is higher.
  package var valence: Double
  /// By how much the arousal of the mood asked for is higher.
  package var arousal: Double
  /// Tags likelier in the mood asked for.
  package var more: [TagComparisonInfo]
  /// Tags likelier in the other one; `here` is the other one.
  package var less: [TagComparisonInfo]

  /// Gathers one neighbour.
  package init(
    id: Int, slug: String, name: String, distance: Double, valence: Double, arousal: Double,
    more: [TagComparisonInfo], less: [TagComparisonInfo]
  ) {
    self.id = id
    self.slug = slug
    self.name = name
    self.distance = distance
    self.valence = valence
    self.arousal = arousal
    self.more = more
    self.less = less
  }
}

/// A track that could as well be in another mood.
package struct BorderlineTrackInfo: Codable, Sendable, Hashable {
  /// The file, and its tags.
  package var track: PlaylistEntry
  /// How firmly it belongs, 0…1.
  package var confidence: Double
  /// The slug of the mood it would be in next.
  package var other: String

  /// Gathers one track.
  package init(track: PlaylistEntry, confidence: Double, other: String) {
    self.track = track
    self.confidence = confidence
    self.other = other
  }
}

/// Where the name of a mood comes from, and what surrounds it.
package struct MoodExplanationInfo: Codable, Sendable, Hashable {
  /// True when the listener chose the name; then there is no adjective and no qualifier.
  package var namedByListener: Bool
  /// The name's adjective.
  package var adjective: String?
  /// The valence the adjective stands for, −1…1.
  package var adjectiveValence: Double?
  /// The arousal the adjective stands for, −1…1.
  package var adjectiveArousal: Double?
  /// The tag behind the name's qualifier.
  package var qualifier: TagComparisonInfo?
  /// Valence seen from the middle of the library.
  package var relativeValence: Double
  /// Arousal seen from the middle of the library.
  package var relativeArousal: Double
  /// The tags that set the mood apart from the library, most telling first.
  package var tags: [TagComparisonInfo]
  /// The nearest moods, nearest first.
  package var neighbours: [MoodNeighbourInfo]
  /// The least certain tracks, least certain first.
  package var borderline: [BorderlineTrackInfo]
  /// The mean confidence of the tracks, 0…1.
  package var confidence: Double
  /// How many tracks lie about half-way to another mood (confidence below .1).
  package var uncertain: Int

  /// Begins with what every mood has; the adjective and qualifier are set member by member.
  package init(
    namedByListener: Bool, relativeValence: Double, relativeArousal: Double,
    tags: [TagComparisonInfo], neighbours: [MoodNeighbourInfo], borderline: [BorderlineTrackInfo],
    confidence: Double, uncertain: Int
  ) {
    self.namedByListener = namedByListener
    self.relativeValence = relativeValence
    self.relativeArousal = relativeArousal
    self.tags = tags
    self.neighbours = neighbours
    self.borderline = borderline
    self.confidence = confidence
    self.uncertain = uncertain
  }
}
