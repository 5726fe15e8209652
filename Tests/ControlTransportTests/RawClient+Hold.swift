import Dispatch
import OrpheusTestSupport

extension RawClient {
  /// Keeps the connection open without reading until somebody sends `done`.
  func hold(until signals: Signals) {
    let semaphore = DispatchSemaphore(value: 0)
    Task {
      await signals.wait(for: "done")
      semaphore.signal()
    }
    semaphore.wait()
  }
}
