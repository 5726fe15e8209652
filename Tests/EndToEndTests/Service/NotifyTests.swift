import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Service: what the service manager is told", .serialized)
struct NotifyTests {
  @Test(
    "that the daemon is ready before it has looked around, alive, reloading, ready, and stopping",
    .timeLimit(.minutes(10)))
  func life() async throws {
    let music = try TemporaryDirectory()
    // Enough folders that looking around takes longer than getting ready.
    for folder in 0..<2_000 {
      try FileManager.default.createDirectory(
        atPath: music.appending("\(folder)"), withIntermediateDirectories: false)
    }
    let manager = try ServiceManager()
    let before = monotonicMicroseconds()
    let daemon = try await RunningDaemon(
      music: [music.path], wrapper: manager.wrapper(watchdog: .seconds(1)))

    let start = await manager.hear("STATUS=0 tracks")
    let ready = try #require(start.firstIndex(of: "READY=1"))
    let scanning = try #require(start.firstIndex { $0.hasPrefix("STATUS=Scanning") })
    // A status may come first, but none of a finished scan.
    #expect(ready < start.count - 1 && scanning < start.count - 1)
    #expect(!start.contains { $0.hasPrefix("STOPPING") || $0.hasPrefix("RELOADING") })

    await manager.hear("WATCHDOG=1")
    await manager.hear("WATCHDOG=1")

    kill(daemon.processIdentifier, SIGHUP)
    let reloading = await manager.hear("RELOADING=1")
    let lines = try #require(reloading.last).split(separator: "\n")
    let time = try #require(lines.last?.split(separator: "=").last.flatMap { Int($0) })
    #expect(lines.last?.hasPrefix("MONOTONIC_USEC=") == true)
    #expect((before...monotonicMicroseconds()).contains(time))
    let again = await manager.hear("READY=1")
    #expect(!again.contains { $0.hasPrefix("STOPPING") })
    await manager.hear("WATCHDOG=1")

    async let status = daemon.stop()
    await manager.hear("STOPPING=1")
    #expect(await status == 0)
  }

  @Test(
    "is one reload for many SIGHUPs, which ends with the last settings", .timeLimit(.minutes(10)))
  func storm() async throws {
    let folders = try (0..<2).map { _ in try TemporaryDirectory() }
    func settings(_ folder: Int) -> String {
      "[library]\nmusic = [\"\(folders[folder].path)\"]\n"
    }
    let manager = try ServiceManager()
    let daemon = try await RunningDaemon(
      music: [], settings: settings(0), wrapper: manager.wrapper())
    await manager.hear("READY=1")
    let signals = 400
    for number in 0..<signals {
      if number == signals / 2 {
        try settings(1).write(
          toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
      }
      kill(daemon.processIdentifier, SIGHUP)
    }
    _ = try await eventually(within: .seconds(120)) {
      let status: StatusReply = try await daemon.json("status")
      return status.roots.map(\.path) == [folders[1].path]
    }
    async let stopped = daemon.stop()
    let heard = await manager.hear("STOPPING=1")
    #expect(await stopped == 0)
    let reloads = heard.count { $0.hasPrefix("RELOADING=1") }
    #expect(reloads >= 1)
    #expect(reloads < signals / 4)
    // The stop may have come in the middle of the last one.
    let last = heard.last { $0 == "READY=1" || $0.hasPrefix("RELOADING=1") }
    #expect(heard.count { $0 == "READY=1" } == (last == "READY=1" ? reloads : reloads - 1))
    print("\(signals) SIGHUPs: \(reloads) reloads")
  }

  @Test("is a reload all the same when the settings are broken", .timeLimit(.minutes(10)))
  func broken() async throws {
    let manager = try ServiceManager()
    let music = try TemporaryDirectory()
    let daemon = try await RunningDaemon(
      music: [], settings: "[library]\nmusic = [\"\(music.path)\"]\n", wrapper: manager.wrapper())
    await manager.hear("READY=1")
    try "[library]\nmusic = [\"/elsewhere\"]\nexclude = 3\n".write(
      toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
    kill(daemon.processIdentifier, SIGHUP)
    await manager.hear("RELOADING=1")
    await manager.hear("READY=1")
    #expect(daemon.logged.contains("the settings stay as they were"))
    #expect(daemon.logged.contains("orpheus.toml:3: library.exclude: expected a list"))
    let status: StatusReply = try await daemon.json("status")
    #expect(status.roots.map(\.path) == [music.path])
  }

  @Test(
    "nothing while the database hangs, and that all is well when it goes on",
    .needsLoopDevices, .timeLimit(.minutes(10)))
  func hungDatabase() async throws {
    let (image, music) = (try TemporaryDirectory(), try TemporaryDirectory())
    let state = try TemporaryDirectory()
    let file = image.appending("disk")
    try await succeed("/usr/bin/truncate", ["-s", "64M", file])
    try await succeed("/usr/sbin/mkfs.ext4", ["-q", file])
    try await succeed("/usr/bin/mount", ["-o", "loop", file, state.path])
    do {
      let manager = try ServiceManager()
      let daemon = try await RunningDaemon(
        music: [music.path], settings: "[watch]\nquiet = 0.1\n",
        wrapper: manager.wrapper(watchdog: .seconds(1)), state: state)
      await manager.hear("WATCHDOG=1")
      await manager.hear("WATCHDOG=1")

      // A disk that takes no more writes, and does not refuse them either.
      try await succeed("/usr/sbin/fsfreeze", ["--freeze", state.path])
      try Data().write(to: URL(fileURLWithPath: music.appending("new.wav")))
      let isSilent = try await manager.fallsSilent(for: .seconds(3), within: .seconds(60))
      try await succeed("/usr/sbin/fsfreeze", ["--unfreeze", state.path])
      #expect(isSilent)
      await manager.hear { _ in true }
      await manager.hear("WATCHDOG=1")
      await manager.hear("WATCHDOG=1")
      #expect(await daemon.stop() == 0)
    } catch {
      _ = try? await run("/usr/sbin/fsfreeze", ["--unfreeze", state.path])
      _ = try? await run("/usr/bin/umount", ["--lazy", state.path])
      throw error
    }
    try await succeed("/usr/bin/umount", ["--lazy", state.path])
  }

  private func succeed(_ program: String, _ arguments: [String]) async throws {
    let result = try await run(program, arguments)
    guard result.status == 0 else {
      throw MissingGround(description: "\(program) \(arguments): \(result.errors)")
    }
  }

  private func monotonicMicroseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000 + now.tv_nsec / 1_000
  }
}
