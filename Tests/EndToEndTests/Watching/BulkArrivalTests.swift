import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: many files at once, whatever brings them", .serialized)
struct BulkArrivalTests {
  @Test("arrive alike, and each is analysed once", .needsNamespaces)
  func bulk() async throws {
    let source = try TemporaryDirectory()
    let count = Effort.count(60, soak: 2_000)
    for number in 0..<count {
      let directory = FilePath(source.appending("music/album \(number / 20)"))
      if number.isMultiple(of: 20) { try Disk.makeDirectories(directory) }
      try Disk.write(directory.appending("\(number).wav"), Sound.song(seed: number + 1))
    }
    let archive = source.appending("music.tar")
    try await succeed("/usr/bin/tar", ["-C", source.path, "-cf", archive, "music"])

    var first: [String: [String]]?
    for way in ways {
      let folder = try TemporaryDirectory()
      let worker = try CountingWorker()
      let daemon = try await RunningDaemon(
        music: [folder.path], settings: Sound.settings,
        wrapper: Namespace.entering(running: "mount -t tmpfs none /mnt"),
        programs: worker.programs)
      try await daemon.sync()
      let begun = ContinuousClock.now
      try await Namespace.run(
        way.script.replacingOccurrences(of: "SOURCE", with: source.path)
          .replacingOccurrences(of: "FOLDER", with: folder.path),
        inside: daemon.processIdentifier)
      try await daemon.sync()
      print("\(count) files by \(way.name): in the library after \(ContinuousClock.now - begun)")
      let tracks = try await daemon.expectLibrary(equals: [FilePath(folder.path)], way.name)
      #expect(tracks.count == count, "\(way.name)")
      #expect(worker.counts == (identified: count, analysed: count), "\(way.name)")
      #expect(try await daemon.status().analyses == count, "\(way.name)")

      // The moods depend on the order of arrival; what was heard does not.
      let state = tracks.reduce(into: [String: [String]]()) { state, track in
        let path = String(track.key.string.dropFirst(folder.path.utf8.count))
        state[path] = [
          track.value.state, "\(track.value.seconds ?? 0)", "\(track.value.loudness ?? 0)",
          "\((track.value.affect ?? [:]).sorted { $0.key < $1.key })",
        ]
      }
      #expect(first == nil || first == state, "\(way.name)")
      first = state
      await daemon.stop()
    }
  }

  private let ways = [
    (name: "cp -r", script: "cp -r 'SOURCE/music' 'FOLDER/music'"),
    (name: "rsync", script: "rsync -r 'SOURCE/music' 'FOLDER/'"),
    (name: "tar x", script: "tar -C 'FOLDER' -xf 'SOURCE/music.tar'"),
    (
      name: "mv from another file system",
      script: "cp -r 'SOURCE/music' /mnt/music && mv /mnt/music 'FOLDER/music'"
    ),
    (name: "hard links", script: "cp -rl 'SOURCE/music' 'FOLDER/music'"),
  ]
}
