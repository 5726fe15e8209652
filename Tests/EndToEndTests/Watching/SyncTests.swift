import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: after a sync, what was written is in the library")
struct SyncTests {
  @Test("again and again, also during a rescan, and in a folder that nobody may write")
  func readYourWrites() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    // So many that a rescan takes a while.
    for directory in 0..<200 { try Disk.makeDirectories(music.appending("\(directory)")) }
    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()
    for round in 1...Effort.count(100, soak: 1_000) {
      let path = music.appending("\(round % 200)/\(round).wav")
      try Disk.write(path, Sound.short(frames: round))
      if round.isMultiple(of: 10) { try await daemon.control("rescan") }
      try await daemon.sync()
      let track: TrackInfo = try await daemon.json("track", path.string)
      #expect(track.seconds == Double(round) / Double(Sound.rate), "round \(round)")

      guard round.isMultiple(of: 5) else { continue }
      if round.isMultiple(of: 10) { try await daemon.control("rescan") }
      try Disk.remove(path)
      try await daemon.sync()
      #expect(try await daemon.control("track", path.string).status == 1, "round \(round)")
    }
    try await daemon.expectLibrary(equals: [music])
    // Orpheus writes nothing into the music.
    #expect(try Disk.names(in: music).count == 200)
  }
}
