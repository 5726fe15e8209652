import Glibc
import Logging
import OrpheusTestSupport
import SystemdIntegration
import Testing

@testable import OrpheusDaemon

@Suite("The watchdog")
struct WatchdogTests {
  @Test("is pinged once a round, by the last to answer")
  func round() {
    var round = WatchdogRound()
    for _ in 0..<3 {
      let (ask, silent) = round.begin()
      #expect(ask == VitalPart.allCases)
      #expect(silent.isEmpty)
      let pings = (ask + [.reader]).map { round.answered($0) }
      #expect(pings == [false, false, true, false])
    }
  }

  @Test(
    "is not pinged while anyone is silent, and is again when the answer comes at last",
    arguments: VitalPart.allCases)
  func silent(_ hung: VitalPart) {
    var round = WatchdogRound()
    _ = round.begin()
    func pings(_ parts: [VitalPart]) -> Bool { parts.map { round.answered($0) }.contains(true) }
    let lively = VitalPart.allCases.filter { $0 != hung }
    #expect(!pings(lively))
    for _ in 0..<3 {
      let (ask, silent) = round.begin()
      #expect(silent == [hung])
      #expect(!ask.contains(hung))
      #expect(!pings(ask))
    }
    #expect(pings([hung]))
    let (_, silent) = round.begin()
    #expect(silent.isEmpty)
  }

  @Test("stays silent with a part that hangs, and barks when it is back")
  func hang() async throws {
    let listener = try #require(NotifyListener())
    let notifier = ServiceNotifier(
      environment: ["NOTIFY_SOCKET": listener.address, "WATCHDOG_USEC": "100000"])
    let gate = Gate()
    let (complaints, complaint) = AsyncStream.makeStream(of: String.self)
    let logger = Logger(label: "test") { _ in Overheard(messages: complaint) }
    let watchdog = Watchdog(notifier: notifier, logger: logger) { part in
      if part == .writer { await gate.wait() }
    }
    let running = Task { await watchdog.run() }
    // Every round without a ping has a complaint.
    for await message in complaints.prefix(5) { #expect(message.contains("the database")) }
    #expect(!listener.hasMessage)
    await gate.open()
    #expect(listener.receive() == "WATCHDOG=1")
    #expect(listener.receive() == "WATCHDOG=1")
    running.cancel()
    await running.value
  }
}

/// Hands on what is logged.
private struct Overheard: LogHandler {
  let messages: AsyncStream<String>.Continuation
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  func log(event: LogEvent) { messages.yield(event.message.description) }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
}

/// A door that is opened once.
private actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func open() {
    isOpen = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  func wait() async {
    if isOpen { return }
    await withCheckedContinuation { waiting.append($0) }
  }
}

@Suite("Stopping")
struct StopDeadlineTests {
  private struct Broken: Error {}

  @Test("ends as what runs ends")
  func ends() async {
    if case .returned = await StopDeadline.run(grace: .zero, {}) {} else { Issue.record() }
    if case .failed(let error) = await StopDeadline.run(grace: .zero, { throw Broken() }) {
      #expect(error is Broken)
    } else {
      Issue.record()
    }
  }

  @Test("waits for what ends in time", .timeLimit(.minutes(10)))
  func inTime() async {
    let stopping = Task {
      await StopDeadline.run(grace: .seconds(600)) {
        try? await Task.sleep(for: .seconds(600))
        try Task.checkCancellation()
      }
    }
    stopping.cancel()
    if case .failed(let error) = await stopping.value {
      #expect(error is CancellationError)
    } else {
      Issue.record()
    }
  }

  @Test("leaves behind what does not", .timeLimit(.minutes(10)))
  func leftBehind() async {
    let gate = Gate()
    let stopping = Task {
      await StopDeadline.run(grace: .milliseconds(50)) { await gate.wait() }
    }
    stopping.cancel()
    if case .leftBehind = await stopping.value {} else { Issue.record() }
    await gate.open()
  }
}
