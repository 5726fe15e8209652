import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

/// A daemon of a user of its own, at a socket that was made for it, mode 0660, as the system-wide
/// units do it.
@Suite("Users of a system-wide daemon", .serialized, .needsRoot)
struct AuthorisationTests {
  private static let owner = OtherUser(user: 61_001, group: 61_001)
  private static let member = OtherUser(user: 61_002, group: 61_100)
  private static let outsider = OtherUser(user: 61_003, group: 61_003)

  /// Makes the socket as systemd does, becomes the owner, and runs the daemon.
  private static func activated(at socket: String) -> [String] {
    let script = """
      import os, socket, sys
      path, user, group = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(path)
      os.chown(path, user, group)
      os.chmod(path, 0o660)
      listener.listen(128)
      os.dup2(listener.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), HOME="/nonexistent")
      os.setgroups([]); os.setgid(user); os.setuid(user)
      os.execv(sys.argv[4], sys.argv[4:])
      """
    return [
      "/usr/bin/env", "python3", "-c", script, socket, "\(owner.user)", "\(member.group)",
    ]
  }

  @Test("the owner and root change, the group reads, others stay outside")
  func everyone() async throws {
    let (music, state, run) = (
      try TemporaryDirectory(), try TemporaryDirectory(), try TemporaryDirectory()
    )
    chmod(run.path, 0o755)
    chmod(music.path, 0o755)
    #expect(chown(state.path, Self.owner.user, Self.owner.group) == 0)
    let socket = run.appending("control.sock")
    // Where the test's own client looks.
    try FileManager.default.createSymbolicLink(
      atPath: state.appending("control.sock"), withDestinationPath: socket)
    let daemon = try await RunningDaemon(
      music: [music.path], wrapper: Self.activated(at: socket), state: state)

    func ask(_ user: OtherUser?, _ words: String...) async throws -> CommandResult {
      let words = words + ["--socket", socket]
      let program = Checkout.programs + "/orpheusctl"
      guard let user else { return try await OrpheusTestSupport.run(program, words) }
      return try await user.run(program, words, environment: ["HOME": "/nonexistent"])
    }

    for user in [nil, Self.owner, Self.member] {
      let status = try await ask(user, "status")
      #expect(status.status == 0, "\(user?.description ?? "root"): \(status.errors)")
    }
    for user in [nil, Self.owner] {
      #expect(try await ask(user, "pause").status == 0)
      #expect(try await daemon.status().activity == "paused")
      #expect(try await ask(user, "resume").status == 0)
    }
    for words in [["pause"], ["resume"], ["rescan"], ["mood", "x", "--rename", "y"]] {
      let refused = try await Self.member.run(
        Checkout.programs + "/orpheusctl", words + ["--socket", socket],
        environment: ["HOME": "/nonexistent"])
      #expect(refused.status == 1)
      #expect(refused.errors.contains("not permitted"), "\(words): \(refused.errors)")
      #expect(refused.output.isEmpty)
    }
    #expect(try await daemon.status().activity != "paused")

    let outside = try await ask(Self.outsider, "status")
    #expect(outside.status == 1)
    #expect(outside.errors.contains("You may not connect to \(socket)"), "\(outside.errors)")
    #expect(await daemon.stop() == 0)
  }
}
