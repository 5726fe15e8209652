import Glibc
package import MusicModel

/// The mood of a stretch of listening: its plays, the recent ones counting more.
package struct SessionMood: Hashable, Sendable {
  /// The moods' parts, largest first; empty when no play has a known mood.
  package let shares: [MoodShare]
  /// The mean position of the plays, likewise weighed; nil when none has one.
  package let position: ValenceArousal?
  /// The moods of the last play that counts.
  package let latest: [MoodShare]

  /// After this many further plays a play counts half.
  package static let halfLife = 3.0

  /// One play: how much it counts (0 for a skip), its moods and its place.
  package struct Play: Hashable, Sendable {
    package var weight: Double
    package var moods: [MoodShare]
    package var position: ValenceArousal?

    /// Gathers one play.
    package init(weight: Double, moods: [MoodShare], position: ValenceArousal?) {
      self.weight = weight
      self.moods = moods
      self.position = position
    }
  }

  /// Sums up `plays`, oldest first. Skips, and plays of unknown mood, neither count nor age others.
  package init(_ plays: [Play]) {
    var sums: [MoodID: Double] = [:]
    var total = 0.0
    var valence = 0.0
    var arousal = 0.0
    var located = 0.0
    var weight = 1.0
    let counted = plays.filter { $0.weight > 0 && !$0.moods.isEmpty }
    for play in counted.reversed() {
      for share in play.moods { sums[share.mood, default: 0] += weight * play.weight * share.share }
      total += weight * play.weight
      if let position = play.position {
        valence += weight * play.weight * Double(position.valence)
        arousal += weight * play.weight * Double(position.arousal)
        located += weight * play.weight
      }
      weight *= exp2(-1 / Self.halfLife)
    }
    shares = sums.map { MoodShare(mood: $0.key, share: $0.value / total) }
      .sorted { ($1.share, $0.mood.rawValue) < ($0.share, $1.mood.rawValue) }
    position =
      located > 0
      ? ValenceArousal(valence: Float(valence / located), arousal: Float(arousal / located)) : nil
    latest = counted.last?.moods ?? []
  }
}
