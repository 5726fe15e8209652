import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: whatever happens, the library equals the folders")
struct RandomOperationsTests {
  /// `ORPHEUS_SEED` repeats one.
  static let seeds: [UInt64] =
    ProcessInfo.processInfo.environment["ORPHEUS_SEED"].flatMap { UInt64($0) }.map { [$0] }
    ?? Array(0..<UInt64(Effort.count(6, soak: 120)))

  @Test(
    "after any changes, overflows and ends of the daemon, gentle or not", .serialized,
    arguments: seeds)
  func agrees(seed: UInt64) async throws {
    let folders = try (0..<3).map { _ in try TemporaryDirectory() }
    let places = folders.map { FilePath($0.path) }
    // The third is outside. A root that is empty would be taken for one that is not mounted.
    let roots = Array(places[..<2])
    for root in roots { try Disk.write(root.appending("0.wav"), Sound.short(frames: 1)) }
    // Odd seeds make links: what changes through one path of a file is found at the others by
    // looking only.
    let makesLinks = seed % 2 == 1
    var disorder = Disorder(seed: seed, places: places, makesLinks: makesLinks)
    let start = { (state: TemporaryDirectory?) async throws in
      try await RunningDaemon(
        music: roots.map(\.string), settings: "[daemon]\nlog-level = \"debug\"\n", state: state)
    }
    var daemon = try await start(nil)

    for round in 0..<8 {
      let steps = 2 * (1 + disorder.choose(below: 20))
      switch disorder.choose(below: 8) {
      case 0...2:
        for _ in 0..<steps { disorder.step() }
      case 3:
        disorder.note("rescan")
        try await daemon.control("rescan")
        for _ in 0..<steps { disorder.step() }
      case 4:
        await daemon.suspend()
        for _ in 0..<steps { disorder.step() }
        disorder.note("resume")
        daemon.resume()
      case 5:
        await daemon.suspend()
        try EventFlood.pour(into: roots[0])
        for _ in 0..<steps { disorder.step() }
        disorder.note("overflow")
        daemon.resume()
      case 6:
        await daemon.stop()
        for _ in 0..<steps { disorder.step() }
        disorder.note("start")
        daemon = try await start(daemon.state)
      default:
        for _ in 0..<steps / 2 { disorder.step() }
        await daemon.stop(SIGKILL)
        for _ in 0..<steps / 2 { disorder.step() }
        disorder.note("start after kill")
        daemon = try await start(daemon.state)
        for _ in 0..<steps / 2 { disorder.step() }
      }
      if makesLinks { try await daemon.lookAtEverything() }
      try await daemon.sync(within: 60)
      try await daemon.expectLibrary(
        equals: roots,
        """
        seed \(seed), round \(round): \(disorder.story.suffix(60))
        \(daemon.logged.split(separator: "\n").suffix(200).joined(separator: "\n"))
        """)
      disorder.note("synced")
    }
    print("seed \(seed): \(disorder.steps) operations")
    #expect(try await daemon.status().pending == 0)
    await daemon.stop()
    let stored = try await daemon.storedFiles(below: ["/"])
    let files = try Disk.music(below: roots)
    #expect(stored.count == files.count, "seed \(seed)")
  }
}

extension RunningDaemon {
  /// Looks at every file again, and returns when that is done.
  func lookAtEverything() async throws {
    try await control("rescan")
    let isOver = try await eventually(within: .seconds(120)) {
      try await status().activity != "scanning"
    }
    guard isOver else { throw MissingGround(description: "the rescan does not end") }
  }
}
