import GRDB
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("The figures of the library")
struct FiguresTests {
  /// What the figures have to be, counted.
  private func expectExact(
    _ store: LibraryStore, music: [FilePath] = [], histories: [FilePath] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    // Before anything else is asked of the store.
    let figures = store.figures
    #expect(figures.counts == (try await store.counts()), sourceLocation: sourceLocation)
    #expect(figures.moods == (try await store.moods().count), sourceLocation: sourceLocation)
    #expect(figures.history == (try await store.historyCounts()), sourceLocation: sourceLocation)
    #expect(figures.cover(music: music, histories: histories), sourceLocation: sourceLocation)
    for (root, count) in zip(music, try await store.trackCounts(below: music)) {
      #expect(figures.tracks[root] == count, "\(root)", sourceLocation: sourceLocation)
    }
    for root in histories {
      #expect(
        figures.listens[root] == (try await store.listenCount(below: root)), "\(root)",
        sourceLocation: sourceLocation)
    }
  }

  @Test("are there when the store is opened")
  func opened() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<5)
    try await fixture.analyseAll(in: try await fixture.makeMoods("calm", "epic"))
    try await fixture.store.close()
    let store = try await LibraryStore.open(at: fixture.file, now: { 0 })
    #expect(store.figures.counts.analysed == 5)
    #expect(store.figures.moods == 2)
    try await expectExact(store)
  }

  @Test("follow folders one in another, the root of all, and those that only begin alike")
  func folders() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    let music: [FilePath] = ["/music", "/music/a", "/music/a b", "/", "/elsewhere"]
    try await fixture.add(0..<3, to: "/music")
    #expect(!store.figures.cover(music: music, histories: []))
    let figures = try await store.follow(music: music, histories: [])
    #expect(
      figures.tracks == ["/music": 3, "/music/a": 0, "/music/a b": 0, "/": 3, "/elsewhere": 0])

    try await fixture.add(10..<14, to: "/music/a")
    try await fixture.add(20..<25, to: "/music/a b/c")
    try await fixture.add(30..<31, to: "/")
    try await expectExact(store, music: music)
    #expect(store.figures.tracks["/music"] == 12)

    _ = try await store.rename(directory: "/music/a b", to: "/elsewhere/d")
    try await expectExact(store, music: music)
    _ = try await store.vanished(below: "/music/a")
    try await expectExact(store, music: music)
    #expect(
      store.figures.tracks == [
        "/music": 3, "/music/a": 0, "/music/a b": 0, "/": 9, "/elsewhere": 5,
      ])

    // Others instead.
    _ = try await store.follow(music: ["/elsewhere/d/c"], histories: [])
    #expect(store.figures.tracks == ["/elsewhere/d/c": 5])
  }

  @Test("are exact after every transaction, whatever it did", arguments: 0..<4)
  func everyTransaction(seed: UInt64) async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    var random = SeededGenerator(seed: seed)
    let roots: [FilePath] = ["/music", "/music/x", "/other"]
    let folders: [FilePath] = ["/music", "/music/x", "/music/x/y", "/other", "/other/z", "/apart"]
    let moods = try await fixture.makeMoods("calm", "epic", "sad")
    _ = try await store.follow(music: roots, histories: [])
    for step in 0..<150 {
      let folder = folders.randomElement(using: &random) ?? "/music"
      let other = folders.randomElement(using: &random) ?? "/music"
      switch Int.random(in: 0..<9, using: &random) {
      case 0...2: try await fixture.add(step * 10..<step * 10 + 4, to: folder)
      case 3:
        let files = try await store.files(in: folder).prefix(2)
        _ = try await store.reconcile(files.map { .vanished($0.id) })
      case 4: _ = try await store.vanished(below: folder)
      case 5: _ = try await store.rename(directory: folder, to: other.appending("r\(step)"))
      case 6: try await fixture.analyseAll(in: moods)
      case 7: try await store.recordProblem(at: folder, reason: "closed")
      default: try await store.clearProblems(below: folder)
      }
      try await expectExact(store, music: roots)
    }
  }

  @Test("follow histories as they are read, renamed, lost and found")
  func histories() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    let places: [FilePath] = ["/history", "/history/b.json", "/other"]
    let expect = { try await expectExact(store, music: ["/music"], histories: places) }
    _ = try await store.follow(music: ["/music"], histories: places)
    try await fixture.record(
      [Sample.listen("A", at: 0), Sample.listen("B", at: 5)], in: "/history/a.json")
    try await expect()
    #expect(store.figures.listens == ["/history": 2, "/history/b.json": 0, "/other": 0])
    try await fixture.record([Sample.listen("C", at: 9)], in: "/history/b.json")
    try await expect()
    try await store.historyFileGone(at: "/history/a.json")
    try await expect()
    #expect(store.figures.listens == ["/history": 1, "/history/b.json": 1, "/other": 0])
    try await store.historyFileFound(at: "/history/a.json")
    try await store.renameHistory(directory: "/history", to: "/other/h")
    try await expect()
    #expect(store.figures.listens == ["/history": 0, "/history/b.json": 0, "/other": 3])
    try await store.keepHistoryParts([], of: "/other/h/a.json")
    try await expect()
    try await store.historyFilesGone(below: "/other")
    try await expect()
    #expect(store.figures.history.listens == 3)
  }

  @Test("list sources page by page as they list them at once", arguments: [1, 2, 3, 100])
  func sources(limit: Int) async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    for name in ["b", "a", "a b"] {
      for part in ["", "2.json", "1.json"] where part.isEmpty == (name == "b") {
        let damages = (0..<5).map { HistoryDamage(line: $0 + 1, reason: "no \($0)") }
        _ = try await store.recordHistory(
          Sample.batch([Sample.listen("T", at: 1)], part: part, damages: damages),
          of: FilePath("/history/\(name)"))
      }
    }
    try await store.historyFileUnreadable(at: "/history/z", reason: "closed")
    try await store.historyFileUnreadable(at: "/history.d/z", reason: "closed")
    var listed: [HistorySource] = []
    var cursor: String?
    repeat {
      let page = try await store.historySources(after: cursor, limit: limit, damages: 100)
      #expect(page.items.count <= limit)
      listed += page.items
      cursor = page.cursor
    } while cursor != nil
    #expect(listed == (try await store.historySources()))
    #expect(listed.count == 7)
    let short = try await store.historySources(after: nil, limit: 1, damages: 2)
    #expect(short.items.first?.damages.map(\.line) == [1, 2])
    for cursor in ["", "x", "cAAA", "aA=="] {
      let code = await code {
        _ = try await store.historySources(after: cursor, limit: 1, damages: 1)
      }
      #expect(code == .invalidCursor)
    }
  }

  @Test("are as they were after a transaction that failed")
  func undone() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    try await fixture.add(0..<3, to: "/music")
    _ = try await store.follow(music: ["/music"], histories: [])
    let before = store.figures
    let failed = await code {
      _ = try await store.write { db in
        try db.run("UPDATE track SET missing_since = 1")
        throw StoreError(.constraint, "no")
      }
    }
    #expect(failed == .constraint)
    #expect(store.figures == before)
    try await fixture.add(3..<4, to: "/music")
    try await expectExact(store, music: ["/music"])
  }

  @Test("leave nothing in the file, and change nothing about closing it")
  func nothingInTheFile() async throws {
    let fixture = try await Fixture()
    _ = try await fixture.store.follow(music: ["/music"], histories: ["/history"])
    try await fixture.add(0..<3, to: "/music")
    try await fixture.store.close()
    let queue = try DatabaseQueue(path: fixture.file.string)
    let names = try await queue.read { db in
      try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE name LIKE 'followed%'")
    }
    #expect(names == [])
    try queue.close()
    let store = try await LibraryStore.open(at: fixture.file, now: { 0 })
    #expect(store.wasClosedCleanly)
  }
}
