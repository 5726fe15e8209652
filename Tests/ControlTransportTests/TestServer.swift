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
  /// False where nobody opens the gate.
  var holdsSync = true

  /// Runs `body` beside a server and stops the server afterwards.
  static func with<Result: Sendable>(
    limits: ControlLimits = .standard, holdsSync: Bool = true,
    _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      let server = TestServer(
        socket: directory("control.sock"), signals: Signals(), gate: Signals(),
        holdsSync: holdsSync)
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
    router.on(TracksRequest.self, effort: .page) { request, _ in
      TracksReply(
        tracks: Array(
          repeating: TrackInfo(path: WirePath("/music/track"), state: "pending"),
          count: min(max(request.limit ?? 0, 0), 50_000)), cursor: nil)
    }
    router.on(PauseRequest.self, access: .change) { [signals] _, _ in
      signals.send("pause")
      return EmptyReply()
    }
    router.on(SyncRequest.self) { [signals, gate, holdsSync] _, _ throws(ControlError) in
      guard holdsSync else { throw .timedOut(pending: 1) }
      signals.send("sync")
      await gate.wait(for: "open")
      if Task.isCancelled {
        signals.send("sync cancelled")
        throw .failed(reason: "cancelled")
      }
      return EmptyReply()
    }
    addRest(to: &router)
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

  /// The methods no test is about, so that rubbish finds every one of them.
  private func addRest(to router: inout ControlRouter) {
    router.on(TrackRequest.self) { request, _ throws(ControlError) in
      throw .trackNotFound(path: request.path)
    }
    // Row numbers from the cursor on, each with a long name: a listing whose pages end early.
    router.list(PlaylistRequest.self) { request, _ in
      let start = request.cursor.flatMap { Int($0) } ?? 0
      let end = min(Self.rows, max(start, start + min(max(request.limit ?? 500, 1), 500)))
      let title = String(repeating: "x", count: request.mood == "monstrous" ? 2_000_000 : 8_000)
      return PlaylistReply(
        mood: Self.mood(named: request.mood),
        entries: (start..<end).map {
          PlaylistEntry(
            path: WirePath(FilePath("/\($0)")), title: title, artist: nil, seconds: nil)
        }, cursor: end < Self.rows ? "\(end)" : nil)
    }
    router.on(NowRequest.self, effort: .page) { _, _ in Self.now }
    router.list(NextRequest.self) { _, _ in NextReply(moods: [], basis: "library", context: "") }
    router.on(TransitionsRequest.self) { request, _ in
      TransitionsReply(context: request.context, rows: [], transitions: 0, model: "")
    }
    router.list(SessionsRequest.self) { _, _ in SessionsReply(sessions: [], cursor: nil) }
    router.list(HistoryRequest.self) { _, _ in HistoryReply(listens: [], cursor: nil) }
    router.list(UnmatchedHistoryRequest.self) { _, _ in
      UnmatchedHistoryReply(recordings: [], cursor: nil)
    }
    router.list(HistoryStatsRequest.self) { _, _ in
      HistoryStatsReply(listens: 0, matched: 0, unmatched: 0, sources: [])
    }
    router.progress(ImportHistoryRequest.self, access: .change) { _, _, send in
      let reply = ImportHistoryReply(
        listens: 0, added: 0, skipped: 0, damaged: 0, damages: [], done: false)
      try await send(reply)
      return reply
    }
    router.on(EvaluateTransitionsRequest.self, effort: .long) { _, _ throws(ControlError) in
      throw .failed(reason: "nothing was learned")
    }
    router.on(MoodsByTimeRequest.self) { _, _ in MoodsByTimeReply(times: []) }
    router.on(RescanRequest.self, access: .change) { _, _ in EmptyReply() }
    router.on(ResumeRequest.self, access: .change) { _, _ in EmptyReply() }
  }

  /// Rows that `Playlist` has.
  static let rows = 1_200

  static let now = NowReply(
    session: nil, moods: [], valence: nil, arousal: nil, context: "", follows: [], evidence: 0)

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

extension TestServer {
  /// Serves `router` at `socket` while `body` runs.
  static func serving(
    _ router: ControlRouter, at socket: FilePath, limits: ControlLimits = .standard,
    owner: UInt32 = getuid(), mode: CInterop.Mode = 0o600, _ body: () async throws -> Void
  ) async throws {
    let listening = Signals()
    let server = ControlServer(
      router: router, limits: limits, owner: owner,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task {
      defer { listening.send("over") }
      try await server.run(listening: .path(socket, mode: mode)) { listening.send("over") }
    }
    await listening.wait(for: "over")
    do {
      try await body()
    } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    try await running.value
  }
}
