import ControlProtocol
import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching: whatever way a file arrives, it is found once")
struct ArrivalTests {
  @Test("new directories ten deep with a file on each level, as fast as they can be made")
  func newDirectories() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()
    let trees = Effort.count(60, soak: 1_000)
    for tree in 0..<trees {
      var directory = music.appending("tree \(tree)")
      for level in 0..<10 {
        try Disk.makeDirectory(directory)
        try Disk.write(
          directory.appending("song.wav"), Sound.short(frames: 10 * (tree % 100) + level + 1))
        directory.append("level \(level)")
      }
    }
    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
    #expect(try await daemon.status().tracks == 10 * trees)
  }

  // Nobody asks for a sync here: what comes must be noticed.
  @Test("late and odd arrivals are noticed without being asked for")
  func oddArrivals() async throws {
    let outside = try TemporaryDirectory()
    let folder = try TemporaryDirectory()
    let (music, source) = (FilePath(folder.path), FilePath(outside.path))
    for (number, way) in ways.enumerated() {
      try Disk.makeDirectory(music.appending(way.name))
      try Disk.write(source.appending("\(way.name).wav"), Sound.short(frames: 100 + number))
    }
    // What a copy with an old time of modification is to replace.
    try Disk.write(music.appending("cp -p/song.wav"), Sound.short(frames: 1))
    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()

    for way in ways {
      try await way.bring(
        source.appending("\(way.name).wav"), music.appending(way.name).appending("song.wav"))
    }
    let files = try Disk.music(below: [music])
    #expect(files.count == ways.count)
    let lengths = Set(files.values.compactMap(\.self).map { Sound.seconds(bytes: $0) })
    var known: Set<Double> = []
    _ = try await eventually(within: .seconds(120)) {
      known = Set(try await daemon.tracks().values.compactMap(\.seconds))
      return known == lengths
    }
    try await daemon.expectLibrary(equals: [music])
  }

  @Test("a path that is deleted and made again is found again, file or directory")
  func madeAgain() async throws {
    let folder = try TemporaryDirectory()
    let music = FilePath(folder.path)
    let (album, song) = (music.appending("album"), music.appending("album/song.wav"))
    let daemon = try await RunningDaemon(music: [folder.path])
    try await daemon.sync()
    for round in 1...Effort.count(8, soak: 100) {
      try Disk.makeDirectory(album)
      try Disk.write(song, Sound.short(frames: round))
      if round.isMultiple(of: 2) { try await daemon.sync() }
      try Disk.remove(song)
      if round.isMultiple(of: 3) { try await daemon.sync() }
      try Disk.write(song, Sound.short(frames: round + 1_000))
      try await daemon.sync()
      try await daemon.expectLibrary(equals: [music], "in round \(round)")
      try Disk.remove(album)
      if round.isMultiple(of: 4) { try await daemon.sync() }
    }
    try await daemon.sync()
    try await daemon.expectLibrary(equals: [music])
  }

  // MARK: Ways to arrive

  private struct Way {
    var name: String
    var bring: (_ source: FilePath, _ destination: FilePath) async throws -> Void
  }

  private let ways = [
    Way(name: "hard link") { try Disk.link($1, to: $0) },
    Way(name: "symbolic link") { try Disk.symlink($1, to: $0) },
    Way(name: "link of a temporary file") { source, destination in
      try linkTemporaryFile(Data(contentsOf: URL(fileURLWithPath: source.string)), to: destination)
    },
    Way(name: "mapped memory") { source, destination in
      try writeThroughMemory(
        Data(contentsOf: URL(fileURLWithPath: source.string)), to: destination)
    },
    Way(name: "cp -p") { source, destination in
      try await succeed("/usr/bin/touch", ["-d", "1999-12-31", source.string])
      try await succeed("/bin/cp", ["-p", source.string, destination.string])
    },
    Way(name: "rsync") { source, destination in
      try await succeed("/usr/bin/rsync", ["-t", source.string, destination.string])
    },
    Way(name: "rename") { try Disk.move($0, to: $1) },
  ]

  /// `O_TMPFILE` and linkat(2), as in the example of open(2).
  private static func linkTemporaryFile(_ content: Data, to destination: FilePath) throws {
    let directory = destination.removingLastComponent()
    // <fcntl.h>, on x86-64 and arm64 alike (arm64 swaps O_DIRECTORY and O_DIRECT).
    let temporary: CInt = 0o20_000_000 | O_DIRECTORY
    let descriptor = open(directory.string, temporary | O_WRONLY, 0o600)
    try Disk.check(descriptor)
    defer { close(descriptor) }
    _ = try FileDescriptor(rawValue: descriptor).writeAll(content)
    try Disk.check(
      linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, destination.string, AT_SYMLINK_FOLLOW))
  }

  private static func writeThroughMemory(_ content: Data, to destination: FilePath) throws {
    let descriptor = open(destination.string, O_RDWR | O_CREAT, 0o600)
    try Disk.check(descriptor)
    try Disk.check(ftruncate(descriptor, content.count))
    let memory = mmap(nil, content.count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    close(descriptor)
    guard let memory, memory != MAP_FAILED else { throw Errno(rawValue: errno) }
    content.copyBytes(
      to: UnsafeMutableRawBufferPointer(start: memory, count: content.count))
    try Disk.check(munmap(memory, content.count))
  }
}

/// Runs a program that has to succeed.
func succeed(_ program: String, _ arguments: [String]) async throws {
  let result = try await run(program, arguments)
  guard result.status == 0 else {
    throw MissingGround(description: "\(program) \(arguments): \(result.errors)")
  }
}
