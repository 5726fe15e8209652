import ControlProtocol
import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: whatever a file is called and wherever it lies")
struct OddNameTests {
  @Test("names of any bytes and symbolic links in circles: each file is indexed once")
  func namesAndLoops() async throws {
    let (folder, outside) = (try TemporaryDirectory(), try TemporaryDirectory())
    let music = FilePath(folder.path)
    let names: [[UInt8]] = [
      Array("new\nline.wav".utf8), Array("tab\there.wav".utf8), [0xFF, 0xFE] + Array(".wav".utf8),
      Array("caf".utf8) + [0xE9] + Array(".wav".utf8), Array("cafe\u{301}.wav".utf8),
      Array("café.wav".utf8), Array(" .wav".utf8), Array("-rf.wav".utf8), Array("*?[.wav".utf8),
      Array("%s\"'\\.wav".utf8),
      Array(repeating: UInt8(ascii: "x"), count: 251) + Array(".wav".utf8),
    ]
    func fill(_ directory: FilePath) throws {
      for (number, bytes) in names.enumerated() {
        try Disk.write(
          directory.appending(try component(bytes)), Sound.short(frames: number + 1))
      }
    }
    try fill(music)
    let odd = music.appending(try component([0xE9, 0x0A, 0xFF]))
    try Disk.makeDirectory(odd)
    try fill(odd)
    try Disk.symlink(odd.appending("up"), to: music)
    try Disk.symlink(music.appending("self"), to: "self")
    try Disk.symlink(music.appending("nothing.wav"), to: "not there.wav")
    try Disk.write(FilePath(outside.appending("outside.wav")), Sound.short(frames: 500))
    try Disk.symlink(music.appending("out"), to: FilePath(outside.path))
    try Disk.symlink(FilePath(outside.appending("back")), to: music)

    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()
    func expectEverything() async throws {
      var tracks = try await daemon.tracks()
      // A link that leads nowhere is told of, once, as what cannot be read.
      let removed = tracks.removeValue(forKey: music.appending("nothing.wav"))
      let dangling = try #require(removed)
      #expect(dangling.state == "failed" && dangling.reason?.isEmpty == false)
      #expect(
        Set(tracks.keys.compactMap(Disk.realPath))
          == Set(try Disk.music(below: [music]).filter { $0.value != nil }.keys))
      #expect(tracks.count == 2 * names.count + 1)
      #expect(Set(tracks.values.map(\.state)) == ["skipped"])
    }
    try await expectEverything()

    // The same while it runs: everything goes and comes back by other means.
    try Disk.remove(odd)
    try await daemon.sync()
    try Disk.makeDirectory(odd)
    try fill(odd)
    try Disk.symlink(odd.appending("up"), to: music)
    try await daemon.sync()
    try await expectEverything()
    await daemon.stop()
    let stored = try await daemon.storedFiles(below: [music])
    #expect(stored.count == 2 * names.count + 2)
  }

  @Test("a path longer than the kernel takes at once is indexed, followed and let go")
  func longPaths() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()
    let name = String(repeating: "deep ", count: 40)
    func make(levels: Int) async throws {
      // A shell goes down step by step, where a path would be too long.
      try await succeed(
        "/bin/sh",
        [
          "-ec",
          """
          cd '\(folder.path)'
          for level in $(seq \(levels)); do mkdir -p '\(name)'; cd -P './\(name)'; done
          cp '\(folder.path)/song.wav' 'deep.wav'
          """,
        ])
    }
    try Disk.write(music.appending("song.wav"), Sound.short(frames: 20))
    // 19 × 201 bytes stay below 4,096 with the root; 25 do not.
    for levels in [19, 25] { try await make(levels: levels) }
    try await daemon.sync()
    let tracks = try await daemon.tracks()
    #expect(tracks.count == 3)
    #expect(tracks.values.allSatisfy { $0.state == "skipped" && $0.seconds == 20 / 8_000 })
    #expect(tracks.keys.map(\.length).max() ?? 0 > 4_096)

    // A second look changes nothing.
    try await daemon.control("rescan")
    try await daemon.sync()
    #expect(try await daemon.tracks() == tracks)
    await daemon.stop()
    let again = try await RunningDaemon(music: [folder.path], state: daemon.state)
    try await again.sync()
    #expect(try await again.tracks() == tracks)

    try await succeed("/bin/rm", ["-rf", music.appending(name).string])
    try await again.sync()
    #expect(try await again.tracks().count == 1)
  }

  private func component(_ bytes: [UInt8]) throws -> FilePath.Component {
    try #require(FilePath.Component(platformString: bytes.map { CChar(bitPattern: $0) } + [0]))
  }
}
