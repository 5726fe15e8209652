import ControlProtocol
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: an overflow of the kernel's queue loses nothing")
struct OverflowTests {
  @Test("files that arrive while nobody reads the queue, more than it takes, are all found")
  func arrivals() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    for number in 0..<20 { try Disk.makeDirectory(music.appending("\(number)")) }
    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()

    await daemon.suspend()
    let files = Effort.count(1_000, soak: 20_000)
    // Two records a file, and the queue takes 16,384: the short form fills it first.
    if !Effort.isSoak { try EventFlood.pour(into: music) }
    for number in 0..<files {
      try Disk.write(
        music.appending("\(number % 20)/\(number).wav"), Sound.short(frames: 1 + number % 1_000))
    }
    daemon.resume()

    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
    let status = try await daemon.status()
    #expect(status.tracks == files)
    #expect(status.overflows >= 1)
  }

  @Test("so are renames, replacements and deletions, and the moved files are not read again")
  func changes() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    for album in 0..<20 {
      try Disk.makeDirectory(music.appending("\(album)"))
      for song in 0..<5 {
        try Disk.write(
          music.appending("\(album)/\(song).wav"), Sound.short(frames: 100 * album + song + 1))
      }
    }
    let worker = try CountingWorker()
    let daemon = try await RunningDaemon(music: [folder.path], programs: worker.programs)
    try await daemon.sync()
    #expect(worker.counts.identified == 100)

    await daemon.suspend()
    try EventFlood.pour(into: music)
    try Disk.move(music.appending("0"), to: music.appending("1/0"))
    try Disk.move(music.appending("2/0.wav"), to: music.appending("3/moved.wav"))
    try Disk.exchange(music.appending("4"), music.appending("5"))
    try Disk.remove(music.appending("6"))
    try Disk.remove(music.appending("7/0.wav"))
    try Disk.write(music.appending("8/0.wav"), Sound.short(frames: 5_000))
    daemon.resume()

    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
    let status = try await daemon.status()
    #expect(status.overflows >= 1, "degraded: \(status.degraded)")
    #expect(worker.counts.identified == 101)
  }
}

/// Fills the kernel's queue of events quickly.
enum EventFlood {
  /// Makes more records than the queue takes, without leaving a trace in the folder. Two files in
  /// turn, because equal records in a row become one.
  static func pour(into directory: FilePath) throws {
    let files = [directory.appending(".flood-1"), directory.appending(".flood-2")]
    for file in files { try Disk.write(file, Sound.short(frames: 1)) }
    for number in 0..<17_000 { try Disk.changeMode(files[number % 2], 0o600) }
    for file in files { try Disk.remove(file) }
  }
}
