import SystemPackage
import Testing

@testable import FileWatching

@Suite("Walks are told from beginning to end")
struct WalkTests {
  private let root: FilePath = "/music"
  private let album: FilePath = "/music/album"

  /// The walks that are told of, each with how often it began and ended.
  private func walks(_ events: [WatchEvent]) -> [FilePath: (begun: Int, ended: Int)] {
    var walks: [FilePath: (begun: Int, ended: Int)] = [:]
    for event in events {
      switch event {
      case .walking(let path): walks[path, default: (0, 0)].begun += 1
      case .walked(let path, _), .walkAbandoned(let path):
        walks[path, default: (0, 0)].ended += 1
      default: break
      }
      for (path, count) in walks {
        #expect(count.ended <= count.begun, "\(path) ends before it begins")
      }
    }
    return walks
  }

  private func expectBalance(
    _ events: [WatchEvent], _ counts: [FilePath: Int],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let walks = walks(events)
    #expect(walks.mapValues(\.begun) == counts, sourceLocation: sourceLocation)
    #expect(walks.mapValues(\.ended) == counts, sourceLocation: sourceLocation)
  }

  @Test("of a root and of what lies below it")
  func complete() {
    var bench = CoalescerBench(album)
    bench.coalescer.rescan(below: nil)
    bench.coalescer.rescan(below: album)
    bench.settle()
    let events = bench.allEvents()
    expectBalance(events, [root: 1, album: 1])
    #expect(events.first == .walking(root))
    #expect(events.contains(.walked(album, directories: 1)))
  }

  @Test("of a root that cannot be read")
  func unreadable() {
    var bench = CoalescerBench(album)
    bench.disk[root]?.failure = .permissionDenied
    bench.coalescer.rescan(below: nil)
    bench.settle()
    let events = bench.allEvents()
    expectBalance(events, [root: 1])
    #expect(events.contains(.walkAbandoned(root)))
  }

  @Test("of a root that goes offline, with the walk that was to follow")
  func offline() {
    var bench = CoalescerBench(album)
    bench.isWalkHeld = true
    bench.coalescer.rescan(below: nil)
    bench.settle()
    bench.record(.queueOverflow, watch: -1)
    bench.disk = [:]
    bench.isWalkHeld = false
    bench.settle()
    expectBalance(bench.allEvents(), [root: 1])
  }

  @Test("of a directory that is deleted meanwhile")
  func deleted() {
    var bench = CoalescerBench(album, "/music/album/disc")
    bench.isWalkHeld = true
    bench.coalescer.rescan(below: album)
    bench.settle()
    bench.remove(album)
    bench.record([.deleted, .isDirectory], root, "album")
    bench.isWalkHeld = false
    bench.settle()
    let events = bench.allEvents()
    expectBalance(events, [album: 1])
    #expect(events.contains(.walkAbandoned(album)))
  }

  @Test("of one after the other, when events were lost during the first")
  func followed() {
    var bench = CoalescerBench(album)
    bench.isWalkHeld = true
    bench.coalescer.rescan(below: nil)
    bench.settle()
    bench.record(.queueOverflow, watch: -1)
    bench.isWalkHeld = false
    bench.settle()
    expectBalance(bench.allEvents(), [root: 2])
  }

  @Test("of every root, every six hours and when it is polled")
  func periodic() {
    var bench = CoalescerBench(album)
    bench.disk[root]?.kind = "nfs"
    bench.coalescer.rescan(below: nil)
    bench.settle()
    _ = bench.allEvents()
    bench.advance(to: .seconds(3_600))
    let walks = walks(bench.allEvents())
    #expect((walks[root]?.begun ?? 0) >= 5)
    #expect(walks[root]?.begun == walks[root]?.ended)
  }
}
