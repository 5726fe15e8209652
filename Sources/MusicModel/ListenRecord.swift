/// One play, as one listening history reports it.
package struct ListenRecord: Hashable, Sendable {
  /// What the time of a report stands for.
  package enum StampMeaning: Int, Sendable, CaseIterable {
    case start
    case end
  }

  package var recording: HeardRecording
  /// Seconds since 1970, UTC.
  package var stamp: Int64
  package var stampMeaning: StampMeaning
  /// How long it was listened to, in seconds, where the history tells.
  package var playedSeconds: Double?
  /// True when the history itself calls the play a skip.
  package var isFlaggedSkip: Bool

  /// Gathers one report.
  package init(
    recording: HeardRecording, stamp: Int64, stampMeaning: StampMeaning,
    playedSeconds: Double? = nil, isFlaggedSkip: Bool = false
  ) {
    self.recording = recording
    self.stamp = stamp
    self.stampMeaning = stampMeaning
    self.playedSeconds = playedSeconds
    self.isFlaggedSkip = isFlaggedSkip
  }
}
