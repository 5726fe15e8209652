import FileWatching
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("A folder watched for logs")
struct HistoryWatchingTests {
  let scratch: Scratch
  let root: FilePath

  init() throws {
    scratch = try Scratch()
    root = try scratch.directory("logs")
  }

  @Test("is reported while a file in it is still open for writing, if that is wanted")
  func stillOpen() async throws {
    try Disk.write(root + "player.log", "one\n")
    var options = WatchOptions.impatient
    options.followsWriting = true
    let seen = try Observation(scratch, roots: [root], options: options)
    try await seen.sync()
    let log = try FileDescriptor.open(root + "player.log", .writeOnly, options: .append)
    try await log.closeAfterwards {
      _ = try log.writeAll("two\n".utf8)
      try await seen.until("the change") { $0 == .changed(root) }
    }
  }

  @Test("is not reported before the close otherwise")
  func closed() async throws {
    try Disk.write(root + "player.log", "one\n")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    let log = try FileDescriptor.open(root + "player.log", .writeOnly, options: .append)
    try await log.closeAfterwards {
      _ = try log.writeAll("two\n".utf8)
      let events = try await seen.sync()
      #expect(events.changes(of: root) == 0)
    }
  }

  @Test("may be watched alone, without what lies below it")
  func alone() async throws {
    try Disk.makeDirectories(root + "music/album")
    var options = WatchOptions.impatient
    options.isRecursive = false
    let seen = try Observation(scratch, roots: [root], options: options)
    try await seen.until("the walk") { $0 == .walked(root, directories: 1) }
    try Disk.makeDirectory(root + "later")
    let aside = try scratch.directory("aside")
    try Disk.move(aside, to: root + "moved")
    try await seen.sync()
    try Disk.write(root + "music/album/song")
    try Disk.write(root + "later/song")
    try Disk.write(root + "moved/song")
    try await seen.sync()
    try Disk.write(root + "player.log")
    try await seen.sync()
    let below = seen.events.filter {
      if case .changed(let directory) = $0 { directory != root } else { false }
    }
    #expect(below.isEmpty)
    #expect(seen.events.changes(of: root) > 1)
    #expect(await seen.watcher.directoryCount == 1)
  }
}

extension FileDescriptor {
  /// `closeAfter` for a body that waits.
  fileprivate func closeAfterwards(_ body: () async throws -> Void) async throws {
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try close()
    try result.get()
  }
}
