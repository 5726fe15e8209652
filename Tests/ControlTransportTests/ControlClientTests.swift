import ControlProtocol
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A control client")
struct ControlClientTests {
  private func failure(
    at path: FilePath, _ request: some ControlRequest = StatusRequest()
  ) async -> ControlClientError? {
    do {
      _ = try await ControlClient.withConnection(to: path) { try await $0.call(request) }
      return nil
    } catch {
      return error as? ControlClientError
    }
  }

  @Test("says that the daemon is not running when there is no socket")
  func noSocket() async throws {
    try await TemporaryDirectory.with { directory in
      let error = await failure(at: directory("control.sock"))
      #expect(error?.code == .daemonNotRunning)
      #expect(error?.message.contains("there is no socket") == true)
    }
  }

  @Test("says that the daemon is not running when nobody answers")
  func refused() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      _ = try ListeningSocket.open(.path(path, mode: 0o600))
      let error = await failure(at: path)
      #expect(error?.code == .daemonNotRunning)
      #expect(error?.message.contains("nobody answers") == true)
    }
  }

  @Test(
    "tells the ways apart in which connecting fails",
    arguments: [
      (.noSuchFileOrDirectory, .daemonNotRunning), (.connectionRefused, .daemonNotRunning),
      (.permissionDenied, .notPermitted), (.resourceTemporarilyUnavailable, .cannotConnect),
      (.fileNameTooLong, .cannotConnect), (.notSocket, .cannotConnect),
    ] as [(Errno, ControlClientError.Code)])
  func codes(errno: Errno, code: ControlClientError.Code) {
    let error = ControlClientError(connectingTo: "/run/x", errno)
    #expect(error.code == code)
    #expect(error.message.contains("/run/x"))
  }

  /// Runs `body` at a socket where one client is given `bytes` after its first message.
  private func withImpostor(
    sending bytes: [UInt8], _ body: (FilePath) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      let listening = try ListeningSocket.open(.path(path, mode: 0o600)).release()
      _ = fcntl(listening, F_SETFL, 0)
      async let served: Void = blocking {
        let client = accept(listening, nil, nil)
        var buffer = [UInt8](repeating: 0, count: 4096)
        _ = recv(client, &buffer, buffer.count, 0)
        _ = send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        close(client)
        close(listening)
      }
      try await body(path)
      try await served
    }
  }

  @Test(
    "recognises a stranger", .timeLimit(.minutes(10)),
    arguments: [
      "HTTP/1.1 400 Bad Request\r\n\r\n\0", "{\"parameters\":{}}\0", "{\"parameters\":3}\0",
      "{\"error\":\"org.varlink.service.InterfaceNotFound\","
        + "\"parameters\":{\"interface\":\"org.orpheus.Control\"}}\0",
    ])
  func stranger(reply: String) async throws {
    try await withImpostor(sending: Array(reply.utf8)) { path in
      #expect(await failure(at: path)?.code == .notOrpheus)
    }
  }

  @Test(
    "says that the connection was lost", .timeLimit(.minutes(10)), arguments: ["", "{\"paramet"])
  func lost(reply: String) async throws {
    try await withImpostor(sending: Array(reply.utf8)) { path in
      #expect(await failure(at: path)?.code == .connectionLost)
    }
  }

  @Test(
    "says what is missing in the answer of another version", .timeLimit(.minutes(10)),
    arguments: [
      (#"{"parameters":{"tracks":1}}"#, "version is missing"),
      (#"{"parameters":{"version":2}}"#, "version is missing or of the wrong type"),
    ])
  func otherVersion(reply: String, words: String) async throws {
    try await withImpostor(sending: Array(reply.utf8) + [0]) { path in
      let error = await failure(at: path)
      #expect(error?.code == .notOrpheus)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "none")")
      #expect(error?.message.contains("another version") == true)
    }
  }

  @Test("takes a newer daemon's members that it does not know", .timeLimit(.minutes(10)))
  func newerDaemon() async throws {
    let reply =
      #"{"parameters":{"new":[1],"mood":{"id":1,"slug":"s","name":"n","tracks":1,"#
      + #""valence":0,"arousal":0.5,"tags":[],"exemplars":[],"newer":{}}},"newest":1}"#
    try await withImpostor(sending: Array(reply.utf8) + [0]) { path in
      let mood = try await ControlClient.withConnection(to: path) { client in
        try await client.call(MoodRequest(mood: "s")).mood
      }
      #expect(mood.name == "n")
    }
  }

  @Test("does not wait for ever for a daemon that hangs", .timeLimit(.minutes(10)))
  func hangs() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        let error = await #expect(throws: ControlClientError.self) {
          _ = try await client.call(SyncRequest(), patience: 0.05)
        }
        #expect(error?.code == .noAnswer)
        #expect(error?.message.contains("has not answered for 1 seconds") == true)
      }
      await server.signals.wait(for: "sync cancelled")
    }
  }

  @Test(
    "waits as long as a request may take",
    arguments: [
      (SyncRequest(), nil), (SyncRequest(seconds: 5), 35), (StatusRequest(), 30),
      (ImportHistoryRequest(path: WirePath("/x")), nil),
    ] as [(any ControlRequest, Double?)])
  func patience(request: any ControlRequest, seconds: Double?) {
    #expect(request.patience == seconds)
  }

  @Test("hears why it was turned away", .timeLimit(.minutes(10)))
  func turnedAway() async throws {
    var limits = ControlLimits.standard
    limits.connections = 0
    try await TestServer.with(limits: limits) { server in
      for _ in 0..<20 {
        await #expect(throws: ControlError.limitExceeded(limit: "at most 0 clients at a time")) {
          try await ControlClient.withConnection(to: server.socket) { client in
            try await client.call(StatusRequest())
          }
        }
      }
    }
  }

  @Test("gives each of many tasks its own answer", .timeLimit(.minutes(10)))
  func concurrent() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        try await withThrowingTaskGroup(of: (String, String).self) { group in
          for number in 0..<200 {
            group.addTask {
              let name = "mood \(number)"
              return (name, try await client.call(MoodRequest(mood: name)).mood.name)
            }
          }
          for try await (asked, answered) in group { #expect(asked == answered) }
        }
      }
    }
  }

  @Test("takes a stream to its end and goes on calling", .timeLimit(.minutes(10)))
  func stream() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        var generations: [Int] = []
        for try await reply in client.stream(MonitorRequest(since: 5)) {
          generations.append(reply.generation)
        }
        #expect(generations == [0, 1, 2, 3, 4])
        try await expectStatus(client)
      }
    }
  }

  @Test("ends a stream by leaving it", .timeLimit(.minutes(10)))
  func leavesStream() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        for try await reply in client.stream(MonitorRequest(topics: ["endless"]))
        where reply.generation == 2 { break }
        await server.signals.wait(for: "monitor ended")
      }
    }
  }

  @Test("tells the daemon when nobody waits any more", .timeLimit(.minutes(10)))
  func cancelled() async throws {
    try await TestServer.with { server in
      let call = Task {
        try await ControlClient.withConnection(to: server.socket) { client in
          try await client.call(SyncRequest())
        }
      }
      await server.signals.wait(for: "sync")
      call.cancel()
      await #expect(throws: CancellationError.self) { try await call.value }
      await server.signals.wait(for: "sync cancelled")
    }
  }

  @Test("does not send what is too long, and can still call", .timeLimit(.minutes(10)))
  func tooLong() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        let name = String(repeating: "x", count: 64 * 1024)
        await #expect(
          throws: ControlError.limitExceeded(limit: "a request has at most 65536 bytes")
        ) { try await client.call(MoodRequest(mood: name)) }
        try await expectStatus(client)
      }
    }
  }
}
