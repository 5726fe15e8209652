import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A hostile client")
struct HostileClientTests {
  /// What a client may say in a call, and how that ends: with which error, and whether the
  /// connection goes on.
  struct Speech: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var frame: [UInt8]
    var answer: String
    var goesOn: Bool

    init(_ name: String, _ frame: String, _ answer: String, goesOn: Bool = true) {
      testDescription = name
      self.frame = Array(frame.utf8) + [0]
      self.answer = answer
      self.goesOn = goesOn
    }
  }

  static let speeches = [
    Speech(
      "a number past every integer",
      Frames.call("Tracks", #","parameters":{"limit":9223372036854775808}"#), "InvalidParameter"),
    Speech(
      "a number past every float",
      Frames.call("EvaluateTransitions", #","parameters":{"share":1e999}"#), "InvalidParameter"),
    Speech(
      "a number of a thousand digits",
      Frames.call(
        "Tracks", #","parameters":{"limit":"# + String(repeating: "9", count: 1_000) + "}"),
      "InvalidParameter"),
    Speech(
      "half a row", Frames.call("Tracks", #","parameters":{"limit":0.5}"#), "InvalidParameter"),
    Speech(
      "NaN", Frames.call("EvaluateTransitions", #","parameters":{"share":NaN}"#),
      "InvalidRequest", goesOn: false),
    Speech(
      "Infinity", Frames.call("EvaluateTransitions", #","parameters":{"share":Infinity}"#),
      "InvalidRequest", goesOn: false),
    Speech(
      "a word for a number", Frames.call("Tracks", #","parameters":{"limit":"many"}"#),
      "InvalidParameter"),
    Speech(
      "a member twice", Frames.call("Mood", #","parameters":{"mood":"calm","mood":"calm"}"#),
      #""name":"calm""#),
    Speech(
      "a NUL that is escaped", Frames.call("Mood", #","parameters":{"mood":"ca\u0000lm"}"#),
      #"ca\u0000lm"#),
    Speech(
      "half a surrogate pair", Frames.call("Mood", #","parameters":{"mood":"\ud800"}"#),
      "InvalidParameter"),
    Speech(
      "a comment", "/* a call */" + Frames.call("Status"), "InvalidRequest", goesOn: false),
    Speech(
      "something behind the call", Frames.call("Status") + "{}", "InvalidRequest", goesOn: false),
    Speech(
      "brackets in a string", Frames.mood(String(repeating: "[", count: 5_000)), "[[[["),
    Speech(
      "a stream of what is none", Frames.call("Mood", #","more":true,"parameters":{"mood":"m"}"#),
      #""name":"m""#),
    Speech(
      "a change of protocol", Frames.call("Status", #","upgrade":true"#), "InvalidRequest"),
    Speech(
      "a method of nothing", #"{"method":""}"#, "InvalidParameter"),
    Speech(
      "a method as long as a request may be",
      #"{"method":"a."# + String(repeating: "x", count: 65_000) + #""}"#, "InterfaceNotFound"),
  ]

  @Test("gets an answer to whatever it says", .timeLimit(.minutes(10)), arguments: speeches)
  func speech(_ speech: Speech) async throws {
    try await TestServer.with { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(speech.frame)
        client.send(Frames.mood("after"))
        client.endSending()
        return try client.frames()
      }
      #expect(replies.first?.contains(speech.answer) == true, "\(replies.first ?? "none")")
      #expect(replies.count == (speech.goesOn ? 2 : 1))
      #expect((replies.last?.contains(#""name":"after""#) == true) == speech.goesOn)
    }
  }

  @Test("does not get through with a NUL in the middle of a call", .timeLimit(.minutes(10)))
  func nulInside() async throws {
    try await TestServer.with { server in
      let replies = try await blocking {
        let client = try RawClient(server.socket)
        client.send(Array(#"{"method":"org.orpheus.Control.Pau"#.utf8) + [0])
        client.send(Array(#"se"}"#.utf8) + [0])
        return try client.frames()
      }
      #expect(replies.count == 1)
      #expect(replies.first?.contains("InvalidRequest") == true)
    }
  }

  @Test("cannot make the daemon keep the files it sends along", .timeLimit(.minutes(10)))
  func descriptors() async throws {
    try await TestServer.with { server in
      // A file that is known again wherever it turns up.
      let marked = FilePath("\(server.socket).marked")
      let file = try FileDescriptor.open(
        marked, .readWrite, options: .create, permissions: .ownerReadWrite)
      defer { try? file.close() }
      try await blocking {
        let client = try RawClient(server.socket)
        for number in 0..<300 {
          #expect(client.send(Frames.mood("file \(number)"), attaching: file.rawValue))
          #expect(try client.frame()?.contains("file \(number)") == true)
        }
        // In the middle of a frame, and on a connection that is then refused.
        let other = try RawClient(server.socket)
        other.send(Array(#"{"method":"#.utf8))
        #expect(other.send("[]", attaching: file.rawValue))
        _ = try other.frames()
      }
      // Ours, and no other; /proc shows where each descriptor leads.
      let folder = "/proc/self/fd"
      let holders = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))
          == marked.string
      }
      #expect(holders.count == 1)
    }
  }

  @Test("gets thousands of pipelined calls answered in their order", .timeLimit(.minutes(10)))
  func pipeline() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        async let replies = blocking {
          // Sending and receiving share nothing of the client.
          nonisolated(unsafe) let client = try RawClient(server.socket)
          // More than both sockets hold: the server stops reading while its replies are not taken.
          let writer = Thread {
            for number in 0..<10_000 { client.send(Frames.mood("call-\(number)-")) }
          }
          writer.start()
          return try (0..<10_000).filter { number in
            try client.frame()?.contains("call-\(number)-") != true
          }
        }
        for _ in 0..<50 { try await expectStatus(neighbour) }
        #expect(try await replies == [])
      }
    }
  }

  @Test("wastes only its own time with calls it wants no answer to", .timeLimit(.minutes(10)))
  func onewayFlood() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        async let after = blocking { () throws -> String in
          let client = try RawClient(server.socket)
          let calls = [
            Frames.call("Tracks", #","oneway":true,"parameters":{"limit":500}"#),
            Frames.call("Sync", #","oneway":true"#), Frames.call("Mood", #","oneway":true"#),
            Frames.call("Dance", #","oneway":true"#),
            Frames.call("Monitor", #","oneway":true,"more":true,"parameters":{"since":9}"#),
          ]
          var burst: [UInt8] = []
          for number in 0..<200 { burst += Array(calls[number % calls.count].utf8) + [0] }
          for _ in 0..<100 { client.send(burst) }
          return try client.frame(after: Frames.mood("after"))
        }
        for _ in 0..<50 { try await expectStatus(neighbour) }
        #expect(try await after.contains("after"))
      }
    }
  }

  @Test(
    "leaves no subscription behind that nobody hears", .timeLimit(.minutes(10)),
    arguments: [
      Frames.call("Monitor", #","oneway":true,"more":true,"parameters":{"topics":["endless"]}"#),
      Frames.endlessMonitor,
      Frames.call("Sync", #","oneway":true"#), Frames.call("Sync"),
    ])
  func leaves(json: String) async throws {
    var limits = ControlLimits.standard
    limits.connectionsPerUser = 1
    try await TestServer.with(limits: limits) { server in
      try await blocking {
        for number in 0..<20 {
          // Whoever has left makes room, sooner or later.
          while true {
            let client = try RawClient(server.socket)
            let reply = try client.frame(after: Frames.mood("client \(number)"))
            client.send(json)
            if reply.contains("client \(number)") { break }
            #expect(reply.contains("LimitExceeded"))
          }
        }
      }
    }
  }

  @Test("may knock as often as it likes", .timeLimit(.minutes(10)))
  func flood() async throws {
    try await TestServer.with { server in
      try await ControlClient.withConnection(to: server.socket) { neighbour in
        let before = try ProcessFigures()
        try await blocking {
          for round in 0..<20 {
            let clients = (0..<100).compactMap { _ in try? RawClient(server.socket) }
            // Some leave without a word, some in the middle of one, some stop listening.
            for (number, client) in clients.enumerated() where number % 3 > 0 {
              client.send(Array(#"{"method":"#.utf8))
              if (number + round) % 2 == 0 { client.endReading() } else { client.endSending() }
            }
          }
        }
        try await expectStatus(neighbour)
        for _ in 0..<1_000 where try ProcessFigures().descriptors > before.descriptors + 50 {
          try await expectStatus(neighbour)
        }
        #expect(try ProcessFigures().descriptors <= before.descriptors + 100)
      }
    }
  }
}
