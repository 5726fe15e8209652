import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Listings of plays")
struct HistoryListingTests {
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

  @Test("plays come latest first, with all that is known", arguments: [1, 2, 5, 500])
  func plays(size: Int) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.addTrack(
      "Song 1", at: "/music/1", in: (moods.moods[0], generation: moods.generation))
    // Many at one moment.
    try await fixture.record((0..<9).map { Sample.listen("Song \($0)", at: Int64($0 / 3) * 9) })
    try await fixture.record([Sample.listen("Song 1", at: 1)], as: .maloja, in: "/h/2")
    try await fixture.matchAll()
    let plays = try await walk(size: size) {
      try await fixture.store.listens(after: $0, limit: size)
    }
    #expect(plays.count == 9)
    #expect(plays.map(\.start) == plays.map(\.start).sorted(by: >))
    #expect(Set(plays.map(\.heard.title)).count == 9)
    let song = try #require(plays.first { $0.heard.title == "Song 1" })
    #expect(song.heard == Sample.heard("Song 1"))
    #expect(song.match?.kind == .tags && song.match?.score == 1)
    #expect(song.match?.track == (try await fixture.details("/music/1").track))
    #expect(song.match?.track.membership?.mood == moods.moods[0])
    #expect((song.end - song.start, song.weight, song.format) == (200, 1, .listenBrainzLines))
    #expect(plays.filter { $0.match == nil }.count == 8)
  }

  @Test("what found no track comes by how often it was played", arguments: [1, 3, 500])
  func unmatched(size: Int) async throws {
    let fixture = try await Fixture()
    try await fixture.addTrack("Song 4", at: "/music/4")
    for number in 0..<8 {
      try await fixture.record(
        (0...number / 2).map { Sample.listen("Song \(number)", at: Int64($0) * 60) })
    }
    #expect(try await fixture.store.unmatchedRecordings(after: nil, limit: 9).items.isEmpty)
    try await fixture.matchAll()
    let found = try await walk(size: size) {
      try await fixture.store.unmatchedRecordings(after: $0, limit: size)
    }
    #expect(
      found.map(\.heard.title)
        == [6, 7, 5, 2, 3, 0, 1].map { "Song \($0)" })
    #expect(found.map(\.listens) == [4, 4, 3, 2, 2, 1, 1])
    #expect(found[0].last == Sample.noon + 3 * 3_600)
  }

  @Test("sessions come latest first, learned from or not", arguments: [1, 2, 500])
  func sessions(size: Int) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic").moods
    try await fixture.addTrack("A", at: "/music/A", in: (moods[0], generation: 1))
    try await fixture.addTrack("B", at: "/music/B", in: (moods[1], generation: 1))
    func play(_ hours: ClosedRange<Int64>) async throws {
      try await fixture.record(
        hours.flatMap { hour in
          ["A", "B", "B", "X"].enumerated().map {
            Sample.listen($1, at: 60 * hour + Int64($0) * 3)
          }
        }, in: FilePath("/h/\(hours.lowerBound)"))
      try await fixture.matchAll()
    }
    try await play(0...3)
    try await fixture.learn(now: Sample.noon)
    try await play(4...5)
    let store = fixture.store
    let listed = try await walk(size: size) {
      try await store.sessions(endedAfter: nil, gap: Fixture.gap, after: $0, limit: size)
    }
    #expect(listed.map { ($0.session.start - Sample.noon) / 3_600 } == [5, 4, 3, 2, 1, 0])
    #expect(listed.allSatisfy { $0.session.listens == 4 })
    for session in listed {
      #expect(session.moods.map(\.mood) == [moods[1], moods[0]])
      #expect(session.moods.map { ($0.share * 300).rounded() } == [200, 100])
    }
    for (moment, count) in [(listed[2].session.end, 2), (listed[2].session.end - 1, 3)] {
      let late = try await walk(size: size) {
        try await store.sessions(endedAfter: moment, gap: Fixture.gap, after: $0, limit: size)
      }
      #expect(late == Array(listed.prefix(count)))
    }
    // The same once they have been learned from.
    try await fixture.learn(now: .max / 2)
    let again = try await walk(size: size) {
      try await store.sessions(endedAfter: nil, gap: Fixture.gap, after: $0, limit: size)
    }
    #expect(again == listed)
  }

  @Test("before anything was played there is nothing, and nobody is told off for asking")
  func nothing() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    #expect(try await store.listens(after: nil, limit: 5).items.isEmpty)
    #expect(try await store.unmatchedRecordings(after: nil, limit: 5).items.isEmpty)
    #expect(
      try await store.sessions(endedAfter: 0, gap: 60, after: nil, limit: 5).items.isEmpty)
    #expect(try await store.lastSession(gap: 60, limit: 5) == nil)
    #expect(try await fixture.learn() == HistoryLearning(isRebuilt: true, sessions: 0))
    #expect(try await fixture.habits().steps == 0)
    #expect(try await store.historyStatistics().sources.isEmpty)
    #expect(try await store.historyCounts() == HistoryCounts())
    let mood = MoodID(rawValue: 1)
    #expect(
      try await store.suggestions(from: mood, notPlayedSince: 0, limit: 5).isEmpty)
    #expect(
      try await store.matchDue(limit: 5, roots: []) == MatchOutcome(remaining: false))
    try await store.requeueUnmatched()
    try await store.forEachLearningSession(gap: 60, localTime: Fixture.utc) { _ in
      Issue.record("there is no session")
    }
  }

  @Test("a cursor of another listing is refused", arguments: ["", "x", "cA==", "l", "u", "s", "p"])
  func cursors(cursor: String) async throws {
    let fixture = try await Fixture()
    try await fixture.record((0..<4).map { Sample.listen("\($0)", at: 100 * $0) })
    try await fixture.matchAll()
    try await fixture.add(0..<2)
    let store = fixture.store
    let cursors = [
      "l": try await store.listens(after: nil, limit: 1).cursor,
      "u": try await store.unmatchedRecordings(after: nil, limit: 1).cursor,
      "s": try await store.sessions(endedAfter: nil, gap: 60, after: nil, limit: 1).cursor,
      "p": try await store.tracks(TrackFilter(), after: nil, limit: 1).cursor,
    ]
    let text = cursors[cursor] ?? cursor
    let listings: [(String, () async throws -> Void)] = [
      ("l", { _ = try await store.listens(after: text, limit: 1) }),
      ("u", { _ = try await store.unmatchedRecordings(after: text, limit: 1) }),
      ("s", { _ = try await store.sessions(endedAfter: nil, gap: 60, after: text, limit: 1) }),
      ("p", { _ = try await store.tracks(TrackFilter(), after: text, limit: 1) }),
    ]
    for (kind, listing) in listings {
      #expect(await code { try await listing() } == (kind == cursor ? nil : .invalidCursor))
    }
  }

  @Test("suggestions are typical and not heard lately; what was only fills up")
  func suggestions() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic").moods
    // By number, which is their distance; 2 and 5 hold one recording, 4 is of another mood.
    for number in 1...7 {
      try await fixture.addTrack(
        "Song \(number)", at: FilePath("/music/\(number)"), content: number == 5 ? 2 : number,
        in: (moods[number == 4 ? 1 : 0], generation: 1))
    }
    func titles(since moment: Int64, limit: Int) async throws -> [String?] {
      try await fixture.store.suggestions(
        from: moods[0], notPlayedSince: moment, limit: limit
      ).map(\.metadata.title)
    }
    let all = [1, 2, 3, 6, 7].map { Optional("Song \($0)") }
    #expect(try await titles(since: 0, limit: 10) == all)
    #expect(try await titles(since: 0, limit: 2) == ["Song 1", "Song 2"])
    // The other file of one recording, and a skip.
    try await fixture.record([
      Sample.listen("Song 5", at: 0), Sample.listen("Song 1", at: 60, isSkip: true),
    ])
    try await fixture.matchAll()
    #expect(try await titles(since: Sample.noon, limit: 3) == ["Song 3", "Song 6", "Song 7"])
    #expect(try await titles(since: Sample.noon + 1, limit: 2) == ["Song 2", "Song 3"])
    #expect(try await titles(since: Sample.noon + 3_601, limit: 2) == ["Song 1", "Song 2"])
    #expect(
      try await titles(since: Sample.noon, limit: 4)
        == ["Song 3", "Song 6", "Song 7", "Song 1"])
    #expect(try await titles(since: Sample.noon, limit: 0) == [])
  }
}
