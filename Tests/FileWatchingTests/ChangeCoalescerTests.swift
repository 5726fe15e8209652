import SystemPackage
import Testing

@testable import FileWatching

@Suite("What records mean for the consumer")
struct ChangeCoalescerTests {
  private let root = CoalescerBench.root
  private let album: FilePath = "/music/album"

  // MARK: Files

  @Test("a file that is closed is reported at once")
  func closedFile() {
    var bench = CoalescerBench(album)
    bench.advance(to: .seconds(10))
    bench.record(.closedAfterWriting, album, "song")
    #expect(bench.events() == [.changed(album)])
  }

  @Test(
    "an entry that appears is reported when it is complete",
    arguments: [
      (.regular(size: 0, links: 1), 30), (.regular(size: 9, links: 1), 2),
      (.regular(size: 9, links: 2), 0), (.link, 0), (.other, 2), (.missing, 2),
    ] as [(ChangeCoalescer.Found, Int)])
  func createdEntry(found: ChangeCoalescer.Found, delay: Int) {
    var bench = CoalescerBench(album)
    bench.entries[album.appending("song")] = found
    bench.advance(to: .seconds(10))
    bench.record(.created, album, "song")
    if delay > 0 {
      bench.advance(to: .seconds(10 + delay) - .milliseconds(1))
      #expect(bench.events().isEmpty)
    }
    bench.advance(to: .seconds(10 + delay))
    #expect(bench.events() == [.changed(album)])
  }

  @Test("a directory that waits for the consumer waits once, however often it changes")
  func waitsOnce() {
    var bench = CoalescerBench(album)
    bench.advance(to: .seconds(10))
    for _ in 0..<100 { bench.record(.closedAfterWriting, album, "song") }
    bench.advance(to: .seconds(100))
    #expect(bench.events() == [.changed(album)])
  }

  @Test("hidden and excluded names are passed over", arguments: [".song.part", "song.tmp"])
  func passesOver(name: String) {
    var options = WatchOptions()
    options.excludes = ["*.tmp"]
    var bench = CoalescerBench(album, options: options)
    bench.record(.closedAfterWriting, album, name)
    bench.record([.created, .isDirectory], album, name)
    bench.advance(to: .seconds(100))
    #expect(bench.events().isEmpty)
  }

  // MARK: Directories that move

  @Test("both halves of a rename make one event, before those of the parents")
  func renamed() {
    var bench = CoalescerBench(album, "/music/album/disc", "/music/other")
    bench.advance(to: .seconds(10))
    bench.move(album, to: "/music/other/record")
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 7)
    bench.advance(to: .seconds(14))
    bench.record([.movedTo, .isDirectory], "/music/other", "record", cookie: 7)
    let events = bench.events()
    #expect(events.first == .renamed(from: album, to: "/music/other/record"))
    #expect(
      Set(events.dropFirst()) == [
        .changed(root), .changed("/music/other"), .changed("/music/other/record"),
        .changed("/music/other/record/disc"),
      ])
    bench.record(.closedAfterWriting, "/music/other/record/disc", "song")
    bench.advance(to: .seconds(30))
    #expect(bench.events() == [.changed("/music/other/record/disc")])
    #expect(bench.unwatched.isEmpty)
  }

  @Test("a directory that leaves and does not arrive is gone after 5 s, with its watches")
  func movedOut() {
    var bench = CoalescerBench(album, "/music/album/disc")
    let watches = [bench.watch(album), bench.watch("/music/album/disc")]
    bench.remove(album)
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 7)
    bench.advance(to: .milliseconds(4999))
    #expect(bench.events().contains(.vanished(album)) == false)
    bench.advance(to: .seconds(5))
    #expect(bench.events() == [.vanished(album)])
    #expect(Set(bench.unwatched) == Set(watches))
  }

  @Test("what has taken the place of a directory that left is not forgotten with it")
  func replacedMeanwhile() {
    var bench = CoalescerBench(album, "/music/album/disc")
    bench.remove(album)
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 7)
    bench.make(album, inode: 99)
    bench.record([.movedTo, .isDirectory], root, "album", cookie: 8)
    #expect(bench.events().contains(.changed(album)))
    bench.advance(to: .seconds(5))
    let events = bench.events()
    #expect(events.contains(.vanished(album)) == false)
    #expect(events.contains(.changed(album)))
  }

  @Test("a directory that comes back elsewhere takes nothing along of what has its old place now")
  func replacedAndBack() {
    var bench = CoalescerBench(album, "/music/other")
    let inode = bench.disk[album]?.identity.inode
    bench.remove(album)
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 7)
    bench.make(album, inode: 99)
    bench.record([.movedTo, .isDirectory], root, "album", cookie: 8)
    #expect(bench.events().contains(.changed(album)))
    bench.make("/music/other/record", inode: inode)
    bench.record([.movedTo, .isDirectory], "/music/other", "record", cookie: 9)
    let events = bench.events()
    #expect(events.contains(.changed("/music/other/record")))
    #expect(events.contains(.renamed(from: album, to: "/music/other/record")) == false)
  }

  @Test("a directory that moved into what it left behind is let go, and no sync waits for it")
  func movedIntoItself() {
    var bench = CoalescerBench(album, "/music/album/disc")
    bench.coalescer.cookieWatch = 1000
    bench.coalescer.expectCookie(EntryName("cookie"), token: 5)
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 7)
    // As when the first was a link, through which the second could be reached.
    bench.record([.movedTo, .isDirectory], "/music/album/disc", "again", cookie: 7)
    bench.remove(album)
    bench.record(.created, watch: 1000, "cookie")
    #expect(bench.events().last == .synced(5))
  }

  @Test("a directory that left one that moved since is gone from where that is now")
  func leftAndMoved() {
    var bench = CoalescerBench(album, "/music/album/disc", "/music/other")
    bench.remove("/music/album/disc")
    bench.record([.movedFrom, .isDirectory], album, "disc", cookie: 7)
    bench.move(album, to: "/music/other/record")
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 8)
    bench.record([.movedTo, .isDirectory], "/music/other", "record", cookie: 8)
    #expect(bench.events().contains(.renamed(from: album, to: "/music/other/record")))
    bench.advance(to: .seconds(5))
    let events = bench.events()
    #expect(events.contains(.vanished("/music/other/record/disc")))
    #expect(events.contains(.vanished("/music/album/disc")) == false)
  }

  @Test("another directory in the place of arrival is not taken for the one that left")
  func exchanged() {
    var bench = CoalescerBench(album, "/music/other")
    bench.remove(album)
    bench.record([.movedFrom, .isDirectory], root, "album", cookie: 7)
    bench.make("/music/other/album", inode: 99)
    bench.record([.movedTo, .isDirectory], "/music/other", "album", cookie: 7)
    let events = bench.events()
    #expect(events.first == .vanished(album))
    #expect(events.contains(.changed("/music/other/album")))
  }

  @Test("a move that no record told of is found by a walk")
  func movedUnseen() {
    var bench = CoalescerBench(album, "/music/other")
    bench.move(album, to: "/music/other/record")
    bench.record(.queueOverflow, watch: -1)
    let events = bench.events()
    #expect(events.first == .overflowed)
    #expect(events.contains(.renamed(from: album, to: "/music/other/record")))
    #expect(!events.contains(.vanished(album)))
    #expect(events.last == .walked(root, directories: 3))
  }

  @Test("a directory that can be reached in two ways is entered once")
  func reachedTwice() {
    var bench = CoalescerBench(album)
    let inode = bench.disk[album]?.identity.inode
    bench.make("/music/alias", inode: inode)
    bench.record([.created, .isDirectory], root, "alias")
    #expect(bench.events().contains(.changed("/music/alias")) == false)
    bench.remove(album)
    bench.record([.deleted, .isDirectory], root, "album")
    #expect(bench.events().contains(.changed("/music/alias")))
  }

  // MARK: Losses

  @Test("an overflow is told once, and everything is walked")
  func overflow() {
    var bench = CoalescerBench(album)
    bench.record(.queueOverflow, watch: -1)
    bench.record(.queueOverflow, watch: -1)
    let events = bench.events()
    #expect(events.first == .overflowed)
    #expect(events.count { $0 == .overflowed } == 1)
    #expect(events.changes(of: album) == 1)
    #expect(bench.coalescer.overflowCount == 2)
  }

  @Test("an overflow during the walk for another is followed by a walk")
  func overflowWhileWalking() {
    var bench = CoalescerBench(album)
    bench.isWalkHeld = true
    bench.record(.queueOverflow, watch: -1)
    bench.record(.queueOverflow, watch: -1)
    bench.isWalkHeld = false
    bench.settle()
    let walks = bench.events().filter { $0 == .walked(root, directories: 2) }
    #expect(walks.count == 2)
  }

  @Test("an event of a watch that is not known yet makes its directory be read again")
  func unclaimedWatch() {
    var bench = CoalescerBench()
    bench.make(album)
    bench.isWalkHeld = true
    bench.record([.created, .isDirectory], root, "album")
    bench.record([.created, .isDirectory], album, "disc")
    let early = bench.held
    bench.make("/music/album/disc")
    #expect(early.map(\.path) == [album])
    bench.isWalkHeld = false
    bench.settle()
    #expect(bench.events().contains(.changed("/music/album/disc")))
  }

  @Test("more events than the kernel would keep become an overflow, and are not kept")
  func tooManyEvents() {
    var bench = CoalescerBench(album)
    for _ in 0..<EventQueue.limit {
      #expect(bench.coalescer.queue.announce(.vanished("/music/earlier")) == true)
    }
    bench.remove(album)
    bench.record([.deleted, .isDirectory], root, "album")
    #expect(
      bench.events() == [.overflowed, .changed(root), .walked(root, directories: 1)])
  }

  // MARK: Syncs

  @Test("a sync reports what was put off, and then itself")
  func syncFlushes() {
    var bench = CoalescerBench(album)
    bench.entries[album.appending("song")] = .regular(size: 0, links: 1)
    bench.record(.created, album, "song")
    bench.coalescer.cookieWatch = 1000
    bench.coalescer.expectCookie(EntryName("cookie"), token: 5)
    #expect(bench.events().isEmpty)
    bench.record(.created, watch: 1000, "cookie")
    #expect(bench.events() == [.changed(album), .synced(5)])
  }

  @Test("a sync waits for new directories and not for a rescan")
  func syncWaits() {
    var bench = CoalescerBench(album)
    bench.coalescer.cookieWatch = 1000
    bench.isWalkHeld = true
    bench.coalescer.rescan(below: nil)
    bench.coalescer.expectCookie(EntryName("first"), token: 1)
    bench.record(.created, watch: 1000, "first")
    #expect(bench.events() == [.synced(1)])
    bench.make("/music/new")
    bench.record([.created, .isDirectory], root, "new")
    bench.coalescer.expectCookie(EntryName("second"), token: 2)
    bench.record(.created, watch: 1000, "second")
    #expect(bench.events().contains(.synced(2)) == false)
    bench.isWalkHeld = false
    bench.settle()
    let events = bench.events()
    let new = events.firstIndex(of: .changed("/music/new"))
    let synced = events.firstIndex(of: .synced(2))
    #expect(new != nil && synced != nil && new ?? 0 < synced ?? 0)
  }

  @Test("a sync whose cookie was lost is answered after the walk")
  func syncSurvivesOverflow() {
    var bench = CoalescerBench(album)
    bench.coalescer.cookieWatch = 1000
    bench.coalescer.expectCookie(EntryName("cookie"), token: 5)
    bench.isWalkHeld = true
    bench.record(.queueOverflow, watch: -1)
    #expect(bench.events() == [.overflowed])
    bench.isWalkHeld = false
    bench.settle()
    let events = bench.events()
    #expect(events.contains(.changed(album)))
    #expect(events.last == .synced(5))
  }
}
