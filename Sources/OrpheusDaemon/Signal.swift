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
    let waiter = nextWaiter
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
  func wait(after seen: Int, until deadline: ContinuousClock.Instant) async {
    await withTaskGroup { group in
      group.addTask { await self.wait(after: seen) }
      group.addTask { try? await Task.sleep(until: deadline, clock: .continuous) }
      _ = await group.next()
      group.cancelAll()
    }
  }

  private func abandon(_ waiter: Int) { waiting.removeValue(forKey: waiter)?.resume() }
}
