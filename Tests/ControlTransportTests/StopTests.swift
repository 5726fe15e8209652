import ControlProtocol
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A control server that is stopped")
struct StopTests {
  /// Runs `body` beside a server that `body` stops by cancelling the task.
  private func withRunning(
    limits: ControlLimits = .standard,
    _ body: (TestServer, Task<Void, any Error>) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { directory in
      let server = TestServer(
        socket: directory("control.sock"), signals: Signals(), gate: Signals())
      let running = try await server.start(
        listening: .path(server.socket, mode: 0o600), limits: limits)
      try await body(server, running)
      running.cancel()
      try await running.value
      #expect(try SocketFile.status(of: server.socket) == nil)
    }
  }

  @Test("returns, takes its socket away and lets idle clients go", .timeLimit(.minutes(10)))
  func idle() async throws {
    try await withRunning { server, running in
      try await ControlClient.withConnection(to: server.socket) { client in
        _ = try await client.call(StatusRequest())
        running.cancel()
        try await running.value
        await #expect(throws: ControlClientError.self) { try await client.call(StatusRequest()) }
      }
    }
  }

  @Test("finishes the reply in hand and ends streams", .timeLimit(.minutes(10)))
  func replyInHand() async throws {
    var limits = ControlLimits.standard
    // The test may have to wait for its turn, and is not what is to be timed.
    limits.stopGrace = .seconds(300)
    try await withRunning(limits: limits) { server, running in
      async let synced = ControlClient.withConnection(to: server.socket) { client in
        try await client.call(SyncRequest())
      }
      await server.signals.wait(for: "sync")
      let monitored = Task {
        try await ControlClient.withConnection(to: server.socket) { client in
          for try await _ in client.stream(MonitorRequest(topics: ["endless"])) {}
        }
      }
      await server.signals.wait(for: "monitor")
      running.cancel()
      // The stream's end shows that stopping has begun; only then may the other call go on.
      await server.signals.wait(for: "monitor ended")
      await #expect(throws: ControlError.failed(reason: "the daemon is stopping")) {
        try await monitored.value
      }
      server.gate.send("open")
      _ = try await synced
      try await running.value
    }
  }

  @Test("does not wait for a call that takes too long", .timeLimit(.minutes(10)))
  func grace() async throws {
    var limits = ControlLimits.standard
    limits.stopGrace = .milliseconds(50)
    try await withRunning(limits: limits) { server, running in
      async let synced = ControlClient.withConnection(to: server.socket) { client in
        try await client.call(SyncRequest())
      }
      await server.signals.wait(for: "sync")
      running.cancel()
      await server.signals.wait(for: "sync cancelled")
      try await running.value
      do {
        _ = try await synced
        Issue.record("a call that was cut off got an answer")
      } catch let error as ControlClientError {
        #expect(error.code == .connectionLost)
      }
    }
  }

  @Test("can be started again at once", .timeLimit(.minutes(10)))
  func again() async throws {
    try await withRunning { server, running in
      running.cancel()
      try await running.value
      let second = try await server.start(listening: .path(server.socket, mode: 0o600))
      let status = try await ControlClient.withConnection(to: server.socket) { client in
        try await client.call(StatusRequest())
      }
      #expect(status == TestServer.status)
      second.cancel()
      try await second.value
    }
  }
}
