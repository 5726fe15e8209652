import FileWatching
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@Suite("Watching under adverse conditions")
struct AdversityTests {
  let scratch: Scratch
  let root: FilePath

  init() throws {
    scratch = try Scratch()
    root = try scratch.directory("music")
  }

  @Test("an overflow of the kernel's queue loses nothing")
  func survivesOverflow() async throws {
    for directory in 0..<20 { try Disk.makeDirectories(root + "\(directory)") }
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    await seen.watcher.pauseReading()
    // Each file is two records, creation and close, and the queue takes 16,384.
    for number in 0..<9000 { try Disk.write(root + "\(number % 20)/\(number)", "") }
    try Disk.makeDirectories(root + "late/later")
    try Disk.write(root + "late/later/song")
    await seen.watcher.resumeReading()
    let events = try await seen.sync()
    #expect(events.contains(.overflowed))
    #expect(events.contains(.walked(root, directories: 23)))
    #expect(await seen.watcher.overflowCount == 1)
    #expect(seen.mirror.files.count == 9001)
  }

  @Test("symbolic links that lead in circles end, and a directory has one path")
  func endsLoops() async throws {
    let outside = try scratch.directory("outside")
    try Disk.makeDirectories(root + "album/disc")
    try Disk.symlink(root + "album/disc/loop", to: root)
    try Disk.symlink(root + "again", to: root + "album")
    try Disk.symlink(root + "elsewhere", to: outside)
    try Disk.symlink(outside + "back", to: root + "elsewhere")
    try Disk.write(outside + "song")
    let seen = try Observation(scratch, roots: [root])
    let events = try await seen.sync()
    let changed = events.compactMap { if case .changed(let path) = $0 { path } else { nil } }
    #expect(
      changed.sorted { $0.string < $1.string } == [
        root, root + "album", root + "album/disc", root + "elsewhere",
      ])
    try Disk.write(outside + "other")
    let later = try await seen.sync()
    #expect(later.contains(.changed(root + "elsewhere")))
    try Disk.remove(root + "elsewhere")
    #expect(try await seen.sync().contains(.vanished(root + "elsewhere")))
  }

  @Test("a link to a directory is followed when it appears, and the next way when it goes")
  func followsNewLinks() async throws {
    let outside = try scratch.directory("outside")
    try Disk.write(outside + "song")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.symlink(root + "one", to: outside)
    #expect(try await seen.sync().contains(.changed(root + "one")))
    try Disk.symlink(root + "two", to: outside)
    #expect(try await seen.sync().contains(.changed(root + "two")) == false)
    try Disk.remove(root + "one")
    #expect(try await seen.sync().contains(.changed(root + "two")))
  }

  @Test("names of any bytes and paths of any length are watched")
  func watchesOddPaths() async throws {
    let name = try #require(FilePath.Component(platformString: [-1, 10, -2, 0]))
    let odd = root.appending(name)
    try Disk.check(odd.withPlatformString { mkdir($0, 0o755) })
    let seen = try Observation(scratch, roots: [root])
    #expect(try await seen.sync().contains(.changed(odd)))
    let file = odd.appending(name)
    let opened = file.withPlatformString { open($0, O_CREAT | O_WRONLY, 0o600) }
    try Disk.check(opened)
    close(opened)
    #expect(try await seen.sync().contains(.changed(odd)))
    let deep = try DeepDirectory(below: root)
    #expect(try await seen.sync().contains(.changed(deep.path)))
  }

  @Test("want of watches is degraded, polled, and over when there are enough")
  func pollsWithoutWatches() async throws {
    for name in ["a", "b", "c", "d"] { try Disk.makeDirectories(root + name) }
    var options = WatchOptions.impatient
    options.watchLimit = 3
    options.pollInterval = .milliseconds(20)
    let seen = try Observation(scratch, roots: [root], options: options)
    let degraded = WatchEvent.degraded(.outOfWatches(needed: 6, limit: 3))
    try await seen.until("degradation") { $0 == degraded }
    #expect(await seen.watcher.watchCount == 3)
    for name in ["a", "b", "c", "d"] { try Disk.write(root + name + "song") }
    try await seen.sync()
    #expect(seen.mirror.files.count == 4)
    for name in ["a", "b", "c", "d"] { try Disk.write(root + name + "other") }
    try await seen.until("a poll") { _ in seen.mirror.files.count == 8 }
    // Room for the other two.
    for name in ["a", "b", "c"] { Scratch.removeAll(root + name) }
    try await seen.until("recovery") { $0 == .recovered(.outOfWatches(needed: 6, limit: 3)) }
    #expect(seen.events.count { $0 == degraded } == 1)
  }

  @Test("a root that is missing is awaited, and one that goes is offline, not deleted")
  func awaitsRoots() async throws {
    let late = scratch.path + "late"
    let seen = try Observation(scratch, roots: [late])
    try await seen.until("absence") { $0 == .rootOffline(late) }
    try Disk.makeDirectory(late)
    try Disk.write(late + "song")
    try await seen.until("the walk") { $0 == .walked(late, directories: 1) }
    // Whether a walk before that saw the song missing and gave up depends on the moment.
    let absence = try #require(seen.events.firstIndex(of: .rootOffline(late)))
    #expect(seen.events[absence...].contains(.rootOnline(late)))
    try Disk.move(late, to: scratch.path + "gone")
    let events = try await seen.until("absence") { $0 == .rootOffline(late) }
    #expect(events.contains(.vanished(late)) == false)
    #expect(seen.mirror.files == [late + "song"])
    try Disk.move(scratch.path + "gone", to: late)
    try await seen.until("presence") { $0 == .rootOnline(late) }
  }

  @Test("a marker hides a directory with everything below it, until it is removed")
  func followsMarkers() async throws {
    try Disk.makeDirectories(root + "album/disc")
    try Disk.write(root + "album/disc/song")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    try Disk.write(root + "album/.nomedia")
    #expect(try await seen.sync().contains(.vanished(root + "album/disc")))
    #expect(seen.mirror.files.isEmpty)
    #expect(await seen.watcher.directoryCount == 2)
    try Disk.write(root + "album/disc/other")
    #expect(try await seen.sync().count == 1)
    try Disk.remove(root + "album/.nomedia")
    try await seen.sync()
    #expect(seen.mirror.files.count == 2)
  }

  @Test("new excludes take directories out, and removed ones bring them back")
  func followsOptions() async throws {
    try Disk.makeDirectories(root + "podcasts/today")
    try Disk.write(root + "podcasts/today/news")
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    var options = WatchOptions.impatient
    options.excludes = ["podcasts"]
    await seen.watcher.update(roots: [root], options: options)
    #expect(try await seen.sync().contains(.vanished(root + "podcasts")))
    try Disk.write(root + "podcasts/today/weather")
    #expect(try await seen.sync().count == 1)
    await seen.watcher.update(roots: [root], options: .impatient)
    try await seen.sync()
    #expect(seen.mirror.files.count == 2)
  }

  @Test("the directory of the cookies is no music, wherever it lies")
  func leavesOwnStateAlone() async throws {
    let seen = try Observation(scratch, roots: [scratch.path])
    let events = try await seen.sync()
    #expect(events.contains(.changed(root)))
    #expect(events.contains(.changed(scratch.path + "state")) == false)
    #expect(try await seen.sync() == [.synced(2)])
  }

  @Test("a sync is answered when no cookie can be made")
  func syncsWithoutCookies() async throws {
    let watcher = LibraryWatcher(
      roots: [root], options: .impatient, cookieDirectory: scratch.path + "missing")
    await watcher.sync(7)
    var events: [WatchEvent] = []
    while events.last != .synced(7), let event = await watcher.next() { events.append(event) }
    #expect(events.contains(.changed(root)))
  }

  @Test("nothing comes after the end, and who waits is told")
  func stops() async throws {
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    let watcher = seen.watcher
    async let last = watcher.next()
    await watcher.stop()
    #expect(await last == nil)
    #expect(await watcher.next() == nil)
    #expect(await watcher.watchCount == 0)
  }

  @Test("a task that is cancelled does not wait for ever")
  func endsWithItsTask() async throws {
    let seen = try Observation(scratch, roots: [root])
    try await seen.sync()
    let task = Task { [watcher = seen.watcher] in await watcher.next() }
    task.cancel()
    #expect(await task.value == nil)
  }

  @Test("a directory without permission is told once, and walked when it is granted")
  func tellsOfPermissions() async {
    // Permissions do not bind root, so this runs in a process that is somebody else.
    await #expect(processExitsWith: .success) {
      if geteuid() == 0 { try Disk.check(setuid(65_534)) }
      let scratch = try Scratch()
      let root = try scratch.directory("music")
      try Disk.makeDirectories(root + "secret")
      try Disk.write(root + "secret/song")
      try Disk.check(chmod((root + "secret").string, 0))
      let seen = try Observation(scratch, roots: [root])
      let problem = WatchEvent.problem(root + "secret", .unreadable(.permissionDenied))
      try await seen.sync()
      await seen.watcher.rescan()
      try await seen.until("the walk") { if case .walked = $0 { true } else { false } }
      try #require(seen.events.count { $0 == problem } == 1)
      try Disk.check(chmod((root + "secret").string, 0o755))
      try #require(try await seen.sync().contains(.changed(root + "secret")))
      try #require(seen.mirror.files == [root + "secret/song"])
    }
  }
}
