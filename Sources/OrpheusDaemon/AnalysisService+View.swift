extension AnalysisService {
  /// What the analysis is doing, for those who must not wait for it.
  struct View: Sendable {
    /// Whether the listener has asked for a pause.
    var isPaused = false
    /// Why tracks that wait are not taken.
    var pauseReason: PauseReason?
    /// Whether a file is in a worker's hands.
    var isBusy = false
  }
}
