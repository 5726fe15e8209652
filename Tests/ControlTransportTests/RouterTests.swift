import ControlProtocol
import FoundationEssentials
import Glibc
import Logging
import NIOCore
import OrpheusTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A router")
struct RouterTests {
  /// The replies to `json`, as a peer of user `user` gets them.
  private func answer(
    _ json: String, user: UInt32 = 1000, owner: UInt32 = 1000, limit: Int = 1024 * 1024
  ) async throws -> [VarlinkReply] {
    let call = try VarlinkCall(frame: Data(json.utf8))
    let frames = Mutex<[Data]>([])
    let sink = ReplySink(isOneway: call.isOneway, limit: limit) { frame in
      frames.withLock { $0.append(Data(frame.readableBytesView)) }
    }
    let server = TestServer(socket: "unused", signals: Signals(), gate: Signals())
    let peer = PeerCredentials(user: user, group: 0, process: 1)
    await server.router.answer(
      call, from: peer, mayChange: peer.mayChange(what: owner), replies: sink,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try frames.withLock { $0 }.map { try VarlinkReply(frame: $0.dropLast()) }
  }

  @Test(
    "refuses what it cannot route",
    arguments: [
      (#"{"method":"Status"}"#, .invalidParameter(parameter: "method")),
      (#"{"method":"org.example.X"}"#, .interfaceNotFound(interface: "org.example")),
      (
        #"{"method":"org.orpheus.Control.Dance"}"#,
        .methodNotFound(method: "org.orpheus.Control.Dance")
      ),
      (#"{"method":"org.orpheus.Control.Mood"}"#, .invalidParameter(parameter: "mood")),
      (
        #"{"method":"org.orpheus.Control.Status","upgrade":true}"#,
        .invalidRequest(reason: "no method here can be called with upgrade")
      ),
      (
        #"{"method":"org.orpheus.Control.Monitor"}"#,
        .invalidRequest(reason: "Monitor answers with a stream; call it with more")
      ),
      (Frames.mood("missing"), .moodNotFound(mood: "missing", nearest: "calm")),
      (
        #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"x.y"}}"#,
        .interfaceNotFound(interface: "x.y")
      ),
    ] as [(String, ControlError)])
  func refuses(json: String, error: ControlError) async throws {
    #expect(try await answer(json).map(\.error) == [error])
  }

  @Test(
    "lets the owner and root change things, and everyone read",
    arguments: [
      (user: 1000, owner: 1000, may: true), (user: 0, owner: 1000, may: true),
      (user: 1001, owner: 1000, may: false), (user: 1000, owner: 0, may: false),
      // The user that SO_PEERCRED shows for one outside our user name space.
      (user: 65534, owner: 1000, may: false),
    ] as [(user: UInt32, owner: UInt32, may: Bool)])
  func access(user: UInt32, owner: UInt32, may: Bool) async throws {
    let rename = #"""
      {"method":"org.orpheus.Control.RenameMood","parameters":{"mood":"a","name":"b"}}
      """#
    let replies = try await answer(rename, user: user, owner: owner)
    #expect(replies.count == 1)
    if may {
      #expect(replies.first?.error == nil)
    } else {
      guard case .notPermitted = replies.first?.error else {
        Issue.record("user \(user) renamed a mood of user \(owner)")
        return
      }
    }
    #expect(try await answer(Frames.call("Status"), user: user, owner: owner)[0].error == nil)
  }

  @Test("tells what it serves")
  func serviceInterface() async throws {
    let info = try await answer(#"{"method":"org.varlink.service.GetInfo"}"#)[0]
    #expect(
      try info.parameters(as: GetInfoReply.self)
        == GetInfoReply(
          vendor: "Orpheus", product: "Orpheus", version: "1.0", url: "https://example.org/",
          interfaces: ["org.varlink.service", "org.orpheus.Control"]))
    for (name, text) in [
      (ControlInterface.name, ControlInterface.description),
      (ServiceInterface.name, ServiceInterface.description),
    ] {
      let reply = try await answer(
        #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"\#(name)"}}"#
      )[0]
      #expect(try reply.parameters(as: GetInterfaceDescriptionReply.self).description == text)
    }
  }

  @Test("marks every reply of a stream but the last")
  func stream() async throws {
    let replies = try await answer(
      Frames.call("Monitor", #","more":true,"parameters":{"since":3}"#))
    #expect(replies.map(\.continues) == [true, true, true, false])
    #expect(try replies[2].parameters(as: MonitorReply.self).generation == 2)
  }

  @Test("does not answer a oneway call, not even with an error")
  func oneway() async throws {
    #expect(try await answer(Frames.call("Status", #","oneway":true"#)).isEmpty)
    #expect(try await answer(Frames.call("Dance", #","oneway":true"#)).isEmpty)
  }

  @Test(
    "does nothing at all for a oneway call that only asks",
    arguments: [
      Frames.call("Sync", #","oneway":true"#),
      Frames.call("Monitor", #","oneway":true,"more":true,"parameters":{"topics":["endless"]}"#),
    ])
  func onewayQuestion(json: String) async throws {
    // Returns, though nobody ever lets the one or ends the other.
    #expect(try await answer(json).isEmpty)
  }

  @Test("says so when a reply would be too long")
  func longReply() async throws {
    let replies = try await answer(
      Frames.call("Tracks", #","parameters":{"limit":100}"#), limit: 1024)
    guard case .limitExceeded = replies.first?.error else {
      Issue.record("a reply past the limit was sent")
      return
    }
  }
}
