import MusicModel

/// A step from one track to the next, each of which may belong to several moods.
///
/// The shares are read as the probabilities that the track is of that mood, so the step is one from
/// `i` to `j` with probability `share(i)·share(j)`.
struct SoftTransition {
  /// A mood by its place among the moods there are.
  struct Part {
    var mood: Int
    var share: Double
  }

  var from: [Part]
  var to: [Part]

  /// Nil when either side belongs to none of `moods`: then nothing is known of the step.
  init?(from: [MoodShare], to: [MoodShare], among moods: [MoodID]) {
    self.from = Self.parts(of: from, among: moods)
    self.to = Self.parts(of: to, among: moods)
    if self.from.isEmpty || self.to.isEmpty { return nil }
  }

  /// The shares of known moods; those that are nought, negative or not a number say nothing.
  static func parts(of shares: [MoodShare], among moods: [MoodID]) -> [Part] {
    var parts: [Part] = []
    for share in shares where share.share > 0 {
      let mood = moods.firstIndex { $0.rawValue == share.mood.rawValue }
      if let mood { parts.append(Part(mood: mood, share: min(share.share, 1))) }
    }
    return parts
  }

  /// How much of the next track is known.
  var toShare: Double { to.reduce(0) { $0 + $1.share } }

  /// How much of the step is not between moods there are; every way of foreseeing gives that part
  /// the same likelihood.
  var unknownShare: Double {
    max(0, 1 - from.reduce(0) { $0 + $1.share } * toShare)
  }
}
