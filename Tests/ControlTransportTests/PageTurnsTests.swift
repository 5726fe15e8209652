import Testing

@testable import ControlTransport

@Suite("Turns at making pages")
struct PageTurnsTests {
  @Test("come in the order of asking, and tell how many others wait", .timeLimit(.minutes(10)))
  func order() async throws {
    let turns = PageTurns()
    let gate = Signals()
    let (made, making) = AsyncStream<[Int]>.makeStream()
    try await withThrowingDiscardingTaskGroup { group in
      for number in 0..<8 {
        group.addTask {
          try await turns.take { others in
            if number == 0 { await gate.wait(for: "open") }
            making.yield([number, others])
          }
        }
        // The first has its turn, the others queue one by one.
        while await !turns.isTaken { await Task.yield() }
        while await turns.waiting.count < number { await Task.yield() }
      }
      gate.send("open")
    }
    making.finish()
    // Nobody waited when the first was begun.
    #expect(
      await made.reduce(into: []) { $0.append($1) } == [[0, 0]] + (1..<8).map { [$0, 7 - $0] })
  }

  @Test("are not spent on who has gone, and go on after a failure", .timeLimit(.minutes(10)))
  func gone() async throws {
    struct Failure: Error {}
    let turns = PageTurns()
    let gate = Signals()
    let first = Task {
      try await turns.take { _ in
        await gate.wait(for: "open")
        throw Failure()
      }
    }
    while await !turns.isTaken { await Task.yield() }
    let second = Task { try await turns.take { _ in Issue.record("made for nobody") } }
    while await turns.waiting.isEmpty { await Task.yield() }
    second.cancel()
    gate.send("open")
    await #expect(throws: Failure.self) { try await first.value }
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(try await turns.take { $0 } == 0)
  }
}
