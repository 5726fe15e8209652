/// Lets one page of a listing be made at a time, in the order in which they were asked for.
///
/// A page is some milliseconds of work in the database, where what is to be stored waits meanwhile,
/// and as much again of writing it as text. One after the other they leave room for everything
/// else, however many clients turn pages as fast as they can.
actor PageTurns {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Runs `make` when it is its turn; not at all when the task has been cancelled by then, because
  /// nobody is left to take the page.
  nonisolated func take<Page: Sendable>(
    _ make: @Sendable () async throws -> Page
  ) async throws -> Page {
    await enter()
    let result: Result<Page, any Error>
    do {
      try Task.checkCancellation()
      result = .success(try await make())
    } catch {
      result = .failure(error)
    }
    await leave()
    return try result.get()
  }

  private func enter() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty {
      isTaken = false
    } else {
      waiting.removeFirst().resume()
    }
  }
}
