import Testing

@testable import OrpheusDaemon

@Suite("Waiting for a signal", .timeLimit(.minutes(10)))
struct SignalTests {
  @Test("ends with the signal, long before a far deadline")
  func raised() async {
    let signal = Signal()
    let epoch = await signal.epoch
    async let waiting: Void = signal.wait(after: epoch, until: .now + .seconds(31_536_000))
    await signal.raise()
    await waiting
    #expect(await signal.epoch == epoch + 1)
  }

  @Test("ends at the deadline, also one that is past", arguments: [-1, 0, 50])
  func deadline(milliseconds: Int) async {
    let signal = Signal()
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    await signal.wait(after: await signal.epoch, until: deadline)
    // The timer's clock and this one may disagree by a little.
    #expect(ContinuousClock.now >= deadline - .milliseconds(5))
  }

  @Test("does not begin after the signal, and ends when the task is cancelled")
  func late() async {
    let signal = Signal()
    let epoch = await signal.epoch
    await signal.raise()
    await signal.wait(after: epoch, until: .now + .seconds(600))
    let waiting = Task {
      await signal.wait(after: epoch + 1, until: .now + .seconds(600))
    }
    waiting.cancel()
    await waiting.value
  }
}
