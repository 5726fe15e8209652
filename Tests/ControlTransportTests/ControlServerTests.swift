import ControlProtocol
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A control server")
struct ControlServerTests {
  @Test("answers typed calls", .timeLimit(.minutes(10)))
  func typed() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { client in
        try await expectStatus(client)
        let name = "caf\u{E9} \"\\/\n\u{1F3B5}"
        let mood = try await client.call(MoodRequest(mood: name)).mood
        #expect(mood.name == name)
        let info = try await client.call(GetInfoRequest())
        #expect(info.product == "Orpheus")
        await #expect(throws: ControlError.moodNotFound(mood: "missing", nearest: "calm")) {
          try await client.call(MoodRequest(mood: "missing"))
        }
      }
    }
  }

  @Test("knows who asks", .timeLimit(.minutes(10)))
  func peer() async throws {
    try await TestServer.with { server in
      let names = try await ControlClient.withConnection(to: server.socket) { client in
        try await client.call(MoodsRequest()).moods.map(\.name)
      }
      #expect(names == ["\(getuid()) \(getpid())"])
    }
  }

  @Test("puts together a request that comes byte by byte", .timeLimit(.minutes(10)))
  func everyByte() async throws {
    try await TestServer.with { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(Frames.mood("first"), chunk: 1)
        client.send(Frames.mood("second"), chunk: 1)
        return [try client.frame(), try client.frame()]
      }
      #expect(replies[0]?.contains("first") == true)
      #expect(replies[1]?.contains("second") == true)
    }
  }

  @Test("answers pipelined requests in their order", .timeLimit(.minutes(10)))
  func pipelined() async throws {
    try await TestServer.with { server in
      let names = (0..<500).map { "mood-\($0)-" }
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(names.flatMap { Array(Frames.mood($0).utf8) + [0] })
        return try names.map { _ in try client.frame() ?? "closed" }
      }
      for (name, reply) in zip(names, replies) { #expect(reply.contains(name)) }
    }
  }

  @Test("answers everything a client sent that then shut down its side", .timeLimit(.minutes(10)))
  func halfClosed() async throws {
    try await TestServer.with { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        for name in ["one", "two", "three"] { client.send(Frames.mood(name)) }
        client.endSending()
        return try client.frames()
      }
      #expect(replies.count == 3)
      #expect(replies.last?.contains("three") == true)
    }
  }

  struct Breach: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var error: String

    init(_ name: String, _ bytes: [UInt8], _ error: String) {
      testDescription = name
      self.bytes = bytes
      self.error = error
    }
  }

  static let breaches = [
    Breach("a request past 64 KiB", Array(repeating: 0x20, count: 65537), "LimitExceeded"),
    Breach(
      "nesting past 32 levels",
      Array((#"{"a":"# + String(repeating: "[", count: 32)).utf8) + [0], "LimitExceeded"),
    Breach("bytes that are not UTF-8", [0x7B, 0x22, 0xFF, 0x22, 0x7D, 0], "InvalidRequest"),
    Breach("an array", Array("[]\0".utf8), "InvalidRequest"),
    Breach("an object that is no call", Array("{}\0".utf8), "InvalidRequest"),
    Breach("JSON that is cut off", Array("{\"method\":\0".utf8), "InvalidRequest"),
    Breach("no message at all", [0], "InvalidRequest"),
  ]

  @Test(
    "answers a breach with its error and closes, and serves the neighbour on",
    .timeLimit(.minutes(10)), arguments: breaches)
  func breach(_ breach: Breach) async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        _ = try await neighbour.call(StatusRequest())
        let replies = try await blocking {
          let client = try RawClient(server.socket)
          client.send(Frames.mood("before"))
          client.send(breach.bytes)
          return try client.frames()
        }
        #expect(replies.count == 2)
        #expect(replies.first?.contains("before") == true)
        #expect(replies.last?.contains("org.orpheus.Control.\(breach.error)") == true)
        try await expectStatus(neighbour)
      }
    }
  }

  @Test(
    "keeps the connection after an error that breaks no rule of the wire",
    .timeLimit(.minutes(10)),
    arguments: [
      (Frames.mood("missing"), "MoodNotFound"), (Frames.call("Dance"), "MethodNotFound"),
      (Frames.call("Mood"), "InvalidParameter"),
      (#"{"method":"org.example.Dance"}"#, "InterfaceNotFound"),
      (Frames.call("Tracks", #","parameters":{"limit":50000}"#), "LimitExceeded"),
    ])
  func harmlessError(json: String, error: String) async throws {
    try await TestServer.with { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(json)
        client.send(Frames.mood("after"))
        client.endSending()
        return try client.frames()
      }
      #expect(replies.count == 2)
      #expect(replies.first?.contains(".\(error)\"") == true)
      #expect(replies.last?.contains("after") == true)
    }
  }

  @Test("carries out a oneway call without a reply", .timeLimit(.minutes(10)))
  func oneway() async throws {
    try await TestServer.with { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(Frames.call("Pause", #","oneway":true"#))
        client.send(Frames.mood("after"))
        client.endSending()
        return try client.frames()
      }
      #expect(replies.count == 1)
      #expect(replies.first?.contains("after") == true)
      await server.signals.wait(for: "pause")
    }
  }

  @Test("carries out the oneway calls of a client that left at once", .timeLimit(.minutes(10)))
  func onewayAndGone() async throws {
    try await TestServer.with { server in
      try await blocking {
        let client = try RawClient(server.socket)
        for _ in 0..<3 { client.send(Frames.call("Pause", #","oneway":true"#)) }
      }
      for _ in 0..<3 { await server.signals.wait(for: "pause") }
    }
  }

  @Test("admits no more clients of one user than it should", .timeLimit(.minutes(10)))
  func tooManyOfOneUser() async throws {
    var limits = ControlLimits.standard
    limits.connectionsPerUser = 3
    try await fill(limits, room: 3, message: "a user")
  }

  @Test("admits no more clients than it should", .timeLimit(.minutes(10)))
  func tooMany() async throws {
    var limits = ControlLimits.standard
    limits.connections = 2
    try await fill(limits, room: 2, message: "at a time")
  }

  /// Fills the server, is refused, makes room, is admitted.
  private func fill(_ limits: ControlLimits, room: Int, message: String) async throws {
    try await TestServer.with(limits: limits) { server in
      try await blocking {
        var clients = try (0..<room).map { _ in try RawClient(server.socket) }
        for client in clients {
          client.send(Frames.mood("in"))
          #expect(try client.frame()?.contains("in") == true)
        }
        let refused = try RawClient(server.socket).frames()
        #expect(refused.count == 1)
        #expect(refused.first?.contains("LimitExceeded") == true)
        #expect(refused.first?.contains(message) == true)
        // The server notices a hang-up in its own time: ask until it has.
        clients.removeLast()
        while true {
          let client = try RawClient(server.socket)
          client.send(Frames.mood("next"))
          if try client.frame()?.contains("next") == true { break }
        }
        #expect(try clients[0].frame(after: Frames.mood("still")).contains("still"))
      }
    }
  }

  @Test("does not wait for ever for the rest of a request", .timeLimit(.minutes(10)))
  func partialFrame() async throws {
    var limits = ControlLimits.standard
    limits.partialFrame = .milliseconds(50)
    try await TestServer.with(limits: limits) { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(Array("{\"method\":".utf8))
        return try client.frames()
      }
      #expect(replies.count == 1)
      #expect(replies.first?.contains("LimitExceeded") == true)
    }
  }

  @Test("is not kept waiting by a client that sends a byte now and then", .timeLimit(.minutes(10)))
  func drip() async throws {
    var limits = ControlLimits.standard
    limits.partialFrame = .milliseconds(100)
    try await TestServer.with(limits: limits) { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send([0x7B])
        // Every byte comes well within the limit, the frame never ends. Ends with the connection.
        while client.waitForInput(milliseconds: 10) == false { client.send([0x20]) }
        return try client.frames()
      }
      #expect(replies.first?.contains("LimitExceeded") == true)
    }
  }

  @Test(
    "drops a subscriber that never reads, and serves the neighbour on", .timeLimit(.minutes(10)))
  func neverReads() async throws {
    var limits = ControlLimits.standard
    limits.stalledOutput = .milliseconds(200)
    try await TestServer.with(limits: limits) { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        let enough = Signals()
        async let received = blocking {
          let client = try RawClient(server.socket)
          client.send(Frames.endlessMonitor)
          client.hold(until: enough)
          return try client.frames()
        }
        await server.signals.wait(for: "monitor")
        try await expectStatus(neighbour)
        await server.signals.wait(for: "monitor ended")
        try await expectStatus(neighbour)
        enough.send("done")
        // What had reached the kernel is all there ever was.
        #expect(try await received.count <= 4)
      }
    }
  }

  @Test(
    "cancels what it does for a client that left", .timeLimit(.minutes(10)),
    arguments: [(Frames.call("Sync"), "sync"), (Frames.endlessMonitor, "monitor")])
  func clientLeaves(json: String, signal: String) async throws {
    try await TestServer.with { server in
      let leave = Signals()
      async let client: Void = blocking {
        let client = try RawClient(server.socket)
        client.send(json)
        client.hold(until: leave)
      }
      await server.signals.wait(for: signal)
      leave.send("done")
      try await client
      await server.signals.wait(for: signal == "sync" ? "sync cancelled" : "monitor ended")
    }
  }
}
