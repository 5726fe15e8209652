import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("Listings")
struct ListingTests {
  /// Goes through all pages of `size`.
  private func walk<Item>(
    size: Int, _ page: (String?) async throws -> Page<Item>
  ) async throws -> [Item] {
    var items: [Item] = []
    var cursor: String?
    repeat {
      let next = try await page(cursor)
      #expect(next.items.count <= size)
      #expect(next.cursor == nil || next.items.count == size)
      items += next.items
      cursor = next.cursor
    } while cursor != nil
    return items
  }

  @Test("pages of any size add up to the whole, in order of path", arguments: [1, 3, 7, 20, 500])
  func byPath(size: Int) async throws {
    let fixture = try await Fixture()
    for (index, directory) in ["/b", "/a", "/a/c", "/a b"].enumerated() {
      try await fixture.add(index * 10..<index * 10 + 5, to: FilePath(directory))
    }
    let listed = try await walk(size: size) {
      try await fixture.store.tracks(TrackFilter(), after: $0, limit: size)
    }.map(\.track.path.string)
    let expected = [("/a", 10), ("/a b", 30), ("/a/c", 20), ("/b", 0)].flatMap { place in
      (0..<5).map { "\(place.0)/\(place.1 + $0).flac" }
    }
    #expect(listed == expected)
  }

  @Test("a mood's tracks come by distance, ties by number", arguments: [1, 4, 500])
  func byDistance(size: Int) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<20)
    for track in try await fixture.store.nextPending(limit: 20) {
      let number = Int(track.id.rawValue)
      var result = Fixture.result(
        track, content: number, mood: moods.moods[number % 2], generation: moods.generation)
      result.placement?.membership.distance = Float(100 - number / 4) / 10
      _ = try await fixture.store.record(result)
    }
    _ = try await fixture.store.reconcile([.vanished(TrackID(rawValue: 4))])
    let listed = try await walk(size: size) {
      try await fixture.store.playlist(of: moods.moods[0], after: $0, limit: size)
    }
    let numbers = listed.map { Int($0.id.rawValue) }
    let expected = (1...20).filter { $0 % 2 == 0 && $0 != 4 }
      .sorted { (-($0 / 4), $0) < (-($1 / 4), $1) }
    #expect(numbers == expected)
    let byFilter = try await walk(size: size) {
      try await fixture.store.tracks(TrackFilter(mood: moods.moods[0]), after: $0, limit: size)
    }
    #expect(byFilter.map(\.track) == listed)
    #expect(
      try await fixture.store.exemplars(of: moods.moods[0], limit: 2)
        == listed.prefix(2).map(\.path))
    let missing = TrackFilter(mood: moods.moods[0], state: .missing)
    #expect(
      try await fixture.store.tracks(missing, after: nil, limit: 5).items.map(\.track.id.rawValue)
        == [4])
  }

  @Test("changes between two pages shift nothing")
  func changesBetweenPages() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(10..<20)
    let first = try await fixture.store.tracks(TrackFilter(), after: nil, limit: 5)
    _ = try await fixture.store.reconcile([.vanished(ids[0]), .vanished(ids[4])])
    try await fixture.add(0..<1)
    let second = try await fixture.store.tracks(TrackFilter(), after: first.cursor, limit: 5)
    #expect(second.items.map(\.track.id) == Array(ids[5...]))
  }

  @Test("each state lists its own, and missing tracks may share a path")
  func byState() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<4)
    _ = try await fixture.store.reconcile([
      .vanished(ids[0]), .vanished(ids[1]),
      .rebound(ids[2], path: "/music/0.flac", identity: Fixture.identity(2)),
      .vanished(ids[2]),
    ])
    let missing = try await walk(size: 1) {
      try await fixture.store.tracks(TrackFilter(state: .missing), after: $0, limit: 1)
    }
    #expect(missing.map(\.track.id) == [ids[0], ids[2], ids[1]])
    let pending = try await fixture.store.tracks(
      TrackFilter(state: .pending), after: nil, limit: 5)
    #expect(pending.items.map(\.track.id) == [ids[3]])
    #expect(
      try await fixture.store.tracks(TrackFilter(state: .analysed), after: nil, limit: 5)
        .items.isEmpty)
  }

  @Test("a listing shows model, loudness and affect of analysed tracks")
  func values() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<1)
    try await fixture.analyseAll()
    try await fixture.add(1..<2)
    let items = try await fixture.store.tracks(TrackFilter(), after: nil, limit: 5).items
    #expect(items.map(\.model) == [Fixture.model, nil])
    #expect(items.map(\.loudness) == [-14, nil])
    #expect(items.map(\.affect) == [Fixture.analysis(of: 1).affect, nil])
  }

  @Test("a page never holds more than 500 rows")
  func limits() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<510)
    let page = try await fixture.store.tracks(TrackFilter(), after: nil, limit: .max)
    #expect(page.items.count == 500)
    #expect(
      try await fixture.store.tracks(TrackFilter(), after: page.cursor, limit: 500).items.count
        == 10)
    #expect(try await fixture.store.tracks(TrackFilter(), after: nil, limit: -1).items.count == 1)
  }

  @Test(
    "a cursor of another making is refused",
    arguments: ["", "x", "????", "cA==", "cAAAAAAAAAAA", "ZAAAAAAAAAAAAAAAAAAAAPB/"])
  func cursors(cursor: String) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    for filter in [TrackFilter(), TrackFilter(mood: moods.moods[0])] {
      #expect(
        await code { _ = try await fixture.store.tracks(filter, after: cursor, limit: 1) }
          == .invalidCursor)
    }
  }

  @Test("a cursor of one kind of listing does not fit the other")
  func crossedCursors() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<3)
    try await fixture.analyseAll(in: moods)
    let path = try await fixture.store.tracks(TrackFilter(), after: nil, limit: 1).cursor
    let distance = try await fixture.store.playlist(of: moods.moods[0], after: nil, limit: 1).cursor
    #expect(path != nil && distance != nil)
    #expect(
      await code {
        _ = try await fixture.store.playlist(of: moods.moods[0], after: path, limit: 1)
      } == .invalidCursor)
    #expect(
      await code {
        _ = try await fixture.store.tracks(TrackFilter(), after: distance, limit: 1)
      } == .invalidCursor)
  }

  @Test("counts follow every state, and problems and overflows are kept")
  func counts() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<6)
    let pending = try await fixture.store.nextPending(limit: 5)
    _ = try await fixture.store.record(Fixture.result(pending[0], content: 1))
    for (track, kind) in zip(pending.dropFirst(), TrackFailure.Kind.allCases) {
      _ = try await fixture.store.recordFailure(
        TrackFailure(track: track.id, identity: track.identity, kind: kind, reason: "Why."))
    }
    _ = try await fixture.store.reconcile([.vanished(ids[5])])
    try await fixture.store.addOverflows(2)
    try await fixture.store.addOverflows(1)
    try await fixture.store.recordProblem(at: "/m/locked", reason: "Permission denied.")
    try await fixture.store.recordProblem(at: "/m/locked", reason: "Still denied.")
    try await fixture.store.recordProblem(at: "/m/locked/too", reason: "Permission denied.")
    try await fixture.store.recordProblem(at: "/m/lockedtoo", reason: "Permission denied.")
    var expected = LibraryCounts()
    expected.pending = 1
    expected.analysed = 1
    expected.failed = 1
    expected.quarantined = 1
    expected.skipped = 1
    expected.missing = 1
    expected.analyses = 1
    expected.overflows = 3
    expected.problems = 3
    #expect(try await fixture.store.counts() == expected)
    #expect(try await fixture.store.counts().tracks == 5)
    #expect(try await fixture.store.problems(limit: 1).map(\.reason) == ["Still denied."])
    try await fixture.store.clearProblems(below: "/m/locked")
    #expect(try await fixture.store.problems(limit: 9).map(\.path) == ["/m/lockedtoo"])
    try await fixture.store.clearProblem(at: "/m/lockedtoo")
    #expect(try await fixture.store.counts().problems == 0)
    #expect(try await fixture.store.audit() == [])
  }
}
