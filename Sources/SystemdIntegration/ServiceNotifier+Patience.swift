extension ServiceNotifier {
  /// Runs `body`, which may take longer than a service is given to start, and asks for more time
  /// while it does, for half an hour at most: what takes longer without a word of its own is taken
  /// for a hang.
  ///
  /// What knows how far it has come calls ``extendTimeout(by:)`` itself, each time that it has come
  /// further.
  package func extendingTimeout<Value, Failure: Error>(
    every interval: Duration = .seconds(20), atMost limit: Duration = .seconds(1_800),
    _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let end = ContinuousClock.now + limit
    let asking = Task {
      while (try? await Task.sleep(for: interval)) != nil, ContinuousClock.now < end {
        // The manager waits for the next word only so long (sd_notify(3)).
        self.extendTimeout(by: interval * 3)
        // Nor does it wait longer for a sign of life from a service that has started before.
        self.watchdog()
      }
    }
    defer { asking.cancel() }
    return try await body()
  }
}
