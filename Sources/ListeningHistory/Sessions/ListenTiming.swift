package import MusicModel

/// When a reported play began and ended, and whether it was a skip.
///
/// Histories differ in whether a stamp means the start or the end, and few tell both.
package struct ListenTiming: Hashable, Sendable {
  /// Seconds since 1970, UTC.
  package var start: Int64
  package var end: Int64
  /// 0 for a skip, else 1.
  package var weight: Double

  /// How long a play is taken to have lasted when nobody knows, in seconds: a common length of a
  /// track.
  package static let assumedSeconds = 240.0

  /// Places a play in time. `trackSeconds` is the length of the track it was matched to.
  ///
  /// A play is a skip when its history says so, or when it lasted under 30 s and under half the
  /// recording.
  package init(
    stamp: Int64, meaning: ListenRecord.StampMeaning, playedSeconds: Double?,
    recordingSeconds: Double?, trackSeconds: Double?, isFlaggedSkip: Bool
  ) {
    let length = trackSeconds ?? recordingSeconds
    // No play is longer than a day; a history that says so is not believed.
    let lasted = min(max(playedSeconds ?? length ?? Self.assumedSeconds, 0), 86_400)
    switch meaning {
    case .start: (start, end) = (stamp, stamp + Int64(lasted.rounded()))
    case .end: (start, end) = (stamp - Int64(lasted.rounded()), stamp)
    }
    let isShort = playedSeconds.map { $0 < 30 && $0 < (length ?? .infinity) / 2 } ?? false
    weight = isFlaggedSkip || isShort ? 0 : 1
  }
}
