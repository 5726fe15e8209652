import ControlProtocol
import Foundation
import LibraryStorage
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: unmounting is not deleting", .needsNamespaces)
struct UnmountTests {
  /// Where the disk with the music is mounted.
  enum Place: String, CaseIterable {
    case root
    case belowRoot = "a directory below the root"
  }

  private let source: TemporaryDirectory
  private let root: TemporaryDirectory
  private let stage: TemporaryDirectory
  private let songs = Effort.count(8, soak: 60)

  init() throws {
    source = try TemporaryDirectory()
    root = try TemporaryDirectory()
    stage = try TemporaryDirectory()
    try Disk.makeDirectory(FilePath(source.appending("album")))
    for number in 0..<songs {
      let place = number.isMultiple(of: 2) ? "album/\(number).wav" : "\(number).wav"
      try Disk.write(FilePath(source.appending(place)), Sound.song(seed: number + 1))
    }
  }

  private func mountPoint(_ place: Place) throws -> String {
    guard place == .belowRoot else { return root.path }
    try? Disk.makeDirectory(FilePath(root.appending("disk")))
    try Disk.write(FilePath(root.appending("here.wav")), Sound.song(seed: 9_999))
    return root.appending("disk")
  }

  @Test(
    "a disk that goes takes nothing along, and costs no analysis when it is back",
    arguments: Place.allCases)
  func unmount(place: Place) async throws {
    let mount = try mountPoint(place)
    let worker = try CountingWorker()
    let daemon = try await RunningDaemon(
      music: [root.path], settings: Sound.settings,
      wrapper: Namespace.entering(
        running: "mount -t tmpfs none '\(mount)' && cp -a '\(source.path)/.' '\(mount)'"),
      programs: worker.programs)
    try await daemon.sync()
    let known = try await daemon.tracks()
    let analyses = worker.counts.analysed
    #expect(known.count == analyses && analyses >= songs)
    try await daemon.waitForWorkersToLeave()

    for _ in 0..<Effort.count(1, soak: 5) {
      try await Namespace.run("umount '\(mount)'", inside: daemon.processIdentifier)
      try await daemon.sync()
      let isKnown = try await eventually(within: .seconds(120)) {
        let status = try await daemon.status()
        return place == .root ? !status.degraded.isEmpty : status.unread ?? 0 > 0
      }
      #expect(isKnown, "nobody is told")
      #expect(try await daemon.tracks() == known)
      _ = try await daemon.control("rescan")
      try await daemon.sync()
      #expect(try await daemon.tracks() == known, "after a rescan")

      // Complete at once, as a disk is.
      try await Namespace.run(
        "mount -t tmpfs none '\(stage.path)' && cp -a '\(source.path)/.' '\(stage.path)' && "
          + "mount --move '\(stage.path)' '\(mount)'", inside: daemon.processIdentifier)
      let isBack = try await eventually(within: .seconds(120)) {
        let status = try await daemon.status()
        return status.degraded.isEmpty && status.unread == 0
      }
      #expect(isBack, "nobody notices that it is back")
      try await daemon.sync()
      #expect(try await daemon.tracks() == known)
    }
    #expect(worker.counts.analysed == analyses)
    await daemon.stop()
    try await expectNoTombstones(daemon)
  }

  // The kernel says nothing when one of several mounts of a file system goes.
  @Test("so does one whose going no event tells of", arguments: Place.allCases)
  func detachUnseen(place: Place) async throws {
    let mount = try mountPoint(place)
    let worker = try CountingWorker()
    let daemon = try await RunningDaemon(
      music: [root.path], settings: Sound.settings,
      wrapper: Namespace.entering(
        running:
          "mount -t tmpfs none '\(stage.path)' && cp -a '\(source.path)/.' '\(stage.path)' && "
          + "mount --bind '\(stage.path)' '\(mount)'"),
      programs: worker.programs)
    try await daemon.sync()
    let known = try await daemon.tracks()
    let counts = worker.counts
    #expect(known.count == counts.analysed)
    try await daemon.waitForWorkersToLeave()

    try await Namespace.run("umount '\(mount)'", inside: daemon.processIdentifier)
    let isKnown = try await eventually(within: .seconds(120)) {
      try await daemon.status().health == "degraded"
    }
    #expect(isKnown, "nobody is told")
    try await daemon.sync()
    #expect(try await daemon.tracks() == known)

    try await Namespace.run(
      "mount --bind '\(stage.path)' '\(mount)'", inside: daemon.processIdentifier)
    let isBack = try await eventually(within: .seconds(120)) {
      try await daemon.status().health == "ok"
    }
    #expect(isBack, "nobody notices that it is back")
    try await daemon.sync()
    #expect(try await daemon.tracks() == known)
    #expect(worker.counts == counts)
    await daemon.stop()
    try await expectNoTombstones(daemon)
  }

  @Test(
    "what waits on a disk that goes is not waited for, and is analysed when it is back",
    arguments: Place.allCases)
  func unmountUnread(place: Place) async throws {
    let mount = try mountPoint(place)
    let worker = try CountingWorker()
    let bind = "mount --bind '\(stage.path)' '\(mount)'"
    let daemon = try await RunningDaemon(
      music: [root.path], settings: Sound.settings,
      wrapper: Namespace.entering(
        running:
          "mount -t tmpfs none '\(stage.path)' && cp -a '\(source.path)/.' '\(stage.path)'"),
      programs: worker.programs)
    try await daemon.sync()
    let before = worker.counts.analysed
    try await daemon.control("pause")
    try await Namespace.run(bind, inside: daemon.processIdentifier)
    let isFound = try await eventually(within: .seconds(120)) {
      try await daemon.status().pending == songs
    }
    #expect(isFound)
    try await Namespace.run("umount '\(mount)'", inside: daemon.processIdentifier)
    let isKnown = try await eventually(within: .seconds(120)) {
      try await daemon.status().health == "degraded"
    }
    #expect(isKnown, "nobody is told")
    try await daemon.control("resume")
    // Two looks at each, a second apart, tell that no file is there to be read.
    try await daemon.sync(within: 30)
    #expect(try await daemon.status().pending == songs)
    #expect(worker.counts.analysed == before)

    try await Namespace.run(bind, inside: daemon.processIdentifier)
    let isAnalysed = try await eventually(within: .seconds(120)) {
      try await daemon.status().pending == 0
    }
    #expect(isAnalysed, "forgotten")
    #expect(worker.counts.analysed == before + songs)
  }

  @Test("a disk that is not there when Orpheus starts is awaited", arguments: Place.allCases)
  func absentAtStart(place: Place) async throws {
    let mount = try mountPoint(place)
    let worker = try CountingWorker()
    // Enough for a directory that holds more than a fifth of the library to be missed.
    for number in 0..<60 {
      try Disk.write(
        FilePath(source.appending("short \(number).wav")), Sound.short(frames: number + 1))
    }
    let start = { (state: TemporaryDirectory?, script: String) async throws in
      try await RunningDaemon(
        music: [root.path], settings: Sound.settings,
        wrapper: Namespace.entering(running: script), state: state, programs: worker.programs)
    }
    let bind = "mount --bind '\(source.path)' '\(mount)'"
    var daemon = try await start(nil, bind)
    try await daemon.sync()
    let known = try await daemon.tracks()
    let counts = worker.counts
    await daemon.stop()

    daemon = try await start(daemon.state, "")
    let isKnown = try await eventually(within: .seconds(120)) {
      try await daemon.status().health == "degraded"
    }
    #expect(isKnown, "nobody is told")
    try await daemon.sync()
    #expect(try await daemon.tracks() == known)
    try await daemon.lookAtEverything()
    #expect(try await daemon.tracks() == known, "after a rescan")
    await daemon.stop()
    try await expectNoTombstones(daemon)

    daemon = try await start(daemon.state, bind)
    try await daemon.sync()
    #expect(try await daemon.tracks() == known)
    #expect(try await daemon.status().health == "ok")
    #expect(worker.counts == counts)
    await daemon.stop()
    try await expectNoTombstones(daemon)

    // Who points at the folder means it.
    daemon = try await start(daemon.state, "")
    try await daemon.sync()
    try await daemon.control("rescan", root.path)
    let isForgotten = try await eventually(within: .seconds(120)) {
      try await daemon.status().tracks == (place == .root ? 0 : 1)
    }
    #expect(isForgotten, "not even when told")
    #expect(try await daemon.status().health == "ok")
  }

  private func expectNoTombstones(
    _ daemon: RunningDaemon, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    #expect(try await daemon.storedCounts().missing == 0, sourceLocation: sourceLocation)
  }
}
