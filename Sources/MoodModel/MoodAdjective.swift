import MusicModel

/// An adjective for a mood and where on the circumplex it belongs.
///
/// The anchors are ours, drawn so that every part of the plane has a word of the right signs close
/// by (Russell's circumplex, 1980, for the layout).
struct MoodAdjective: Hashable {
  /// Words so close in meaning that "mellow ambient" and "calm ambient" would be one mood to a
  /// listener.
  enum Family: String, CaseIterable {
    case joyful, lively, tender, calm, sad, dark, fierce, tense, even
  }

  let family: Family
  /// With a capital, as it begins a name.
  let word: String
  let anchor: ValenceArousal
  /// Tags of a model's vocabulary that say the same, in lower case.
  let tags: [String]
  /// True where the word claims more than valence and arousal can tell: that something is fast or
  /// catchy. It is then used only on the word of one of its tags.
  let needsTag: Bool

  private init(
    _ family: Family, _ word: String, _ valence: Float, _ arousal: Float, tags: [String] = []
  ) {
    self.family = family
    self.word = word
    anchor = ValenceArousal(valence: valence, arousal: arousal)
    self.tags = tags
    needsTag = false
  }

  private init(
    _ family: Family, _ word: String, _ valence: Float, _ arousal: Float, only tag: String
  ) {
    self.family = family
    self.word = word
    anchor = ValenceArousal(valence: valence, arousal: arousal)
    tags = [tag]
    needsTag = true
  }

  /// Every adjective.
  static let all: [MoodAdjective] = [
    // Pleasant and excited.
    Self(.joyful, "Happy", 0.9, 0.4, tags: ["happy"]),
    Self(.lively, "Energetic", 0.6, 0.75),
    Self(.lively, "Epic", 0.4, 0.6),
    Self(.joyful, "Uplifting", 0.65, 0.5),
    Self(.lively, "Lively", 0.3, 0.4),
    Self(.lively, "Driving", 0.1, 0.5),
    Self(.joyful, "Playful", 0.6, 0.25),
    Self(.joyful, "Bright", 0.3, 0.2),
    Self(.joyful, "Festive", 0.7, 0.7, only: "party"),
    Self(.joyful, "Sensual", 0.6, 0.45, only: "sexy"),
    Self(.joyful, "Catchy", 0.4, 0.25, only: "catchy"),
    Self(.lively, "Fast", 0.1, 0.7, only: "fast"),
    Self(.lively, "Loud", 0, 0.75, only: "loud"),
    // Pleasant and calm.
    Self(.tender, "Warm", 0.45, -0.1),
    Self(.tender, "Gentle", 0.3, -0.3),
    Self(.calm, "Dreamy", 0.15, -0.45),
    Self(.calm, "Drifting", 0, -0.45),
    Self(.calm, "Unhurried", 0.05, -0.25),
    Self(.calm, "Relaxed", 0.3, -0.45),
    Self(.calm, "Chill", 0.35, -0.5, tags: ["chill", "chillout"]),
    Self(.calm, "Easygoing", 0.5, -0.5, tags: ["easy listening"]),
    Self(.calm, "Serene", 0.8, -0.55),
    Self(.calm, "Mellow", 0.35, -0.65, tags: ["mellow"]),
    Self(.calm, "Calm", 0.55, -0.8),
    Self(.tender, "Beautiful", 0.65, 0, only: "beautiful"),
    Self(.calm, "Soft", 0.4, -0.6, only: "soft"),
    Self(.calm, "Quiet", 0.25, -0.75, only: "quiet"),
    // Unpleasant and excited.
    Self(.fierce, "Aggressive", -0.5, 0.85),
    Self(.fierce, "Furious", -0.85, 0.8),
    Self(.fierce, "Intense", -0.2, 0.65),
    Self(.tense, "Tense", -0.5, 0.45),
    Self(.fierce, "Harsh", -0.8, 0.35),
    Self(.tense, "Restless", -0.2, 0.35),
    Self(.dark, "Uneasy", -0.5, 0.15),
    Self(.dark, "Weird", -0.25, 0.1, only: "weird"),
    // Unpleasant and calm.
    Self(.dark, "Dark", -0.45, -0.1),
    Self(.sad, "Bleak", -0.85, -0.2),
    Self(.dark, "Brooding", -0.2, -0.25),
    Self(.sad, "Melancholic", -0.5, -0.4),
    Self(.sad, "Wistful", -0.2, -0.4),
    Self(.sad, "Sad", -0.65, -0.45, tags: ["sad"]),
    Self(.sad, "Solemn", -0.4, -0.65),
    Self(.sad, "Gloomy", -0.75, -0.7),
    Self(.calm, "Hushed", -0.15, -0.8),
    Self(.calm, "Slow", -0.15, -0.6, only: "slow"),
    // Neither.
    Self(.even, "Steady", 0, 0),
  ]

  /// The adjective a name begins with, or nil.
  init?(openingName name: String) {
    let first = name.prefix { $0 != " " }.lowercased()
    guard let match = Self.all.first(where: { $0.word.lowercased() == first }) else { return nil }
    self = match
  }

  /// Coordinates closer to 0 than this have no sign worth contradicting.
  static let neutral: Float = 0.15

  /// True if the word may newly name a mood there: it shares each sign the position has, and says
  /// nothing against what is shown of the mood.
  func agrees(with place: NamingPlace) -> Bool {
    zip(coordinates(of: anchor), coordinates(of: place.point)).allSatisfy {
      abs($1) <= Self.neutral || $0 * $1 > 0
    } && !contradicts(place.absolute)
  }

  /// True if the word has become plainly wrong there: it has the opposite of a sign that the mood has
  /// in both lights, or lies at the other end of the plane.
  ///
  /// Weaker than not agreeing, so that a name is not lost on the edge of neutral ground.
  func isWrong(at place: NamingPlace) -> Bool {
    contradicts(place.point) || anchor.squaredDistance(to: place.point) > 1
  }

  /// True if the word has the opposite of a sign the position has.
  func contradicts(_ position: ValenceArousal) -> Bool {
    zip(coordinates(of: anchor), coordinates(of: position)).contains {
      abs($1) > Self.neutral && $0 * $1 < 0
    }
  }

  private func coordinates(of point: ValenceArousal) -> [Float] {
    [point.valence, point.arousal]
  }
}
