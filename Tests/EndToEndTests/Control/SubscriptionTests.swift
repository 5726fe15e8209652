import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("A subscriber of the daemon", .serialized)
struct SubscriptionTests {
  private func idleDaemon() async throws -> RunningDaemon {
    let daemon = try await RunningDaemon(music: [try TemporaryDirectory().path])
    try await daemon.sync()
    return daemon
  }

  /// Makes an even number of changes of health, and returns when all of them have been made.
  private func change(_ count: Int, at client: RawClient) throws {
    for number in 0..<count {
      client.send(
        Frames.call(number % 2 == 0 ? "Pause" : "Resume", #","oneway":true"#))
    }
    _ = try client.call(StatusRequest())
  }

  @Test("catches up from the generation it knows, and only with what it asked for")
  func catchesUp() async throws {
    let daemon = try await idleDaemon()
    let socket = daemon.socket
    try await blocking {
      let other = try RawClient(socket)
      let known = try other.call(StatusRequest()).generation
      try change(4, at: other)
      let client = try RawClient(socket)
      client.send(try VarlinkCall.frame(calling: MonitorRequest(since: known), more: true))
      let missed: MonitorReply = try client.reply()
      #expect(missed.topics == ["health"])
      #expect(!missed.fresh)
      #expect(missed.generation == known + 4)

      // What it did not ask for does not wake it; what it asked for does.
      let listener = try RawClient(socket)
      listener.send(
        try VarlinkCall.frame(
          calling: MonitorRequest(topics: ["moods"], since: known), more: true))
      try change(4, at: other)
      #expect(!listener.waitForInput(milliseconds: 200))
      let next: MonitorReply = try client.reply()
      #expect(next.topics == ["health"])
      #expect(next.generation > missed.generation)
    }
  }

  @Test(
    "is told that everything may have changed when its generation is not of this run",
    arguments: [0, 3, -1, Int.min, Int.max])
  func fresh(since: Int) async throws {
    let daemon = try await idleDaemon()
    let socket = daemon.socket
    try await blocking {
      let client = try RawClient(socket)
      client.send(try VarlinkCall.frame(calling: MonitorRequest(since: since), more: true))
      let reply: MonitorReply = try client.reply()
      #expect(reply.fresh)
      #expect(reply.topics == ["health", "library", "moods", "session"])
      #expect(try RawClient(socket).call(StatusRequest()).generation >= reply.generation)
    }
  }

  @Test("gets a generation of the last run called fresh in the next")
  func restart() async throws {
    let daemon = try await idleDaemon()
    let known = try await daemon.status().generation
    #expect(await daemon.stop() == 0)
    let next = try await RunningDaemon(music: [], state: daemon.state)
    try await blocking { [socket = next.socket] in
      let client = try RawClient(socket)
      client.send(try VarlinkCall.frame(calling: MonitorRequest(since: known), more: true))
      let reply: MonitorReply = try client.reply()
      #expect(reply.fresh)
    }
  }

  @Test(
    "that does not read costs next to nothing, and then hears the latest", .timeLimit(.minutes(10)))
  func doesNotRead() async throws {
    let daemon = try await idleDaemon()
    let (socket, process) = (daemon.socket, daemon.processIdentifier)
    let changes = Effort.count(20_000, soak: 200_000)
    try await blocking {
      let other = try RawClient(socket)
      // What a first round needs once and for all costs no subscriber.
      try change(2_000, at: other)
      let before = try ProcessFigures(of: process)
      let clients = try (0..<10).map { _ in try RawClient(socket) }
      for client in clients {
        client.send(try VarlinkCall.frame(calling: MonitorRequest(), more: true))
        let _: MonitorReply = try client.reply()
      }
      try change(changes, at: other)
      let after = try ProcessFigures(of: process)
      print(
        "10 subscribers that do not read \(changes) changes: \(before.ownKilobytes) KiB before,",
        "\(after.ownKilobytes) KiB after")
      #expect(after.ownKilobytes - before.ownKilobytes <= 10 * 1024)
      let latest = try other.call(StatusRequest()).generation
      for client in clients {
        var replies = 0
        var last = 0
        while last < latest {
          let reply: MonitorReply = try client.reply()
          #expect(reply.generation > last)
          last = reply.generation
          replies += 1
        }
        // What the kernel holds, not one for each change.
        #expect(replies < 2_000)
      }
    }
  }

  @Test("that does not read for half a minute is dropped, and nobody else", .soakOnly)
  func dropped() async throws {
    let daemon = try await idleDaemon()
    let socket = daemon.socket
    try await blocking {
      let other = try RawClient(socket)
      let client = try RawClient(socket)
      client.send(try VarlinkCall.frame(calling: MonitorRequest(), more: true))
      let start = ContinuousClock.now
      repeat { try change(2_000, at: other) } while .now - start < .seconds(45)
      // Ends, though a subscription does not.
      #expect(try client.frames().count < 2_000)
      _ = try other.call(StatusRequest())
    }
    #expect(daemon.logged.contains("does not read its replies"))
  }
}
