/// A play with its place in time, ready to be put into a session.
package struct Listen: Hashable, Sendable {
  /// Seconds since 1970, UTC.
  package var start: Int64
  /// Seconds since 1970, UTC; never before ``start``.
  package var end: Int64
  /// How much the play says about the listener: 1, or 0 for a skip.
  package var weight: Double
  /// The moods of the track; empty while the track, or its mood, is unknown.
  package var moods: [MoodShare]

  /// Gathers one play.
  package init(start: Int64, end: Int64, weight: Double, moods: [MoodShare]) {
    self.start = start
    self.end = max(start, end)
    self.weight = weight
    self.moods = moods
  }
}

/// How much something belongs to a mood.
package struct MoodShare: Hashable, Sendable {
  package var mood: MoodID
  /// 0…1; the shares of one thing sum to 1.
  package var share: Double

  /// Gathers one share.
  package init(mood: MoodID, share: Double) {
    self.mood = mood
    self.share = share
  }
}

/// A stretch of listening without a long pause.
package struct Session: Hashable, Sendable {
  /// Seconds since 1970, UTC.
  package var start: Int64
  package var end: Int64
  /// How many plays there were, skips included.
  package var listens: Int

  /// Gathers one session.
  package init(start: Int64, end: Int64, listens: Int) {
    self.start = start
    self.end = end
    self.listens = listens
  }
}
