import ControlProtocol
import Glibc
import Logging
import Synchronization
import SystemPackage
import Testing

@testable import ControlTransport

/// Something a handler tells the test, in order, without sleeping on either side.
final class Signals: Sendable {
  private let stream: AsyncStream<String>
  private let continuation: AsyncStream<String>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func send(_ signal: String) { continuation.yield(signal) }

  /// Waits until `signal` comes; what comes before it is passed over.
  func wait(for signal: String) async {
    for await next in stream where next == signal { return }
  }
}

/// A server on a socket of its own, with handlers that say what happens to them.
struct TestServer: Sendable {
  let socket: FilePath
  /// `pause`: a Pause came. `sync`, `sync cancelled`: a Sync began, was cancelled. `monitor`,
  /// `monitor ended`: a Monitor began, found its client gone or was cancelled.
  let signals: Signals
  /// Lets one Sync return.
  let gate: Signals

  /// Runs `body` beside a server and stops the server afterwards.
  static func with<Result: Sendable>(
    limits: ControlLimits = .standard, _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      let server = TestServer(
        socket: directory("control.sock"), signals: Signals(), gate: Signals())
      let running = try await server.start(
        listening: .path(server.socket, mode: 0o600), limits: limits)
      let outcome: Swift.Result<Result, any Error>
      do {
        outcome = .success(try await body(server))
      } catch {
        outcome = .failure(error)
      }
      running.cancel()
      try await running.value
      return try outcome.get()
    }
  }

  /// Runs the server until the task is cancelled; returns when clients can connect.
  func start(
    listening endpoint: ListeningEndpoint, limits: ControlLimits = .standard
  ) async throws -> Task<Void, any Error> {
    let listening = Signals()
    let server = ControlServer(
      router: router, limits: limits, owner: getuid(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task {
      // Whether or not it can listen, the test goes on and finds out.
      defer { listening.send("over") }
      try await server.run(listening: endpoint) { listening.send("over") }
    }
    await listening.wait(for: "over")
    return running
  }

  var router: ControlRouter {
    var router = ControlRouter(product: "Orpheus", version: "1.0", url: "https://example.org/")
    router.on(StatusRequest.self) { _, _ in Self.status }
    // Answers with what was asked for, so that a client can tell its own answer.
    router.on(MoodRequest.self) { request, _ throws(ControlError) in
      guard request.mood != "missing" else {
        throw ControlError.moodNotFound(mood: request.mood, nearest: "calm")
      }
      return MoodReply(mood: Self.mood(named: request.mood))
    }
    router.on(RenameMoodRequest.self, access: .change) { request, _ in
      MoodReply(mood: Self.mood(named: request.name))
    }
    // Tells who asks.
    router.on(MoodsRequest.self) { _, peer in
      MoodsReply(moods: [Self.mood(named: "\(peer.user) \(peer.process)")])
    }
    // As many names as asked for: a way to replies of any length.
    router.on(TracksRequest.self) { request, _ in
      TracksReply(
        tracks: Array(
          repeating: TrackInfo(path: WirePath("/music/track"), state: "pending"),
          count: request.limit ?? 0), cursor: nil)
    }
    router.on(PauseRequest.self, access: .change) { [signals] _, _ in
      signals.send("pause")
      return EmptyReply()
    }
    router.on(SyncRequest.self) { [signals, gate] _, _ throws(ControlError) in
      signals.send("sync")
      await gate.wait(for: "open")
      if Task.isCancelled {
        signals.send("sync cancelled")
        throw .failed(reason: "cancelled")
      }
      return EmptyReply()
    }
    // `since` replies and an end; or replies of a quarter of a mebibyte for ever.
    router.stream(MonitorRequest.self) { [signals] request, _, send in
      signals.send("monitor")
      do {
        for generation in stride(from: 0, to: min(request.since ?? 0, 100), by: 1) {
          try await send(MonitorReply(generation: generation, topics: [], fresh: false))
        }
        guard request.topics == ["endless"] else { return }
        let topics = [String(repeating: "x", count: 256 * 1024)]
        var generation = 0
        while true {
          try Task.checkCancellation()
          try await send(MonitorReply(generation: generation, topics: topics, fresh: false))
          generation += 1
        }
      } catch {
        signals.send("monitor ended")
        throw error
      }
    }
    return router
  }

  static let status = StatusReply(
    version: "1.0", tracks: 5, pending: 0, failed: 0, quarantined: 0, skipped: 0, analyses: 5,
    moods: 2, moodSpace: "shipped", degraded: [], overflows: 0, models: [], roots: [],
    activity: "idle", workers: 0,
    generation: 7)

  static func mood(named name: String) -> MoodInfo {
    MoodInfo(
      id: 1, slug: "mood", name: name, tracks: 0, valence: 0, arousal: 0, tags: [], exemplars: [])
  }
}

/// Checks that `client` is served.
func expectStatus(
  _ client: ControlClient, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let status = try await client.call(StatusRequest())
  #expect(status == TestServer.status, sourceLocation: sourceLocation)
}

/// The call every test can afford.
enum Frames {
  static func mood(_ name: String) -> String {
    #"{"method":"org.orpheus.Control.Mood","parameters":{"mood":"\#(name)"}}"#
  }

  static let endlessMonitor = call(
    "Monitor", #","more":true,"parameters":{"topics":["endless"]}"#)

  static func call(_ method: String, _ more: String = "") -> String {
    #"{"method":"org.orpheus.Control.\#(method)"\#(more)}"#
  }
}
