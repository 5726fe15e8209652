import MusicModel

/// An adjective for a mood and where on the circumplex it belongs.
///
/// The anchors are ours, drawn so that every part of the plane has a word of the right signs close
/// by (Russell's circumplex, 1980, for the layout).
struct MoodAdjective: Hashable {
  /// With a capital, as it begins a name.
  let word: String
  let anchor: ValenceArousal
  /// Tags of a model's vocabulary that say the same, in lower case.
  let tags: [String]
  /// True where the word claims more than valence and arousal can tell: that something is fast or
  /// catchy. It is then used only on the word of one of its tags.
  let needsTag: Bool

  private init(_ word: String, _ valence: Float, _ arousal: Float, tags: [String] = []) {
    self.word = word
    anchor = ValenceArousal(valence: valence, arousal: arousal)
    self.tags = tags
    needsTag = false
  }

  private init(_ word: String, _ valence: Float, _ arousal: Float, only tag: String) {
    self.word = word
    anchor = ValenceArousal(valence: valence, arousal: arousal)
    tags = [tag]
    needsTag = true
  }

  /// Every adjective.
  static let all: [MoodAdjective] = [
    // Pleasant and excited.
    Self("Happy", 0.9, 0.4, tags: ["happy"]),
    Self("Energetic", 0.6, 0.75),
    Self("Epic", 0.4, 0.6),
    Self("Uplifting", 0.65, 0.5),
    Self("Lively", 0.3, 0.4),
    Self("Playful", 0.6, 0.25),
    Self("Bright", 0.3, 0.2),
    Self("Festive", 0.7, 0.7, only: "party"),
    Self("Sensual", 0.6, 0.45, only: "sexy"),
    Self("Catchy", 0.4, 0.25, only: "catchy"),
    Self("Fast", 0.1, 0.7, only: "fast"),
    Self("Loud", 0, 0.75, only: "loud"),
    // Pleasant and calm.
    Self("Warm", 0.45, -0.1),
    Self("Gentle", 0.3, -0.3),
    Self("Dreamy", 0.15, -0.45),
    Self("Chill", 0.35, -0.5, tags: ["chill", "chillout"]),
    Self("Easygoing", 0.5, -0.5, tags: ["easy listening"]),
    Self("Serene", 0.8, -0.55),
    Self("Mellow", 0.35, -0.65, tags: ["mellow"]),
    Self("Calm", 0.55, -0.8),
    Self("Beautiful", 0.65, 0, only: "beautiful"),
    Self("Soft", 0.4, -0.6, only: "soft"),
    Self("Quiet", 0.25, -0.75, only: "quiet"),
    // Unpleasant and excited.
    Self("Aggressive", -0.5, 0.85),
    Self("Furious", -0.85, 0.8),
    Self("Intense", -0.2, 0.7),
    Self("Tense", -0.5, 0.45),
    Self("Harsh", -0.8, 0.35),
    Self("Restless", -0.2, 0.35),
    Self("Uneasy", -0.5, 0.15),
    Self("Weird", -0.25, 0.1, only: "weird"),
    // Unpleasant and calm.
    Self("Dark", -0.45, -0.1),
    Self("Bleak", -0.85, -0.2),
    Self("Brooding", -0.2, -0.25),
    Self("Melancholic", -0.5, -0.4),
    Self("Sad", -0.65, -0.45, tags: ["sad"]),
    Self("Solemn", -0.4, -0.65),
    Self("Gloomy", -0.75, -0.7),
    Self("Hushed", -0.15, -0.8),
    Self("Slow", -0.15, -0.6, only: "slow"),
    // Neither.
    Self("Steady", 0, 0),
  ]

  /// The adjective a name begins with, or nil.
  init?(openingName name: String) {
    let first = name.prefix { $0 != " " }.lowercased()
    guard let match = Self.all.first(where: { $0.word.lowercased() == first }) else { return nil }
    self = match
  }

  /// Coordinates closer to 0 than this have no sign worth contradicting.
  static let neutral: Float = 0.15

  /// True if the word may newly name a mood there: it shares each sign the position has.
  func agrees(with position: ValenceArousal) -> Bool {
    zip(coordinates(of: anchor), coordinates(of: position)).allSatisfy {
      abs($1) <= Self.neutral || $0 * $1 > 0
    }
  }

  /// True if the word would be wrong there: it has the opposite of a sign the position has.
  ///
  /// Weaker than not agreeing, so that a name is not lost on the edge of neutral ground.
  func contradicts(_ position: ValenceArousal) -> Bool {
    zip(coordinates(of: anchor), coordinates(of: position)).contains {
      abs($1) > Self.neutral && $0 * $1 < 0
    }
  }

  private func coordinates(of point: ValenceArousal) -> [Float] {
    [point.valence, point.arousal]
  }
}
