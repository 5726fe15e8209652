/// Words for places on the affective circumplex (Russell 1980).
enum Feeling {
  /// One word for a quadrant, or `even` near the middle.
  ///
  /// - Parameters:
  ///   - valence: unpleasant to pleasant, −1…1.
  ///   - arousal: calm to excited, −1…1.
  static func word(valence: Double, arousal: Double) -> String {
    // Closer to the middle than this the quadrant says nothing.
    guard valence.magnitude >= 0.1 || arousal.magnitude >= 0.1 else { return "even" }
    return switch (valence >= 0, arousal >= 0) {
    case (true, true): "elated"
    case (false, true): "tense"
    case (false, false): "sombre"
    case (true, false): "serene"
    }
  }
}
