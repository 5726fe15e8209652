import Glibc

/// Lets one page of a listing be made at a time, in the order in which they were asked for.
///
/// A page is some milliseconds of work in the database, where what is to be stored waits meanwhile,
/// and as much again of writing it as text. One after the other they leave room for everything
/// else, however many clients turn pages as fast as they can; and while more are wanted than are
/// made, there is a rest before each of them, in which the processor is for those who index.
actor PageTurns {
  /// How many times as long as a page took the next one waits, when it has waited already.
  private static let rest = 2.0
  /// The longest rest: a page that took long for want of a processor is no reason to wait as long
  /// again.
  private static let longestRest = Duration.milliseconds(5)

  private(set) var isTaken = false
  /// Those whose turn it is not yet, first come first.
  private(set) var waiting: [CheckedContinuation<Duration, Never>] = []

  /// Runs `make` when it is its turn, and tells it how many others wait; not at all when the task
  /// has been cancelled by then, because nobody is left to take the page.
  nonisolated func take<Page: Sendable>(
    _ make: @Sendable (_ others: Int) async throws -> Page
  ) async throws -> Page {
    let (rest, others) = await enter()
    let start = ContinuousClock.now
    let result: Result<Page, any Error>
    do {
      try Task.checkCancellation()
      Self.sleep(for: rest)
      result = .success(try await make(others))
    } catch {
      result = .failure(error)
    }
    await leave(after: .now - start - rest)
    return try result.get()
  }

  private func enter() async -> (rest: Duration, others: Int) {
    guard isTaken else {
      isTaken = true
      return (.zero, 0)
    }
    let rest = await withCheckedContinuation { waiting.append($0) }
    return (rest, waiting.count)
  }

  private func leave(after taken: Duration) {
    if waiting.isEmpty {
      isTaken = false
    } else {
      waiting.removeFirst().resume(
        returning: min(max(.zero, taken) * Self.rest, Self.longestRest))
    }
  }

  /// Holds the thread, which is one of ``ControlThreads``: a timer of the task's would ring on
  /// threads that anything may keep busy for seconds.
  private nonisolated static func sleep(for duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    nanosleep(&time, nil)
  }
}
