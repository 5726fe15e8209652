import Dispatch

/// Wakes tasks that wait for work, without losing a wake-up that comes while none is waiting.
actor Signal {
  private(set) var epoch = 0
  private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  private var nextWaiter = 0

  /// There may be work: wakes everyone.
  func raise() {
    epoch += 1
    let woken = waiting.values
    waiting = [:]
    for waiter in woken { waiter.resume() }
  }

  /// Returns once the signal has been raised after `seen`, or the task was cancelled.
  func wait(after seen: Int) async {
    guard epoch == seen, !Task.isCancelled else { return }
    nextWaiter += 1
    await wait(as: nextWaiter)
  }

  private func wait(as waiter: Int) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // The task may have been cancelled before the handler could find the waiter.
        if Task.isCancelled {
          continuation.resume()
        } else {
          waiting[waiter] = continuation
        }
      }
    } onCancel: {
      Task { await self.abandon(waiter) }
    }
  }

  /// The same, but no longer than until `deadline`.
  ///
  /// By a timer and not by `Task.sleep`, whose memory stays taken until the time has come, also when
  /// it is cancelled: who waits may be willing to wait for a year.
  func wait(after seen: Int, until deadline: ContinuousClock.Instant) async {
    guard epoch == seen, !Task.isCancelled else { return }
    nextWaiter += 1
    let waiter = nextWaiter
    let timer = DispatchSource.makeTimerSource()
    timer.setEventHandler { @Sendable in Task { await self.abandon(waiter) } }
    let nanoseconds = ContinuousClock.now.duration(to: deadline) / .nanoseconds(1)
    timer.schedule(deadline: .now() + .nanoseconds(Int(max(0, min(nanoseconds, 1e18)))))
    timer.activate()
    defer { timer.cancel() }
    await wait(as: waiter)
  }

  private func abandon(_ waiter: Int) { waiting.removeValue(forKey: waiter)?.resume() }
}
