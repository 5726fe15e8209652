import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Service: one daemon", .serialized)
struct InstanceTests {
  /// Starts another `orpheusd` and waits for its end.
  private func second(state: String, socket: String) async throws -> (CommandResult, Duration) {
    let start = ContinuousClock.now
    let result = try await run(
      Checkout.programs + "/orpheusd",
      ["--music", "/nowhere", "--state", state, "--socket", socket])
    return (result, .now - start)
  }

  private func answers(_ daemon: RunningDaemon) async throws -> Bool {
    try await daemon.control("status").status == 0
  }

  @Test("uses a state folder: a second one leaves at once and says why", .timeLimit(.minutes(10)))
  func sameState() async throws {
    let daemon = try await RunningDaemon(music: [])
    let (result, time) = try await second(
      state: daemon.state.path, socket: daemon.state.appending("other.sock"))
    #expect(result.status == 1)
    #expect(result.errors.contains("another orpheusd uses \(daemon.state.path)"))
    #expect(time < .seconds(20))
    #expect(try await answers(daemon))
    // It has touched nothing: the first one's ledger has no crash in it afterwards.
    #expect(await daemon.stop() == 0)
    let again = try await RunningDaemon(music: [], state: daemon.state, isForgiven: false)
    #expect(!again.logged.contains("did not end in order"))
  }

  @Test("answers at a socket: another one does not take it away", .timeLimit(.minutes(10)))
  func liveSocket() async throws {
    let daemon = try await RunningDaemon(music: [])
    let state = try TemporaryDirectory()
    let (result, time) = try await second(
      state: state.path, socket: daemon.state.appending("control.sock"))
    #expect(result.status == 1)
    #expect(result.errors.contains("another orpheusd is listening at"))
    #expect(time < .seconds(20))
    #expect(try await answers(daemon))
  }

  @Test(
    "leaves a socket behind when it is killed, which the next one replaces",
    .timeLimit(.minutes(10)))
  func staleSocket() async throws {
    let daemon = try await RunningDaemon(music: [])
    await daemon.stop(SIGKILL)
    #expect(FileManager.default.fileExists(atPath: daemon.state.appending("control.sock")))
    let next = try await RunningDaemon(music: [], state: daemon.state)
    #expect(try await answers(next))
    #expect(await next.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: daemon.state.appending("control.sock")))
  }

  @Test("is started by its first client where systemd keeps the socket", .timeLimit(.minutes(10)))
  func socketActivation() async throws {
    let state = try TemporaryDirectory()
    let socket = state.appending("control.sock")
    let music = try TemporaryDirectory()
    // Becomes the daemon when the first client connects, and closes every descriptor it was given
    // then, one among them by whose end this process would know the daemon's: so a shell stays.
    let staying = "setpriv --pdeathsig KILL \"$@\"; exit $?"
    let daemon = try await RunningDaemon(
      music: [music.path],
      wrapper: [
        "/bin/sh", "-c", staying, "sh",
        "/usr/bin/systemd-socket-activate", "--listen=\(socket)",
        "--setenv=ORPHEUS_MANIFESTS=\(Checkout.root)/Config/models",
      ], state: state)
    let status: StatusReply = try await daemon.json("status")
    #expect(status.roots.map(\.path) == [music.path])
    let shell = daemon.processIdentifier
    let children = try String(
      contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
    let child = try #require(Int32(children.prefix { $0 != " " }))
    kill(child, SIGTERM)
    let asksNothing: Int32 = 0
    #expect(await daemon.stop(asksNothing) == 0)
    // The file is systemd's.
    #expect(FileManager.default.fileExists(atPath: socket))
  }
}
