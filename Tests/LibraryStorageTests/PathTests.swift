import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("Paths are bytes")
struct PathTests {
  /// A path of these bytes.
  private static func path(_ bytes: [UInt8]) -> FilePath {
    FilePath(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
  }

  private static let odd: [FilePath] = [
    path([0x2F, 0x6D, 0x2F, 0xFF, 0xFE, 0x2E, 0x6D]), "/m/new\nline.ogg", "/m/tab\t'\"%_*?.ogg",
    "/m/Grüße 🎵.mp3", "/m/\u{0301}accent", "/top", path([0x2F, 0xC3, 0x28, 0x2F, 0x80]),
    FilePath("/" + String(repeating: "d/", count: 1_900) + String(repeating: "n", count: 255)),
  ]

  @Test("any path comes back as it went in", arguments: odd)
  func roundTrip(path: FilePath) async throws {
    let fixture = try await Fixture()
    _ = try await fixture.store.reconcile([
      .added(path: path, identity: Fixture.identity(1))
    ])
    let directory = path.removingLastComponent()
    #expect(try await fixture.store.files(in: directory).map(\.path) == [path])
    #expect(try await fixture.store.directories(below: "/") == [directory])
    #expect(try await fixture.store.nextPending(limit: 5).map(\.path) == [path])
    #expect(try await fixture.details(path).track.path == path)
    let page = try await fixture.store.tracks(TrackFilter(), after: nil, limit: 5)
    #expect(page.items.map(\.track.path) == [path])
  }

  @Test("a directory rename moves its subtree and none of its look-alikes")
  func lookAlikes() async throws {
    let fixture = try await Fixture()
    let inside: [FilePath] = ["/a/b/1", "/a/b/c/2", "/a/b/c/d e/3", "/a/b/\u{1}/4"]
    let outside: [FilePath] = [
      "/a/bc/1", "/a/b.old/1", "/a/b c/1", "/a/B/1", "/a/b0/1", "/a/b", "/x/a/b/1", "/a/1",
    ]
    _ = try await fixture.store.reconcile(
      (inside + outside).enumerated().map {
        .added(path: $1, identity: Fixture.identity($0))
      })
    #expect(try await fixture.store.rename(directory: "/a/b", to: "/z/%_*") == inside.count)
    let all = try await fixture.store.tracks(TrackFilter(), after: nil, limit: 500).items
    let moved: [FilePath] = ["/z/%_*/1", "/z/%_*/c/2", "/z/%_*/c/d e/3", "/z/%_*/\u{1}/4"]
    #expect(Set(all.map(\.track.path)) == Set(moved + outside))
    #expect(try await fixture.store.trackCounts(below: ["/a", "/z", "/"]) == [7, 4, 12])
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a rename works on bytes that are not UTF-8, both ways")
  func byteRename() async throws {
    let fixture = try await Fixture()
    let from = Self.path([0x2F, 0x61, 0xFF, 0x80])
    let to = Self.path([0x2F, 0xC3, 0x28, 0x2F, 0xE2, 0x82])
    let tail = Self.path([0xF0, 0x9F, 0x2F, 0xFE])
    _ = try await fixture.store.reconcile([
      .added(path: from.appending(tail.components), identity: Fixture.identity(1))
    ])
    for (source, destination) in [(from, to), (to, from)] {
      #expect(try await fixture.store.rename(directory: source, to: destination) == 1)
      let path = destination.appending(tail.components)
      #expect(
        try await fixture.store.files(in: path.removingLastComponent()).map(\.path) == [path])
    }
  }

  @Test(
    "a directory may move into its parent's place or below itself",
    arguments: [
      ("/a/b", "/a", ["/a/b/b/x": "/a/b/x", "/a/b/x": "/a/x", "/a/b/b/b/x": "/a/b/b/x"]),
      ("/a", "/a/b", ["/a/x": "/a/b/x", "/a/b/x": "/a/b/b/x"]),
    ])
  func nested(from: String, to: String, expected: [String: String]) async throws {
    let fixture = try await Fixture()
    var ids: [String: TrackID] = [:]
    for (number, path) in expected.keys.sorted().enumerated() {
      ids[path] =
        try await fixture.store.reconcile([
          .added(path: FilePath(path), identity: Fixture.identity(number))
        ]).queued.first
    }
    let moved = try await fixture.store.rename(directory: FilePath(from), to: FilePath(to))
    #expect(moved == expected.count)
    for (old, new) in expected {
      #expect(try await fixture.details(FilePath(new)).track.id == ids[old])
    }
    #expect(try await fixture.store.counts().missing == 0)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("whoever is in the way of a rename goes missing and can come back")
  func collision() async throws {
    let fixture = try await Fixture()
    let movers = try await fixture.add(0..<2, to: "/from")
    let holders = try await fixture.add(0..<3, to: "/to")
    #expect(try await fixture.store.rename(directory: "/from", to: "/to") == 2)
    #expect(try await fixture.details("/to/0.flac").track.id == movers[0])
    #expect(try await fixture.details("/to/2.flac").track.id == holders[2])
    #expect(try await fixture.store.counts().missing == 2)
    _ = try await fixture.store.reconcile([
      .rebound(holders[0], path: "/kept/0.flac", identity: Fixture.identity(0))
    ])
    #expect(try await fixture.details("/kept/0.flac").track.state == .pending)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("tombstones move with their directory")
  func tombstones() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<2, to: "/from")
    _ = try await fixture.store.reconcile([.vanished(ids[0])])
    #expect(try await fixture.store.rename(directory: "/from", to: "/to") == 1)
    #expect(try await fixture.details("/to/0.flac").track.id == ids[0])
    #expect(try await fixture.details("/to/0.flac").track.state == .missing)
  }

  @Test("a subtree vanishes without its look-alikes")
  func vanishing() async throws {
    let fixture = try await Fixture()
    for (number, directory) in ["/a/b", "/a/b/c", "/a/bc", "/a/b-", "/a"].enumerated() {
      try await fixture.add(number * 10..<number * 10 + 5, to: FilePath(directory))
    }
    #expect(try await fixture.store.vanished(below: "/a/b") == 10)
    #expect(try await fixture.store.vanished(below: "/a/b") == 0)
    #expect(try await fixture.store.directories(below: "/") == ["/a", "/a/b-", "/a/bc"])
    #expect(try await fixture.store.vanished(below: "/") == 15)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("the root directory counts everything and cannot be renamed")
  func root() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<3, to: "/")
    try await fixture.add(3..<5, to: "/m")
    #expect(try await fixture.store.trackCounts(below: ["/", "/m", "/n"]) == [5, 2, 0])
    #expect(try await fixture.store.rename(directory: "/", to: "/m") == 0)
    #expect(try await fixture.store.rename(directory: "/m", to: "/") == 0)
    #expect(try await fixture.store.directories(below: "/") == ["/", "/m"])
  }
}
