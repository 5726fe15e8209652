import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("A full disk", .serialized)
struct FullDiskTests {
  @Test(
    "on 8 MiB: the daemon lives, says so, answers, loses nothing and resumes by itself",
    .needsNamespaces)
  func tmpfs() async throws {
    let library = try SmallLibrary(times: 40)
    let state = try TemporaryDirectory()
    let disk = state.appending("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let script = """
      mount -t tmpfs -o size=8m none '\(disk)'
      exec "$@" --state '\(disk)'
      """
    let daemon = try await RunningDaemon(
      music: [library.music.path], wrapper: Namespace.entering(running: script), state: state)
    // Every byte that is left, while the daemon is at work.
    try await Namespace.run(
      "cat /dev/zero > '\(disk)/filler' 2> /dev/null || true", inside: daemon.processIdentifier)
    try await daemon.answers { $0.storage == "full" }
    let full: StatusReply = try await daemon.json("status")
    #expect(full.health == "degraded")
    #expect(
      full.degraded.contains { $0.contains("There is no room left in \(disk): free at least") })
    // Reading goes on, and nothing turns in circles: the log tells once.
    #expect(try await daemon.control("moods").status == 0)
    #expect(try await daemon.control("doctor").output.contains("fail  storage"))
    let wait = try await daemon.control("sync", "--timeout", "12")
    #expect(wait.status == 1)
    #expect(daemon.logged.components(separatedBy: "There is no room left").count == 2)

    try await Namespace.run("rm '\(disk)/filler'", inside: daemon.processIdentifier)
    try await daemon.sync()
    let status: StatusReply = try await daemon.json("status")
    let songs = try FileManager.default.contentsOfDirectory(atPath: library.music.path).count
    #expect(status.storage == "ok")
    #expect(!status.degraded.contains { $0.contains("no room left") })
    #expect(status.tracks == songs && status.quarantined == 0)
    #expect(status.analyses <= songs / 40)
    let findings = try await daemon.findings()
    #expect(
      findings.filter { ["database", "counts"].contains($0.check) }.allSatisfy {
        $0.state != .failure
      })
    #expect(await daemon.stop() == 0)
  }
}
