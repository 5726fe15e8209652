/// Bounds the time between being asked to stop and having stopped.
enum StopDeadline {
  /// How it came to an end.
  enum Ending: Sendable {
    case returned
    case failed(any Error)
    /// It did not return in time, and was left to itself.
    case leftBehind
  }

  /// Runs `body` until it returns; after the calling task has been cancelled, no longer than
  /// `grace`.
  ///
  /// Not a task group, which would wait for what it runs: a computation that asks nobody whether it
  /// may go on, or a disk that does not answer, has to be left behind.
  static func run(
    grace: Duration, _ body: @escaping @Sendable () async throws -> Void
  ) async -> Ending {
    let (endings, ending) = AsyncStream.makeStream(of: Ending.self)
    let running = Task {
      do {
        try await body()
        ending.yield(.returned)
      } catch {
        ending.yield(.failed(error))
      }
    }
    return await withTaskCancellationHandler {
      // Asked from another task: iterating in this one would end with its cancellation.
      await Task { await endings.first { _ in true } ?? .leftBehind }.value
    } onCancel: {
      running.cancel()
      Task {
        try? await Task.sleep(for: grace)
        ending.yield(.leftBehind)
      }
    }
  }
}
