import LibraryStorage
import Logging
import Synchronization
import SystemPackage

/// Whether the library database can be written to, told by what becomes of each transaction.
///
/// Where there is no room, whoever has something to store waits, with it in hand, and tries again
/// after a pause; reading goes on. The first transaction that succeeds ends it, and where nobody has
/// anything to store, one that is made for it.
final class StorageWatch: Sendable {
  /// How the disk takes what is stored.
  enum Condition: Hashable, Sendable {
    case good
    /// No room.
    case full
    /// The disk refuses, for this reason.
    case failing(String)

    /// `ok`, `full` or `failing`.
    var name: String {
      switch self {
      case .good: "ok"
      case .full: "full"
      case .failing: "failing"
      }
    }
  }

  private let state = Mutex<(condition: Condition, isWaiting: Bool, isTrying: Bool)>(
    (.good, false, false))
  private let changes: AsyncStream<Condition>
  private let announce: AsyncStream<Condition>.Continuation
  private let pause: @Sendable () async -> Void

  /// `pause` is what lies between two attempts.
  init(pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(5)) }) {
    self.pause = pause
    (changes, announce) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(8))
  }

  /// The state of things.
  var condition: Condition { state.withLock { $0.condition } }

  /// Takes note of an event of the store. Quick: it is called on the store's own thread.
  func observe(_ event: StoreEvent) {
    let next: Condition
    switch event {
    case .committing: return
    case .committed(let isChange):
      // One that changed nothing would have succeeded on a full disk as well.
      guard isChange else { return }
      next = .good
    case .failed(let error):
      switch error.code {
      case .diskFull: next = .full
      case .io: next = .failing(error.message)
      default: return
      }
    }
    state.withLock { state in
      guard state.condition != next else { return }
      state.condition = next
      announce.yield(next)
    }
  }

  /// Returns true after a pause, when it is time to try again; false when nobody is to wait: the
  /// task is cancelled, or the daemon has not begun to serve.
  func waitForRoom() async -> Bool {
    guard state.withLock({ $0.isWaiting }), !Task.isCancelled else { return false }
    await pause()
    return !Task.isCancelled && state.withLock { $0.isWaiting }
  }

  /// Tells `health` of every change, and lets waiting begin; until cancelled. `attempt` stores
  /// something, if only to find out whether that can be done.
  func run(
    state folder: FilePath, health: HealthBoard, logger: Logger,
    attempt: @escaping @Sendable () async -> Void
  ) async {
    state.withLock { $0.isWaiting = true }
    await withDiscardingTaskGroup { group in
      for await condition in changes {
        switch condition {
        case .good:
          if await health.clear(.room) {
            logger.notice("the library database can be written again")
          }
        case .full, .failing:
          let sentence = condition.sentence(folder)
          if await health.raise(.room, sentence) { logger.error("\(sentence)") }
          if beginTrying() { group.addTask { await self.keepTrying(attempt) } }
        }
      }
      group.cancelAll()
    }
    state.withLock { $0.isWaiting = false }
  }

  private func beginTrying() -> Bool {
    state.withLock { state in
      defer { state.isTrying = true }
      return !state.isTrying
    }
  }

  /// Makes an attempt after every pause, until one of anyone's has succeeded.
  private func keepTrying(_ attempt: @Sendable () async -> Void) async {
    while true {
      await pause()
      let isOver = state.withLock { state in
        if state.condition == .good || Task.isCancelled { state.isTrying = false }
        return !state.isTrying
      }
      if isOver { return }
      await attempt()
    }
  }
}

extension StorageWatch.Condition {
  /// What is wrong and what to do about it.
  fileprivate func sentence(_ folder: FilePath) -> String {
    switch self {
    case .good: ""
    case .full:
      "There is no room left in \(folder): free at least \(LibraryStore.roomWanted >> 20) MiB there. "
        + "Nothing is lost; Orpheus keeps what it has in hand, goes on answering, and resumes by "
        + "itself."
    case .failing(let reason):
      "\(reason) Look at the disk of \(folder). Nothing is lost; Orpheus tries again every few "
        + "seconds, and goes on answering meanwhile."
    }
  }
}
