import FileWatching
import Glibc
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("The listing of one directory")
struct LibraryScannerTests {
  let scratch: Scratch
  let root: FilePath

  init() throws {
    scratch = try Scratch()
    root = try scratch.directory("music")
  }

  private func list(_ directory: FilePath, options: WatchOptions = WatchOptions()) throws
    -> DirectoryListing
  {
    try LibraryScanner.list(directory, options: options, relativeTo: root)
  }

  @Test("tells files from directories and stats the files")
  func listsKinds() throws {
    try Disk.write(root + "song", "12345")
    try Disk.makeDirectory(root + "album")
    let listing = try list(root)
    #expect(listing.subdirectories == [root + "album"])
    #expect(listing.files.map(\.path) == [root + "song"])
    let file = try #require(listing.files.first)
    #expect(file.kind == .regular)
    #expect(file.identity?.size == 5)
    #expect(file.problem == nil)
    var status = stat()
    try Disk.check(stat((root + "song").string, &status))
    #expect(file.identity?.inode == UInt64(status.st_ino))
  }

  @Test("follows symbolic links to what they lead to")
  func followsLinks() throws {
    try Disk.write(scratch.path + "target", "12345")
    try Disk.symlink(root + "file", to: scratch.path + "target")
    try Disk.symlink(root + "directory", to: scratch.path)
    try Disk.symlink(root + "nowhere", to: scratch.path + "nothing")
    try Disk.symlink(root + "itself", to: root + "itself")
    let listing = try list(root)
    let files = Dictionary(uniqueKeysWithValues: listing.files.map { ($0.path, $0) })
    #expect(listing.subdirectories == [root + "directory"])
    #expect(files[root + "file"]?.kind == .regular)
    #expect(files[root + "file"]?.identity?.size == 5)
    #expect(files[root + "nowhere"]?.problem == .noSuchFileOrDirectory)
    #expect(files[root + "itself"]?.problem == .tooManySymbolicLinkLevels)
  }

  @Test("names a FIFO and a socket and opens neither")
  func listsSpecialFiles() throws {
    try Disk.check(mkfifo((root + "pipe.mp3").string, 0o600))
    try Disk.check(mknod((root + "socket").string, S_IFSOCK | 0o600, 0))
    let listing = try list(root)
    #expect(
      Set(listing.files.map(\.kind)) == [.other(.fifo), .other(.socket)])
  }

  @Test("keeps names of any bytes")
  func keepsOddNames() throws {
    let bytes: [[CChar]] = [[-1, -2, 0], [10, 97, 10, 0], [32, 92, 0], [0x2A, 0]]
    let names = bytes.compactMap { FilePath.Component(platformString: $0) }
    for name in names {
      let path = root.appending(name)
      let file = path.withPlatformString { open($0, O_CREAT | O_WRONLY, 0o600) }
      try Disk.check(file)
      close(file)
    }
    #expect(Set(try list(root).files.map(\.path)) == Set(names.map { root.appending($0) }))
  }

  @Test("reaches directories whose path is longer than the kernel takes")
  func reachesDeepDirectories() throws {
    let deep = try DeepDirectory(below: root)
    #expect(deep.path.length > 4096)
    let listing = try list(deep.path)
    #expect(listing.files.map(\.path) == [deep.path + "song"])
    #expect(listing.files.first?.identity?.size == 5)
  }

  @Test(
    "passes over what is hidden or excluded by name or by path",
    arguments: [
      ([], ["a.mp3", "b.part", "sub/c.mp3"]),
      (["*.part"], ["a.mp3", "sub/c.mp3"]),
      (["sub"], ["a.mp3", "b.part"]),
      (["sub/"], ["a.mp3", "b.part"]),
      (["sub/c*"], ["a.mp3", "b.part"]),
      (["s?b/*", "[ab].*"], []),
    ] as [([String], [String])])
  func excludes(patterns: [String], found: [String]) throws {
    try Disk.makeDirectory(root + "sub")
    for name in ["a.mp3", "b.part", "sub/c.mp3", "._a.mp3"] { try Disk.write(root + name) }
    var options = WatchOptions()
    options.excludes = patterns
    let files = try Mirror.truth(below: root, options: options)
    #expect(files == Set(found.map { root + $0 }))
    #expect(
      try list(root + "sub", options: options).isIgnored
        == patterns.contains { $0.hasPrefix("sub") && !$0.contains("*") })
  }

  @Test("of a directory with a marker is empty", arguments: [".nomedia", ".orpheusignore"])
  func honoursMarkers(marker: String) throws {
    try Disk.makeDirectory(root + "sub")
    try Disk.write(root + "song")
    try Disk.write(root + marker)
    let listing = try list(root)
    #expect(listing.isIgnored)
    #expect(listing.files.isEmpty && listing.subdirectories.isEmpty)
  }

  @Test("of a directory that is not there is an error that says so")
  func reportsMissing() throws {
    let error = #expect(throws: ScanError.self) { try list(root + "nothing") }
    #expect(error?.isMissing == true)
    #expect(error?.description.contains("nothing cannot be listed") == true)
    try Disk.write(root + "file")
    #expect(throws: ScanError(directory: root + "file", code: .notDirectory)) {
      try list(root + "file")
    }
  }
}

/// Directories of 200 letters inside each other, beyond `PATH_MAX`, with a file at the end.
struct DeepDirectory {
  let path: FilePath

  init(below root: FilePath) throws {
    let name = String(repeating: "d", count: 200)
    var path = root
    var directory = open(root.string, O_RDONLY | O_DIRECTORY)
    for _ in 0..<25 {
      try Disk.check(mkdirat(directory, name, 0o755))
      let next = openat(directory, name, O_RDONLY | O_DIRECTORY)
      close(directory)
      directory = next
      path.append(name)
    }
    self.path = path
    let file = openat(directory, "song", O_CREAT | O_WRONLY, 0o600)
    try Disk.check(file)
    _ = Glibc.write(file, "music", 5)
    close(file)
    close(directory)
  }
}
