import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: when watches run out")
struct WatchLimitTests {
  @Test(
    "Orpheus says so once, with the remedy, follows the rest by looking, and recovers by itself",
    .needsNamespaces)
  func exhaustion() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    let directories = 80
    for number in 0..<directories {
      try Disk.makeDirectory(music.appending("\(number)"))
      try Disk.write(music.appending("\(number)/song.wav"), Sound.short(frames: number + 1))
    }
    let daemon = try await RunningDaemon(
      music: [folder.path],
      wrapper: Namespace.entering(running: "echo 50 >/proc/sys/user/max_inotify_watches"))
    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
    let status = try await daemon.status()
    #expect(status.health == "degraded")
    let reason = try #require(status.degraded.first { $0.contains("watches are needed") })
    // The root, its directories and the one with the cookies, which is watched for the music, for
    // folders of history and for single files of it; the last two as soon as they are begun.
    #expect(
      (2...4).contains { more in
        reason.contains("\(directories + more) directory watches are needed and 50 are allowed")
      }, "\(reason)")
    #expect(reason.contains("sysctl fs.inotify.max_user_watches="))

    // Changes everywhere, and most directories are not watched.
    for number in 0..<directories {
      try Disk.write(music.appending("\(number)/late.wav"), Sound.short(frames: 100 + number))
    }
    if Effort.isSoak {
      let begun = ContinuousClock.now
      let isComplete = try await eventually(within: .seconds(600)) {
        try await Task.sleep(for: .seconds(1))
        return try await daemon.status().tracks == 2 * directories
      }
      #expect(isComplete, "not found by looking every ten minutes")
      print("without watches: found by looking after \(ContinuousClock.now - begun)")
    }
    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
    #expect(daemon.logged.split(separator: "\n").count { $0.contains("watches are needed") } == 1)

    try await Namespace.run(
      "echo 1000 >/proc/sys/user/max_inotify_watches", inside: daemon.processIdentifier)
    if Effort.isSoak {
      let isWell = try await eventually(within: .seconds(660)) {
        try await Task.sleep(for: .seconds(1))
        return try await daemon.status().health == "ok"
      }
      #expect(isWell, "does not recover by itself")
    }
    // The first sync looks everywhere once more, and finds that all can be watched now.
    try await daemon.sync()
    let isWell = try await eventually(within: .seconds(120)) {
      try await daemon.status().health == "ok"
    }
    #expect(isWell)
    try Disk.write(music.appending("79/watched.wav"), Sound.short(frames: 500))
    let isNoticed = try await eventually(within: .seconds(120)) {
      try await daemon.status().tracks == 2 * directories + 1
    }
    #expect(isNoticed)
  }

  @Test("without a single inotify instance everything is found by looking", .needsNamespaces)
  func noInstance() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    try Disk.write(music.appending("first.wav"), Sound.short(frames: 1))
    let daemon = try await RunningDaemon(
      music: [folder.path],
      wrapper: Namespace.entering(running: "echo 0 >/proc/sys/user/max_inotify_instances"))
    try await daemon.sync()
    let status = try await daemon.status()
    #expect(status.degraded.contains { $0.contains("sysctl fs.inotify.max_user_instances=") })
    try Disk.write(music.appending("second.wav"), Sound.short(frames: 2))
    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
  }
}
