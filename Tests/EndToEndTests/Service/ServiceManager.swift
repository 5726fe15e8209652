import Foundation
import OrpheusTestSupport
import Synchronization

/// A service manager's side of sd_notify(3): everything a daemon tells it, in order.
///
/// It reads all the time, as a real one does: the kernel holds only a few messages.
final class ServiceManager: Sendable {
  private struct State {
    var latest = ContinuousClock.now
    var isClosed = false
  }

  private let address: String
  private let messages: AsyncStream<String>
  private let state: Shared

  private final class Shared: Sendable {
    let value = Mutex(State())
  }

  init() throws {
    guard let listener = NotifyListener() else { throw POSIXError(.EADDRNOTAVAIL) }
    address = listener.address
    let (messages, continuation) = AsyncStream.makeStream(of: String.self)
    self.messages = messages
    let state = Shared()
    self.state = state
    // Not held by the thread, which outlives this by one receive's patience.
    Thread.detachNewThread {
      while !state.value.withLock({ $0.isClosed }) {
        guard let message = listener.receive() else { continue }
        state.value.withLock { $0.latest = .now }
        continuation.yield(message)
      }
      continuation.finish()
    }
  }

  deinit { state.value.withLock { $0.isClosed = true } }

  /// Runs a daemon as this manager's service; with `watchdog`, one that has to ping so often.
  func wrapper(watchdog: Duration? = nil) -> [String] {
    var words = ["/usr/bin/env", "NOTIFY_SOCKET=\(address)"]
    if let watchdog { words.append("WATCHDOG_USEC=\(Int(watchdog / .microseconds(1)))") }
    return words
  }

  /// Everything told from now on up to the first message that `isWanted`; waits for that. One
  /// caller at a time.
  @discardableResult
  func hear(until isWanted: (String) -> Bool) async -> [String] {
    var heard: [String] = []
    for await message in messages {
      heard.append(message)
      if isWanted(message) { break }
    }
    return heard
  }

  /// The same, up to a message that begins so.
  @discardableResult
  func hear(_ beginning: String) async -> [String] {
    await hear { $0.hasPrefix(beginning) }
  }

  /// Returns once nothing has been told for so long; false when that did not happen within `limit`.
  func fallsSilent(for silence: Duration, within limit: Duration) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let quietSince = state.value.withLock { $0.latest }
      if ContinuousClock.now - quietSince >= silence { return true }
      try await Task.sleep(until: quietSince + silence, clock: .continuous)
    }
    return false
  }
}
