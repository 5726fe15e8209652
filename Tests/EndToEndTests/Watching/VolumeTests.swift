import ControlProtocol
import Foundation
import LibraryStorage
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite(
  "Watching: a disk is known again under another device number", .serialized,
  .needsLoopDevices)
struct VolumeTests {
  /// Those that can be made here; ext4 can be everywhere.
  private static let fileSystems =
    ["ext4"]
    + ["xfs", "btrfs"].filter {
      FileManager.default.isExecutableFile(atPath: "/usr/sbin/mkfs.\($0)")
    }

  @Test(
    "a disk that comes back as another device is not read again",
    arguments: fileSystems)
  func anotherDevice(fileSystem: String) async throws {
    let make = "/usr/sbin/mkfs.\(fileSystem)"
    let (images, music) = (try TemporaryDirectory(), try TemporaryDirectory())
    let (image, source) = (images.appending("image"), images.appending("source"))
    try await succeed("/usr/bin/truncate", ["-s", "320M", image])
    try await succeed(make, [image])
    try await succeed("/usr/bin/truncate", ["-s", "1M", images.appending("other")])
    let songs = 5
    try Disk.makeDirectory(FilePath(source))
    for number in 1...songs {
      try Disk.write(FilePath("\(source)/\(number).wav"), Sound.song(seed: number))
    }
    let worker = try CountingWorker()
    // Mounted where no other test sees it, and gone with the daemon.
    let start = { (state: TemporaryDirectory?, script: String) async throws in
      let mount = """
        while losetup -j '\(image)' | grep -q .; do sleep 0.05; done
        mount -o loop '\(image)' '\(music.path)'
        losetup -j '\(image)' | cut -d: -f1 >>'\(images.appending("devices"))'
        """
      return try await RunningDaemon(
        music: [music.path], settings: Sound.settings,
        wrapper: [
          "/usr/bin/unshare", "-m", "/bin/sh", "-ec", "\(mount)\n\(script)\nexec \"$@\"", "sh",
        ], state: state, programs: worker.programs)
    }

    var daemon = try await start(nil, "cp '\(source)'/* '\(music.path)'")
    try await daemon.sync()
    let known = try await daemon.tracks()
    #expect(worker.counts == (identified: songs, analysed: songs))
    await daemon.stop()
    let identities = try await daemon.storedFiles(below: ["/"]).mapValues(\.identity)
    #expect(identities.count == songs)

    // The device of the first time is busy with something else.
    let first = try devices(images)[0]
    try await succeed(
      "/bin/sh",
      ["-ec", "while ! losetup '\(first)' '\(images.appending("other"))'; do sleep 0.05; done"])
    daemon = try await start(daemon.state, "")
    try await succeed("/sbin/losetup", ["-d", first])
    try await daemon.sync()
    #expect(try devices(images).count == 2 && devices(images)[1] != first)
    let tracks = try await daemon.tracks()
    #expect(tracks == known)
    #expect(worker.counts == (identified: songs, analysed: songs))
    await daemon.stop()
    let found = try await daemon.storedFiles(below: ["/"]).mapValues(\.identity)
    #expect(found == identities)
  }

  private func devices(_ folder: TemporaryDirectory) throws -> [String] {
    try String(contentsOfFile: folder.appending("devices"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }
}
