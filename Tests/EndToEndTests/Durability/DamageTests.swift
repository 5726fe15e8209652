import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("A database that is damaged or cut short", .serialized)
struct DamageTests {
  @Test("before the start: a backup is restored, or a new one begun, and music is read again")
  func atStart() async throws {
    let library = try SmallLibrary(times: 3)
    let state = try TemporaryDirectory()
    var daemon: RunningDaemon? = try await RunningDaemon(music: [library.music.path], state: state)
    try await daemon?.sync()
    let before: StatusReply? = try await daemon?.json("status")
    await daemon?.stop()
    // No SQLite database at all.
    try damage(state.appending("library.sqlite"), at: 0)

    daemon = try await RunningDaemon(music: [library.music.path], state: state)
    try await daemon?.sync()
    let status: StatusReply? = try await daemon?.json("status")
    #expect(status?.tracks == before?.tracks)
    #expect(status?.degraded.contains { $0.contains("a new one has been begun") } == true)
    let kept = try FileManager.default.contentsOfDirectory(atPath: state.appending("damaged"))
    #expect(kept.count == 1)
    await daemon?.stop()
  }

  @Test("while it is in use: it is replaced, and everyone is served again")
  func running() async throws {
    let library = try SmallLibrary(times: 3)
    let state = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: [library.music.path], state: state)
    try await daemon.sync()
    let before: [TrackInfo] = try await daemon.json("tracks")
    // A backup as the daemon makes them.
    let backups = state.appending("backups")
    try FileManager.default.createDirectory(atPath: backups, withIntermediateDirectories: true)
    #expect(
      try await daemon.control("backup", backups + "/library-2026-01-02T030405Z.sqlite").status == 0
    )
    try "extra".write(
      toFile: library.music.appending("late.ogg"), atomically: true, encoding: .utf8)
    try await daemon.sync()
    for place in [0.1, 0.3, 0.5, 0.7] { try damage(daemon.database, at: place) }

    // Reads everything; the connection may be gone before it is told what was found.
    #expect(try await daemon.control("doctor").status == 1)
    try await daemon.answers { status in
      status.degraded.contains { $0.contains("the backup of 2026-01-02") }
    }
    try await daemon.sync()
    let after: [TrackInfo] = try await daemon.json("tracks")
    let songs = after.filter { $0.state == "analysed" }
    #expect(Set(songs.map(\.path)) == Set(before.map(\.path)))
    #expect(try await daemon.findings().allSatisfy { $0.state != .failure })
    #expect(await daemon.stop() == 0)
  }

  @Test("by kill -9 at any moment of indexing: nothing is counted twice, nothing is missing")
  func kills() async throws {
    let library = try SmallLibrary(times: 20)
    let state = try TemporaryDirectory()
    var random = SystemRandomNumberGenerator()
    for _ in 0..<Effort.count(4, soak: 25) {
      let daemon = try await RunningDaemon(music: [library.music.path], state: state)
      // Somewhere in what it does: after so many tracks have an outcome.
      let wanted = Int.random(in: 1...40, using: &random)
      _ = try await eventually(within: .seconds(120)) {
        let status: StatusReply = try await daemon.json("status")
        return status.tracks - status.pending >= wanted
      }
      await daemon.stop(SIGKILL)
    }
    let daemon = try await RunningDaemon(music: [library.music.path], state: state)
    _ = try await daemon.control("rescan")
    try await daemon.sync()
    let status: StatusReply = try await daemon.json("status")
    let songs = try FileManager.default.contentsOfDirectory(atPath: library.music.path).count
    #expect(status.tracks == songs)
    #expect(status.failed == 0 && status.pending == 0)
    #expect(status.analyses <= songs / 20)
    let findings = try await daemon.findings()
    #expect(
      findings.filter { ["database", "counts"].contains($0.check) }.map(\.state) == [.good, .good])
  }
}
