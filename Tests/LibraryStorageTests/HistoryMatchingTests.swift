import GRDB
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Matching what was heard")
struct HistoryMatchingTests {
  /// What each play was matched to: the path of the track, and how.
  private func matches(_ fixture: Fixture) async throws -> [String: String] {
    let pairs = try await fixture.plays().map { play in
      let name = play.heard.title ?? play.heard.relativePath ?? ""
      return (name, play.match.map { "\($0.track.path) \($0.kind.rawValue)" } ?? "none")
    }
    return Dictionary(pairs) { first, _ in first }
  }

  private func listen(_ edit: (inout HeardRecording) -> Void) -> ListenRecord {
    var heard = HeardRecording()
    edit(&heard)
    // Each on a day of its own: reports of one moment in one format would be one play.
    let names = [heard.title, heard.artist, heard.album, heard.relativePath]
    let day = names.compactMap(\.self).joined().utf8.reduce(1) { ($0 * 31 + Int64($1)) % 997 }
    return ListenRecord(
      recording: heard, stamp: Sample.noon + (day + 1) * 86_400, stampMeaning: .end)
  }

  @Test("a recording is found by every kind of evidence")
  func evidence() async throws {
    let fixture = try await Fixture()
    try await fixture.addTrack("Path", at: "/music/a/b.flac")
    try await fixture.addTrack("Id", at: "/music/id") { $0.musicBrainzRecordingID = "ABC-1" }
    try await fixture.addTrack("Code", at: "/music/code") { $0.isrc = "de-xxx-00 00001" }
    try await fixture.addTrack("YESTERDAY", at: "/music/name")
    try await fixture.record([
      listen { $0.relativePath = "a/b.flac" },
      listen { ($0.title, $0.musicBrainzRecordingID) = ("Other id", "abc-1") },
      listen { ($0.title, $0.isrc) = ("Other code", "DEXXX0000001") },
      listen { ($0.title, $0.artist) = ("yesterday", "SOMEBODY") },
      listen { ($0.title, $0.artist) = ("Yesterdey", "Somebody") },
      listen { ($0.title, $0.artist) = ("Nothing", "Nobody") },
      listen { $0.album = "only" },
    ])
    try await fixture.matchAll()
    #expect(
      try await matches(fixture) == [
        "a/b.flac": "/music/a/b.flac path", "Other id": "/music/id musicbrainz",
        "Other code": "/music/code isrc", "yesterday": "/music/name tags",
        "Yesterdey": "/music/name fuzzy", "Nothing": "none", "": "none",
      ])
    #expect(
      try await fixture.store.historyCounts() == HistoryCounts(listens: 7, matched: 5))
    #expect(try await fixture.audit() == [])
  }

  private struct PathCase: Sendable {
    let path: String
    let roots: [String]
    let expected: String?

    init(_ path: String, _ roots: [String], _ expected: String?) {
      self.path = path
      self.roots = roots
      self.expected = expected
    }
  }

  private static let samples = [
    // The watched folder itself, one in it, one above, others.
    PathCase("a/b.ogg", ["/music"], "/music/a/b.ogg"),
    PathCase("b.ogg", ["/music"], "/music/a/b.ogg"),
    PathCase("music/a/b.ogg", ["/music"], "/music/a/b.ogg"),
    PathCase("/music/a/b.ogg", ["/music"], "/music/a/b.ogg"),
    PathCase("a/b.ogg", ["/musi"], nil),
    PathCase("a/b.ogg", ["/x", "/"], "/music/a/b.ogg"),
    PathCase("c/b.ogg", ["/music"], nil),
    PathCase("ic/a/b.ogg", ["/music"], nil),
    PathCase("B.ogg", ["/music"], nil),
    PathCase("top", ["/"], "/top"),
    PathCase("/", ["/"], nil),
    PathCase("", ["/"], nil),
  ]

  @Test("a path is found wherever the player's music directory lies", arguments: samples.indices)
  func relativePath(index: Int) async throws {
    let sample = Self.samples[index]
    let fixture = try await Fixture()
    for file in ["/music/deeper/a/b.ogg", "/music/a/b.ogg", "/top"] as [FilePath] {
      try await fixture.addTrack(nil, at: file)
    }
    let found = try await fixture.store.read { db in
      try TrackCatalogue(db, roots: sample.roots.map { FilePath($0) })
        .tracks(atRelativePath: sample.path).first?.track
    }
    guard let expected = sample.expected else {
      #expect(found == nil)
      return
    }
    #expect(try await fixture.details(FilePath(expected)).track.id == found)
  }

  @Test("candidates that share words come by their rarest word, then by number, up to the limit")
  func sharedWords() async throws {
    let fixture = try await Fixture()
    for number in 0..<30 {
      let title = number % 10 == 3 ? "common rare" : number == 17 ? "unique" : "common"
      try await fixture.addTrack(title, at: FilePath("/music/\(number)"))
    }
    let gone = try await fixture.details("/music/3").track.id
    _ = try await fixture.store.reconcile([.vanished(gone)])
    try await fixture.matchAll()
    func titles(_ words: [String], limit: Int) async throws -> [String?] {
      try await fixture.store.read { db in
        try TrackCatalogue(db, roots: []).tracks(sharing: words, limit: limit).map(\.title)
      }
    }
    let words = ["t:common", "t:rare", "a:somebody", "t:none", "t:unique", "t:rare"]
    #expect(
      try await titles(words, limit: 5)
        == ["unique", "common rare", "common rare", "common", "common"])
    #expect(try await titles(words, limit: 100).count == 29)
    #expect(try await titles(["t:none"], limit: 5) == [])
    #expect(try await titles([], limit: 5) == [])
    #expect(try await fixture.audit() == [])
  }

  @Test("matches follow the tracks through every change")
  func changes() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    try await fixture.record([
      Sample.listen("Song", at: 0), listen { $0.relativePath = "x/1.flac" },
    ])
    #expect(try await fixture.matchAll() == 0)
    #expect(try await matches(fixture) == ["Song": "none", "x/1.flac": "none"])
    let id = try await fixture.addTrack("Song", at: "/music/1.flac")
    #expect(try await fixture.matchAll() == 1)
    #expect(try await matches(fixture)["Song"] == "/music/1.flac tags")
    _ = try await store.rename(directory: "/music", to: "/music/x")
    #expect(try await fixture.matchAll() == 1)
    #expect(try await matches(fixture)["x/1.flac"] == "/music/x/1.flac path")
    _ = try await store.reconcile([.vanished(id)])
    #expect(try await fixture.audit() == [])
    #expect(try await fixture.matchAll() == 2)
    #expect(try await matches(fixture) == ["Song": "none", "x/1.flac": "none"])
    _ = try await store.reconcile([
      .rebound(
        id, path: "/music/x/1.flac",
        identity: try await fixture.details("/music/x/1.flac")
          .identity ?? Fixture.identity(1))
    ])
    #expect(try await fixture.matchAll() == 2)
    #expect(try await store.historyCounts().matched == 2)
    // A tag edit.
    let identity = Fixture.identity(1, version: 1)
    _ = try await store.reconcile([.changed(id, identity: identity)])
    let pending = try await store.nextPending(limit: 1)[0]
    let recognition = TrackRecognition(
      track: id, identity: identity, content: sure(pending.content), model: Fixture.model,
      metadata: Fixture.metadata("Other"), seconds: 200)
    #expect(try await store.recordMetadata(recognition) == .recorded)
    #expect(try await fixture.matchAll() == 1)
    #expect(
      try await matches(fixture) == ["Song": "none", "x/1.flac": "/music/x/1.flac path"])
    // And out of the library for good.
    _ = try await store.reconcile([.vanished(id)])
    fixture.clock.advance(by: 1_000)
    #expect(try await store.removeTombstones(olderThan: .seconds(10)).tracks == 1)
    #expect(try await store.historyCounts() == HistoryCounts(listens: 2, matched: 0))
    #expect(try await fixture.audit() == [])
    try await fixture.matchAll()
    #expect(try await fixture.number("SELECT count(*) FROM match_key") == 0)
    #expect(try await fixture.number("SELECT count(*) FROM match_word") == 0)
    #expect(try await fixture.audit() == [])
  }

  @Test("of two files of one name the other is taken when the first goes")
  func alternatives() async throws {
    let fixture = try await Fixture()
    try await fixture.record([Sample.listen("Song", at: 0)])
    let first = try await fixture.addTrack("Song", at: "/music/1")
    try await fixture.addTrack("Song", at: "/music/2")
    try await fixture.matchAll()
    #expect(try await matches(fixture) == ["Song": "/music/1 tags"])
    _ = try await fixture.store.reconcile([.vanished(first)])
    #expect(try await fixture.matchAll() == 1)
    #expect(try await matches(fixture) == ["Song": "/music/2 tags"])
    // An edit to what decides between equals.
    var heard = Sample.listen("Song", at: 9)
    heard.recording.album = "Album"
    try await fixture.record([heard])
    try await fixture.addTrack("Song", at: "/music/3") { $0.album = "Album" }
    try await fixture.matchAll()
    #expect(try await fixture.plays()[0].match?.track.path == "/music/3")
  }

  @Test("similar names are looked for again once the library has settled, and not for nothing")
  func settling() async throws {
    let fixture = try await Fixture()
    try await fixture.record([Sample.listen("Yesterdey", at: 0), Sample.listen("No", at: 9)])
    try await fixture.matchAll()
    try await fixture.addTrack("Yesterday", at: "/music/1")
    #expect(try await fixture.matchAll() == 0)
    try await fixture.store.requeueUnmatched()
    #expect(try await fixture.number("SELECT count(*) FROM heard WHERE due = 1") == 2)
    #expect(try await fixture.matchAll() == 1)
    #expect(try await matches(fixture)["Yesterdey"] == "/music/1 fuzzy")
    try await fixture.store.requeueUnmatched()
    #expect(try await fixture.number("SELECT count(*) FROM heard WHERE due = 1") == 0)
    // A similar track may give way to a more similar one.
    try await fixture.addTrack("Other", at: "/music/2")
    try await fixture.matchAll()
    try await fixture.store.requeueUnmatched()
    #expect(try await fixture.number("SELECT count(*) FROM heard WHERE due = 1") == 2)
  }

  @Test("keys made by another version are all made anew, and other folders mean other paths")
  func terms() async throws {
    let fixture = try await Fixture()
    try await fixture.addTrack("Song", at: "/music/1.flac")
    try await fixture.record([
      Sample.listen("Song", at: 0), listen { $0.relativePath = "1.flac" },
    ])
    try await fixture.matchAll()
    #expect(try await fixture.store.historyCounts().matched == 2)
    try await fixture.store.write { db in
      try db.execute(
        sql: """
          UPDATE history_state SET key_version = 0;
          UPDATE match_key SET exact = 'old', words = x'';
          DELETE FROM match_word;
          UPDATE heard_name SET exact = 'older' WHERE exact IS NOT NULL;
          """)
    }
    try await fixture.matchAll()
    #expect(try await fixture.store.historyCounts().matched == 2)
    #expect(try await fixture.audit() == [])
    try await fixture.matchAll(roots: ["/elsewhere"])
    #expect(try await matches(fixture) == ["Song": "/music/1.flac tags", "1.flac": "none"])
    try await fixture.matchAll(roots: ["/elsewhere", "/music"])
    #expect(try await fixture.store.historyCounts().matched == 2)
  }

  @Test("the length of the track puts the times of its plays right")
  func times() async throws {
    let fixture = try await Fixture()
    var ended = Sample.listen("Song", at: 0)
    ended.stampMeaning = .end
    try await fixture.record([ended], as: .mpdLog)
    try await fixture.record([
      Sample.listen("Song", at: 60), Sample.listen("Song", at: 120, played: 25),
    ])
    func times() async throws -> [Int64] {
      try await fixture.plays().flatMap { [$0.start - Sample.noon, $0.end - $0.start] }
    }
    #expect(try await times() == [7_200, 25, 3_600, 240, -240, 240])
    #expect(try await fixture.plays().map(\.weight) == [0, 1, 1])
    let id = try await fixture.addTrack("Song", at: "/music/1", seconds: 40)
    try await fixture.matchAll()
    #expect(try await times() == [7_200, 25, 3_600, 40, -40, 40])
    #expect(try await fixture.plays().map(\.weight) == [1, 1, 1])
    _ = try await fixture.store.reconcile([.vanished(id)])
    try await fixture.matchAll()
    #expect(try await times() == [7_200, 25, 3_600, 240, -240, 240])
    #expect(try await fixture.audit() == [])
  }

  @Test("two spellings matched to one track may report one play")
  func groups() async throws {
    let fixture = try await Fixture()
    try await fixture.record([Sample.listen("Yesterday", at: 0)], as: .maloja, in: "/h/1")
    try await fixture.record([Sample.listen("Yesterdey", at: 1)], in: "/h/2")
    try await fixture.matchAll()
    #expect(try await fixture.plays().count == 2)
    let id = try await fixture.addTrack("Yesterday", at: "/music/1")
    try await fixture.matchAll()
    try await fixture.store.requeueUnmatched()
    try await fixture.matchAll()
    #expect(try await fixture.plays().count == 1)
    #expect(try await fixture.store.historyCounts() == HistoryCounts(listens: 1, matched: 1))
    #expect(try await fixture.audit() == [])
    _ = try await fixture.store.reconcile([.vanished(id)])
    try await fixture.matchAll()
    #expect(try await fixture.plays().count == 2)
    #expect(try await fixture.audit() == [])
  }

  @Test("no call does more than it was allowed, and none is needed when nothing is due")
  func limits() async throws {
    let fixture = try await Fixture()
    for number in 0..<10 { try await fixture.addTrack("S\(number)", at: FilePath("/m/\(number)")) }
    try await fixture.record((0..<25).map { Sample.listen("S\($0)", at: $0) })
    var outcomes: [MatchOutcome] = []
    repeat {
      outcomes.append(try await fixture.store.matchDue(limit: 10, roots: ["/m"]))
    } while outcomes.last?.remaining == true
    #expect(outcomes.map(\.examined) == [0, 10, 10, 5])
    #expect(outcomes.map(\.changed) == [0, 10, 0, 0])
    let idle = try await fixture.store.matchDue(limit: 10, roots: ["/m"])
    #expect(idle == MatchOutcome(examined: 0, changed: 0, remaining: false))
  }
}
