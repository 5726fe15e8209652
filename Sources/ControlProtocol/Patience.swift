extension ControlRequest {
  /// How long a daemon in good health may take to answer, seconds; nil for as long as it takes.
  ///
  /// Queries take milliseconds. Half a minute is for one that has to wait for the disk, or for
  /// moods that are being formed anew from a large library.
  package var patience: Double? { 30 }
}

extension SyncRequest {
  /// The wait that is asked for, and then the usual.
  package var patience: Double? { seconds.map { $0 + 30 } }
}

extension ImportHistoryRequest {
  /// A history can be of any length.
  package var patience: Double? { nil }
}

extension EvaluateTransitionsRequest {
  /// So can the one that is measured.
  package var patience: Double? { nil }
}

extension EvaluateMoodsRequest {
  /// Every track is looked at.
  package var patience: Double? { nil }
}
