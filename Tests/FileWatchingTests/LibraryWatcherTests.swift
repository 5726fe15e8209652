import FileWatching
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("A watched directory tree")
struct LibraryWatcherTests {
  let scratch: Scratch
  let root: FilePath

  init() throws {
    scratch = try Scratch()
    root = try scratch.directory("music")
  }

  @Test("is walked at the start, and the walk says how many directories it found")
  func walksAtTheStart() async throws {
    try Disk.makeDirectories(root + "a/b")
    try Disk.write(root + "a/b/song")
    let seen = try Observation(scratch, roots: [root])
    let events = try await seen.until("the walk") { $0 == .walked(root, directories: 3) }
    #expect(events.dropLast().contains(.changed(root + "a/b")))
    #expect(await seen.watcher.directoryCount == 3)
    #expect(await seen.watcher.watchCount == 4)
    try seen.expectTruth(below: root)
  }

  @Test(
    "reports a change to the directory it happened in, and to no other",
    arguments: ["create", "rewrite", "delete", "rename", "touch"])
  func reportsOneDirectory(change: String) async throws {
    try Disk.makeDirectories(root + "album")
    try Disk.makeDirectories(root + "other")
    try Disk.write(root + "album/old")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    switch change {
    case "create": try Disk.write(root + "album/new")
    case "rewrite": try Disk.write(root + "album/old", "other music")
    case "delete": try Disk.remove(root + "album/old")
    case "rename": try Disk.move(root + "album/old", to: root + "album/new")
    default: try Disk.check(utimes((root + "album/old").string, nil))
    }
    let events = try await seen.sync()
    #expect(events.changes(of: root + "album") == 1)
    #expect(events.count == 2)
    try seen.expectTruth(below: root)
  }

  @Test("reports a file that was closed without being asked")
  func reportsUnasked() async throws {
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.write(root + "song")
    try await seen.until("the change") { $0 == .changed(root) }
    try seen.expectTruth(below: root)
  }

  @Test(
    "reports what comes complete, without a close",
    arguments: ["hard link", "symbolic link", "unnamed file", "rename", "mapped write"])
  func reportsLateArrivals(kind: String) async throws {
    let outside = scratch.path + "outside"
    try Disk.write(outside)
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    switch kind {
    case "hard link":
      try Disk.check(link(outside.string, (root + "song").string))
    case "symbolic link":
      try Disk.symlink(root + "song", to: outside)
    case "unnamed file":
      try linkUnnamedFile(as: root + "song")
    case "rename":
      try Disk.write(root + ".song.tmp")
      try Disk.move(root + ".song.tmp", to: root + "song")
    default:
      try writeMapped(root + "song")
    }
    try await seen.until("the change") { $0 == .changed(root) }
    try await seen.sync()
    #expect(seen.mirror.files == [root + "song"])
  }

  private func linkUnnamedFile(as path: FilePath) throws {
    // O_TMPFILE from <fcntl.h>, which Swift's Glibc module leaves out.
    let file = open(root.string, 0o20_000_000 | O_DIRECTORY | O_WRONLY, 0o600)
    try Disk.check(file)
    defer { close(file) }
    #expect(Glibc.write(file, "music", 5) == 5)
    try Disk.check(
      linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, path.string, AT_SYMLINK_FOLLOW))
  }

  private func writeMapped(_ path: FilePath) throws {
    let file = open(path.string, O_RDWR | O_CREAT, 0o600)
    try Disk.check(file)
    try Disk.check(ftruncate(file, 4096))
    let memory = mmap(nil, 4096, PROT_WRITE, MAP_SHARED, file, 0)
    close(file)
    memory?.storeBytes(of: 1, as: UInt8.self)
    munmap(memory, 4096)
  }

  @Test("says that a directory was renamed, before anything of its parents")
  func pairsRenames() async throws {
    try Disk.makeDirectories(root + "here/album/disc")
    try Disk.makeDirectories(root + "there")
    try Disk.write(root + "here/album/disc/song")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.move(root + "here/album", to: root + "there/record")
    let events = try await seen.sync()
    #expect(events.first == .renamed(from: root + "here/album", to: root + "there/record"))
    #expect(events.contains(.changed(root + "here")))
    #expect(events.contains(.changed(root + "there")))
    #expect(!events.contains(.vanished(root + "here/album")))
    try Disk.write(root + "there/record/disc/other")
    let later = try await seen.sync()
    #expect(later.contains(.changed(root + "there/record/disc")))
    try seen.expectTruth(below: root)
  }

  @Test("follows a directory from one root to another")
  func pairsRenamesAcrossRoots() async throws {
    let second = try scratch.directory("second")
    try Disk.makeDirectories(root + "album")
    let seen = try Observation(scratch, roots: [root, second])
    try await seen.sync()
    try Disk.move(root + "album", to: second + "album")
    let events = try await seen.sync()
    #expect(events.first == .renamed(from: root + "album", to: second + "album"))
  }

  @Test("keeps up with two directories that change places")
  func survivesExchange() async throws {
    for name in ["a", "b"] {
      try Disk.makeDirectories(root + name)
      try Disk.write(root + name + "of-\(name)")
    }
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.exchange(root + "a", root + "b")
    try await seen.sync()
    try seen.expectTruth(below: root)
    try Disk.write(root + "a/new")
    try await seen.sync()
    try seen.expectTruth(below: root)
  }

  @Test(
    "keeps up with a directory that changes places with one outside", arguments: [false, true])
  func survivesExchangeWithOutside(inward: Bool) async throws {
    let (inside, outside) = (root + "a/b", scratch.path + "outside")
    try Disk.makeDirectories(inside + "old")
    try Disk.makeDirectories(outside)
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    if inward {
      try Disk.exchange(outside, inside)
    } else {
      try Disk.exchange(inside, outside)
    }
    #expect(try await seen.sync().contains(.changed(inside)))
    try Disk.write(inside + "new")
    try await seen.sync()
    try seen.expectTruth(below: root)
  }

  @Test("finds a directory that moved to where a link in the tree leads")
  func followsThroughLinks() async throws {
    let (inside, outside) = (root + "a/b", scratch.path + "outside")
    try Disk.makeDirectories(inside)
    try Disk.write(inside + "song")
    try Disk.makeDirectories(root + "links")
    try Disk.symlink(root + "links/way", to: outside)
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.move(inside, to: outside)
    await seen.watcher.rescan()
    try await seen.until("the walk") { $0 == .walked(root, directories: 4) }
    try await seen.sync()
    try seen.expectTruth(below: root)
    #expect(seen.mirror.contains(root + "links/way/song"))
  }

  @Test("stops watching a directory that moved out of the tree")
  func forgetsWhatMovedOut() async throws {
    try Disk.makeDirectories(root + "album/disc")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    let before = await seen.watcher.watchCount
    try Disk.move(root + "album", to: scratch.path + "elsewhere")
    try await seen.until("the end") { $0 == .vanished(root + "album") }
    #expect(await seen.watcher.watchCount == before - 2)
    try await seen.sync()
    try Disk.write(scratch.path + "elsewhere/disc/song")
    #expect(try await seen.sync().count == 1)
  }

  @Test("takes in a directory that moves in with everything below it")
  func takesInWhatMovedIn() async throws {
    try Disk.makeDirectories(scratch.path + "elsewhere/disc")
    try Disk.write(scratch.path + "elsewhere/disc/song")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.move(scratch.path + "elsewhere", to: root + "album")
    try await seen.sync()
    #expect(seen.mirror.files == [root + "album/disc/song"])
  }

  @Test("misses no directory and no file of trees that are made in one go")
  func losesNoNewDirectory() async throws {
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    for tree in 0..<100 {
      var directory = root + "tree-\(tree)"
      for level in 0..<10 {
        try Disk.makeDirectory(directory)
        try Disk.write(directory + "song")
        directory.append("level-\(level)")
      }
    }
    try await seen.sync()
    #expect(seen.mirror.files.count == 1000)
    #expect(await seen.watcher.directoryCount == 1001)
    try seen.expectTruth(below: root)
  }

  @Test("says that a directory vanished, and finds another of the same name")
  func findsWhatIsMadeAgain() async throws {
    try Disk.makeDirectories(root + "album")
    try Disk.write(root + "album/song")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    Scratch.removeAll(root + "album")
    #expect(try await seen.sync().contains(.vanished(root + "album")))
    try seen.expectTruth(below: root)
    try Disk.makeDirectories(root + "album")
    try Disk.write(root + "album/song")
    try await seen.sync()
    try seen.expectTruth(below: root)
  }

  @Test("answers a thousand syncs, each after what was written before it")
  func ordersSyncs() async throws {
    for directory in 0..<50 { try Disk.makeDirectories(root + "a/\(directory)") }
    let seen = try Observation(scratch, roots: [root])
    for round in 0..<1000 {
      if round.isMultiple(of: 100) { await seen.watcher.rescan() }
      let file = root + "a/\(round % 50)/song-\(round)"
      try Disk.write(file)
      try await seen.sync()
      #expect(seen.mirror.contains(file))
    }
  }

  @Test("agrees with the disk after any sequence of changes", arguments: 0..<20 as Range<UInt64>)
  func agreesAfterAnything(seed: UInt64) async throws {
    let second = try scratch.directory("second")
    let outside = try scratch.directory("outside")
    let seen = try Observation(scratch, roots: [root, second])
    var disorder = Disorder(seed: seed, places: [root, second, outside])
    for round in 0..<8 {
      if round == 4 { await seen.watcher.rescan() }
      for _ in 0..<40 { disorder.step() }
      try await seen.sync()
      if round.isMultiple(of: 2) { continue }
      try seen.expectTruth(below: root)
      try seen.expectTruth(below: second)
    }
  }
}
