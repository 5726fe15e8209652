import SystemPackage
import Testing

@testable import FileWatching

@Suite("What is out of reach or cannot be watched")
struct RootAndLimitTests {
  private let root = CoalescerBench.root
  private let album: FilePath = "/music/album"

  @Test("a root that is missing is offline, told once, and walked when it appears")
  func missingRoot() {
    var bench = CoalescerBench(album)
    let disk = bench.disk
    bench.disk = [:]
    bench.record(.deletedSelf, watch: 1)
    bench.advance(to: .seconds(60))
    #expect(bench.events() == [.rootOffline(root)])
    bench.disk = disk
    bench.advance(to: .seconds(65))
    #expect(
      bench.events() == [
        .rootOnline(root), .changed(root), .changed(album), .walked(root, directories: 2),
      ])
  }

  @Test("an unmounted root deletes nothing and stays offline while its mount point is bare")
  func unmountedRoot() {
    var bench = CoalescerBench(album)
    let disk = bench.disk
    bench.disk = [:]
    bench.make(root, inode: 500)
    bench.record(.unmounted, watch: 2)
    bench.record(.watchRemoved, watch: 2)
    bench.record(.unmounted, watch: 1)
    bench.record(.watchRemoved, watch: 1)
    bench.advance(to: .seconds(60))
    bench.coalescer.rescan(below: nil)
    bench.settle()
    bench.record(.queueOverflow, watch: -1)
    #expect(
      bench.events() == [
        .rootOffline(root), .overflowed, .walkAbandoned(root), .walkAbandoned(root),
      ])
    bench.disk = disk
    bench.advance(to: .seconds(65))
    #expect(bench.events().first == .rootOnline(root))
  }

  @Test("an unmounted file system below a root is a problem of its mount point")
  func unmountedBelow() {
    var bench = CoalescerBench(album)
    bench.make("/music/disk")
    bench.make("/music/disk/deep")
    bench.disk["/music/disk"]?.identity.device = 2
    bench.disk["/music/disk/deep"]?.identity.device = 2
    bench.record([.created, .isDirectory], root, "disk")
    _ = bench.events()
    let deep = bench.watch("/music/disk/deep")
    let disk = bench.disk
    bench.remove("/music/disk")
    bench.make("/music/disk")
    bench.record(.unmounted, watch: deep)
    bench.record(.watchRemoved, watch: deep)
    bench.advance(to: .seconds(30))
    bench.coalescer.rescan(below: nil)
    bench.settle()
    let events = bench.events()
    #expect(!events.contains(.changed("/music/disk")))
    #expect(events.contains(.problem("/music/disk", .unmounted)))
    #expect(!events.contains(.vanished("/music/disk/deep")))
    bench.disk = disk
    bench.advance(to: .seconds(35))
    #expect(bench.events().contains(.changed("/music/disk/deep")))
  }

  @Test("another file system over the root is a root that went and came")
  func mountedOver() {
    var bench = CoalescerBench()
    bench.disk[root]?.identity.device = 2
    bench.advance(to: .seconds(5))
    #expect(bench.events().prefix(3) == [.rootOffline(root), .rootOnline(root), .changed(root)])
  }

  @Test("an unreadable directory is told once, until that changes")
  func unreadable() {
    var bench = CoalescerBench(album)
    bench.disk[album]?.failure = .permissionDenied
    bench.record([.attributes, .isDirectory], root, "album")
    bench.coalescer.rescan(below: nil)
    bench.settle()
    let problem = WatchEvent.problem(album, .unreadable(.permissionDenied))
    #expect(bench.events().count { $0 == problem } == 1)
    bench.coalescer.rescan(below: nil)
    bench.settle()
    #expect(bench.events().contains(problem) == false)
    bench.disk[album]?.failure = nil
    bench.advance(to: .seconds(10))
    bench.record([.attributes, .isDirectory], root, "album")
    #expect(bench.events() == [.changed(album)])
  }

  @Test("want of watches is told once with the number needed, polled, and told to be over")
  func outOfWatches() {
    var bench = CoalescerBench()
    for name in ["a", "b", "c"] {
      bench.make(root.appending(name))
      bench.disk[root.appending(name)]?.watch = .refused(.noSpace)
    }
    bench.coalescer.rescan(below: nil)
    bench.settle()
    let degradation = WatchDegradation.outOfWatches(needed: 103, limit: 100)
    #expect(bench.events().count { $0 == .degraded(degradation) } == 1)
    #expect(degradation.message.contains("sysctl fs.inotify.max_user_watches=8192"))
    bench.advance(to: .seconds(599))
    #expect(bench.events().isEmpty)
    bench.advance(to: .seconds(600))
    #expect(bench.events().last == .walked(root, directories: 4))
    for (number, name) in ["a", "b", "c"].enumerated() {
      bench.disk[root.appending(name)]?.watch = .granted(CInt(50 + number))
    }
    bench.advance(to: .seconds(1200))
    #expect(bench.events().contains(.recovered(degradation)))
    bench.advance(to: .seconds(3000))
    #expect(bench.events().isEmpty)
  }

  @Test("want of watches is over when what lacked one has gone")
  func outOfWatchesAndGone() {
    var bench = CoalescerBench()
    bench.make(album)
    bench.disk[album]?.watch = .refused(.noSpace)
    bench.coalescer.rescan(below: nil)
    bench.settle()
    let degradation = WatchDegradation.outOfWatches(needed: 101, limit: 100)
    #expect(bench.events().contains(.degraded(degradation)))
    bench.remove(album)
    bench.advance(to: .seconds(1800))
    let events = bench.events()
    #expect(events.contains(.vanished(album)))
    #expect(events.contains(.recovered(degradation)))
  }

  @Test("without inotify everything is polled, and a sync walks")
  func withoutInotify() {
    var bench = CoalescerBench(album)
    bench.coalescer.inotifyUnavailable(.outOfInstances(limit: 10), at: .zero)
    bench.advance(to: .seconds(600))
    let events = bench.events()
    #expect(events.first == .degraded(.outOfInstances(limit: 10)))
    #expect(
      WatchDegradation.outOfInstances(limit: 128).message.contains(
        "sysctl fs.inotify.max_user_instances=256"))
    #expect(events.last == .walked(root, directories: 2))
    let actions = bench.coalescer.syncByWalking(3)
    bench.perform(actions)
    bench.settle()
    let synced = bench.events()
    #expect(synced.contains(.changed(album)))
    #expect(synced.last == .synced(3))
    bench.coalescer.inotifyOpened(at: bench.now)
    #expect(bench.events().first == .recovered(.outOfInstances(limit: 10)))
  }

  @Test("a network file system is told once for its mount point, and polled")
  func networkFileSystem() {
    var bench = CoalescerBench(album)
    for path in [root, album] { bench.disk[path]?.kind = "NFS" }
    bench.coalescer.rescan(below: nil)
    bench.settle()
    let degradation = WatchDegradation.networkFileSystem(root, kind: "NFS")
    #expect(
      bench.events().filter { $0 != .changed(root) && $0 != .changed(album) } == [
        .degraded(degradation), .walked(root, directories: 2),
      ])
    bench.advance(to: .seconds(600))
    #expect(bench.events().contains(.changed(album)))
  }

  @Test("everything is walked every six hours, give or take", arguments: [-0.1, 0, 0.1])
  func rescans(jitter: Double) {
    var bench = CoalescerBench(album, jitter: { jitter })
    let interval = Duration.seconds(6 * 3600) * (1 + jitter)
    bench.advance(to: interval - .seconds(1))
    #expect(bench.events().isEmpty)
    bench.advance(to: interval)
    #expect(bench.events().last == .walked(root, directories: 2))
  }

  @Test("roots that are added are walked, and of those that go nothing is said")
  func changesRoots() {
    var bench = CoalescerBench(album)
    let watches: Set = [bench.watch(root), bench.watch(album)]
    bench.make("/more")
    let actions = bench.coalescer.reload(roots: ["/more"], options: WatchOptions(), at: bench.now)
    bench.perform(actions)
    bench.settle()
    #expect(bench.events() == [.changed("/more"), .walked("/more", directories: 1)])
    #expect(Set(bench.unwatched) == watches)
  }

  @Test("a root inside another is walked by itself, and neither twice")
  func nestedRoots() {
    var bench = CoalescerBench(album, "/music/album/disc")
    let actions = bench.coalescer.reload(
      roots: [root, album], options: WatchOptions(), at: bench.now)
    bench.perform(actions)
    bench.settle()
    let events = bench.events()
    #expect(events.changes(of: "/music/album/disc") == 1)
    #expect(events.contains(.walked(root, directories: 1)))
    #expect(events.contains(.walked(album, directories: 2)))
  }
}
