import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import ControlTransport

/// A system-wide daemon: its socket belongs to a user and a group of its own, mode 0660.
@Suite("Real users at a socket of mode 0660", .needsRoot)
struct OtherUserTests {
  static let owner = OtherUser(user: 61_001, group: 61_001)
  static let member = OtherUser(user: 61_002, group: 61_100)
  static let outsider = OtherUser(user: 61_003, group: 61_003)
  static let root = OtherUser(user: 0, group: 0)
  static let group: gid_t = 61_100

  /// Serves for the owner's user, in a folder that everyone may enter.
  private func serve(
    limits: ControlLimits = .standard, _ body: (FilePath) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { directory in
      #expect(chmod(directory.path.string, 0o755) == 0)
      let socket = directory("control.sock")
      let server = TestServer(socket: socket, signals: Signals(), gate: Signals())
      try await TestServer.serving(
        server.router, at: socket, limits: limits, owner: Self.owner.user, mode: 0o660
      ) {
        #expect(chown(socket.string, Self.owner.user, Self.group) == 0)
        try await body(socket)
      }
    }
  }

  @Test(
    "the owner and root change, the group reads, others stay outside", .timeLimit(.minutes(10)))
  func authorisation() async throws {
    try await serve { socket in
      for user in [Self.owner, Self.member, Self.root] {
        let status = try await user.ask(Frames.call("Status"), at: socket.string)
        #expect(status?.contains(#""tracks":5"#) == true, "\(user)")
      }
      for method in ["Pause", "Resume", "Rescan", "RenameMood", "ImportHistory"] {
        let call = Frames.call(
          method, #","parameters":{"mood":"m","name":"n","path":"/x"}"#)
        for user in [Self.owner, Self.root] {
          let reply = try await user.ask(call, at: socket.string)
          #expect(reply?.contains("error") == false, "\(user) \(method)")
        }
        let refused = try await Self.member.ask(call, at: socket.string)
        #expect(refused?.contains("org.orpheus.Control.NotPermitted") == true, "\(method)")
        #expect(refused?.contains("is for the user orpheusd runs as, and for root") == true)
      }
      #expect(try await Self.outsider.ask(Frames.call("Status"), at: socket.string) == nil)
    }
  }

  @Test("who asks is who the kernel says it is", .timeLimit(.minutes(10)))
  func credentials() async throws {
    try await serve { socket in
      for user in [Self.owner, Self.member] {
        let reply = try await user.ask(Frames.call("Moods"), at: socket.string)
        #expect(reply?.contains(#""name":"\#(user.user) "#) == true, "\(reply ?? "none")")
      }
    }
  }

  @Test("other users, however many, leave room for the owner and root", .timeLimit(.minutes(10)))
  func room() async throws {
    try await serve { socket in
      // Four users of the group want 16 connections each.
      var holders: [(process: Process, served: Int)] = []
      defer { for holder in holders { holder.process.terminate() } }
      for number in 0..<4 {
        let user = OtherUser(user: 61_200 + UInt32(number), group: Self.group)
        holders.append(try await blocking { try user.hold(17, at: socket.string) })
      }
      #expect(holders.map(\.served) == [16, 16, 16, 8])
      let refused = try await Self.member.ask(Frames.call("Status"), at: socket.string)
      #expect(refused?.contains("LimitExceeded") == true)
      for user in [Self.owner, Self.root] {
        let status = try await user.ask(Frames.call("Status"), at: socket.string)
        #expect(status?.contains(#""tracks":5"#) == true)
      }
      // The owner has what is left, and then root has nothing either.
      let owner = try await blocking { try Self.owner.hold(9, at: socket.string) }
      holders.append(owner)
      #expect(owner.served == 8)
      let last = try await Self.root.ask(Frames.call("Status"), at: socket.string)
      #expect(last?.contains("at most 64 clients at a time") == true)
    }
  }
}
