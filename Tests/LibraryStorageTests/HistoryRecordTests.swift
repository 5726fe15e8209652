import GRDB
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Recording what histories report")
struct HistoryRecordTests {
  @Test("reading the same again adds nothing, under whatever name, or from an archive")
  func idempotence() async throws {
    let fixture = try await Fixture()
    let listens = (0..<20).map { Sample.listen("Song \($0 % 6)", at: $0, seconds: 180) }
    let first = try await fixture.record(listens)
    #expect(first == HistoryBatchOutcome(added: 20, known: 0, earliestAdded: Sample.noon))
    let reports = try await fixture.reports()
    let copies = [
      (Sample.batch(listens), FilePath("/h/log")),
      (Sample.batch(listens), "/h/copy of log"),
      (Sample.batch(listens, part: "listens/2020/9.jsonl"), "/h/export.zip"),
      (Sample.batch(listens.reversed()), "/h/backwards"),
    ]
    for (batch, file) in copies {
      let again = try await fixture.store.recordHistory(batch, of: file)
      #expect(again == HistoryBatchOutcome(added: 0, known: 20, earliestAdded: nil))
      #expect(try await fixture.reports() == reports)
    }
    #expect(try await fixture.store.historyCounts().listens == 20)
    #expect(try await fixture.audit() == [])
  }

  @Test("a newer export that tells more of the same plays adds none", arguments: [false, true])
  func newerExport(isMatched: Bool) async throws {
    let fixture = try await Fixture()
    if isMatched { try await fixture.addTrack("Song", at: "/music/song.flac") }
    let old = (0..<5).map { Sample.listen("Song", at: $0 * 4, seconds: 180) }
    let new = old.map { record in
      var record = record
      record.recording.album = "Album"
      return record
    }
    try await fixture.record(old, in: "/h/2024.json")
    try await fixture.matchAll()
    try await fixture.record(new, in: "/h/2025.json")
    try await fixture.matchAll()
    #expect(try await fixture.store.historyCounts().listens == 5)
    #expect(try await fixture.plays().count == 5)
    #expect(try await fixture.audit() == [])
  }

  @Test("the damage of a record without an end is taken back when the record has one")
  func unfinishedDamage() async throws {
    let fixture = try await Fixture()
    func damages() async throws -> [Int] {
      let source = try await fixture.store.historySources()[0]
      #expect(source.damaged == source.damages.count)
      return source.damages.map(\.line)
    }
    func record(_ lines: Int, _ listens: [ListenRecord], damagedAt line: Int?) async throws {
      var batch = Sample.batch(listens, from: lines == 3 ? 0 : 300)
      batch.damages = line.map { [HistoryDamage(line: $0, reason: "cut short")] } ?? []
      batch.progress.offset = Int64(lines * 100)
      batch.progress.line = lines
      _ = try await fixture.store.recordHistory(batch, of: "/h/log")
    }
    // Three lines and half a one; looked at again; with the rest of the line and half of the next.
    try await record(3, (0..<3).map { Sample.listen("A", at: $0 * 10) }, damagedAt: 4)
    #expect(try await damages() == [4])
    try await record(3, (0..<3).map { Sample.listen("A", at: $0 * 10) }, damagedAt: 4)
    #expect(try await damages() == [4])
    try await record(4, [Sample.listen("A", at: 30)], damagedAt: 5)
    #expect(try await damages() == [5])
    // It was damage after all.
    try await record(5, [], damagedAt: 5)
    #expect(try await damages() == [5])
    #expect(try await fixture.store.historySources()[0].listens == 4)
    #expect(try await fixture.audit() == [])
  }

  @Test("a recording is told apart by every name it has, and not by its length")
  func identity() async throws {
    let fixture = try await Fixture()
    var others = [Sample.heard("Song")]
    for change in [
      { $0.title = "song" }, { $0.artist = nil }, { $0.album = "Album" },
      { $0.albumArtist = "Band" }, { $0.musicBrainzRecordingID = "id" }, { $0.isrc = "code" },
      { $0.relativePath = "a/b" },
      {
        $0.artist = "Somebod"; $0.title = "ySong"
      },
    ] as [(inout HeardRecording) -> Void] {
      var other = Sample.heard("Song")
      change(&other)
      others.append(other)
    }
    for seconds in [nil, 100, 200, 150, .nan, -5, 0] as [Double?] {
      try await fixture.record(
        others.map { heard in
          var heard = heard
          heard.seconds = seconds
          return ListenRecord(recording: heard, stamp: Sample.noon, stampMeaning: .start)
        })
    }
    #expect(try await fixture.number("SELECT count(*) FROM heard") == Int64(others.count))
    #expect(try await fixture.number("SELECT count(*) FROM heard WHERE seconds = 200") == 9)
    // The listens end by the length that became known later.
    #expect(try await fixture.number("SELECT count(*) FROM listen WHERE ended = began + 200") == 9)
    #expect(try await fixture.audit() == [])
  }

  @Test("what two records of one play tell is put together, whichever comes first")
  func merging() async throws {
    let records = [
      Sample.listen("Song", at: 0, isSkip: true), Sample.listen("Song", at: 0, played: 20),
      Sample.listen("Song", at: 0, played: 90, isSkip: true),
    ]
    var seen: Set<[ReportRow]> = []
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
      let fixture = try await Fixture()
      for index in order { try await fixture.record([records[index]], in: FilePath("/h/\(index)")) }
      seen.insert(try await fixture.reports())
      #expect(try await fixture.plays().map(\.end) == [Sample.noon + 90])
      #expect(try await fixture.plays().map(\.weight) == [1])
      #expect(try await fixture.audit() == [])
    }
    #expect(seen.count == 1)
  }

  @Test("reports of one play in several formats are kept, and count once")
  func echoes() async throws {
    let fixture = try await Fixture()
    let plays = (0..<5).map { Sample.listen("Song", at: 10 * $0, played: 200) }
    var later = plays
    for index in later.indices { later[index].stamp += 30 }
    try await fixture.record(plays, as: .listenBrainzLines)
    try await fixture.record(later, as: .maloja, in: "/h/maloja")
    #expect(try await fixture.reports().count == 10)
    #expect(try await fixture.plays().count == 5)
    #expect(try await fixture.store.historyCounts().listens == 5)
    #expect(try await fixture.audit() == [])
    // A play that only one of them knows.
    try await fixture.record([Sample.listen("Song", at: 300)], as: .maloja, in: "/h/maloja")
    #expect(try await fixture.plays().count == 6)
    #expect(try await fixture.audit() == [])
  }

  @Test("a long chain of reports is reviewed whole, however it is read")
  func chains() async throws {
    // Half a day of one recording on repeat, reported twice.
    let plays = (0..<180).map { Sample.listen("Song", at: 4 * $0, played: 230) }
    var seen: Set<[ReportRow]> = []
    for seed in [1, 2, 3] as [UInt64] {
      let fixture = try await Fixture()
      var random = SeededGenerator(seed: seed)
      var batches = (0..<12).map { (HistoryFormat.maloja, Array(plays[$0 * 15..<$0 * 15 + 15])) }
      batches += (0..<12).map { index in
        (
          .panoScrobbler,
          plays[index * 15..<index * 15 + 15].map { play in
            var play = play
            play.stamp += 25
            return play
          }
        )
      }
      for (format, listens) in batches.shuffled(using: &random) {
        try await fixture.record(listens, as: format, in: FilePath("/h/\(format.rawValue)"))
        #expect(try await fixture.audit() == [])
      }
      #expect(try await fixture.store.historyCounts().listens == 180)
      seen.insert(try await fixture.reports())
    }
    #expect(seen.count == 1)
  }

  @Test("a last line that was not whole yet is replaced by what it became")
  func tentativeLine() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    let whole = Sample.listen("Song", at: 0)
    let cut = Sample.listen("Yester", at: 5)
    _ = try await store.recordHistory(
      Sample.batch([whole, cut], endsTentatively: true), of: "/h/log")
    #expect(try await fixture.plays().map(\.heard.title) == ["Yester", "Song"])
    #expect(try await store.historySources().map(\.listens) == [2])
    let grown = Sample.listen("Yesterday", at: 5)
    let next = Sample.batch([grown], from: 100)
    let outcome = try await store.recordHistory(next, of: "/h/log")
    #expect(outcome.added == 1)
    #expect(try await fixture.plays().map(\.heard.title) == ["Yesterday", "Song"])
    #expect(try await fixture.number("SELECT count(*) FROM heard") == 2)
    #expect(try await store.historySources().map(\.listens) == [2])
    #expect(try await fixture.audit() == [])
  }

  @Test(
    "a last line that says the same when it is whole stays",
    arguments: [false, true])
  func confirmedLine(growsLater: Bool) async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    let last = Sample.listen("Song", at: 5)
    let first = Sample.batch([Sample.listen("A", at: 0), last], endsTentatively: true)
    _ = try await store.recordHistory(first, of: "/h/log")
    // Read again before it has grown.
    let same = Sample.batch([last], from: 100, endsTentatively: true)
    if growsLater {
      #expect(try await store.recordHistory(same, of: "/h/log").known == 1)
      #expect(try await store.historySources().map(\.listens) == [2])
    }
    let more = Sample.batch([last, Sample.listen("B", at: 9)], from: 100)
    let outcome = try await store.recordHistory(more, of: "/h/log")
    #expect(outcome.added == 1 && outcome.known == 1)
    #expect(try await fixture.plays().map(\.heard.title) == ["B", "Song", "A"])
    #expect(try await store.historySources().map(\.listens) == [3])
    // Firm now: a change of mind does not remove it.
    _ = try await store.recordHistory(Sample.batch([], from: 300), of: "/h/log")
    #expect(try await fixture.plays().count == 3)
    #expect(try await fixture.audit() == [])
  }

  @Test("a line that is not whole takes nothing from what others report")
  func sharedTentativeLine() async throws {
    let listen = Sample.listen("Song", at: 5)
    func unfinished(_ fixture: Fixture, _ file: FilePath) async throws {
      _ = try await fixture.store.recordHistory(
        Sample.batch([listen], endsTentatively: true), of: file)
    }
    func finish(_ fixture: Fixture, _ file: FilePath) async throws {
      _ = try await fixture.store.recordHistory(
        Sample.batch([Sample.listen("Other", at: 5)], from: 1), of: file)
    }
    func titles(_ fixture: Fixture) async throws -> [String?] {
      try await fixture.plays().map(\.heard.title).sorted { ($0 ?? "") < ($1 ?? "") }
    }
    // Two opinions: the last one to go takes it along.
    let two = try await Fixture()
    try await unfinished(two, "/h/a")
    try await unfinished(two, "/h/b")
    try await finish(two, "/h/a")
    #expect(try await titles(two) == ["Other", "Song"])
    try await finish(two, "/h/b")
    #expect(try await titles(two) == ["Other"])
    // An opinion and a record, in either order.
    for isFirst in [true, false] {
      let fixture = try await Fixture()
      if isFirst { try await unfinished(fixture, "/h/a") }
      try await fixture.record([listen], in: "/h/b")
      if !isFirst { try await unfinished(fixture, "/h/a") }
      try await finish(fixture, "/h/a")
      #expect(try await titles(fixture) == ["Other", "Song"])
      #expect(try await fixture.audit() == [])
    }
  }

  @Test("a listen that goes brings back the one it had made an echo")
  func goneRepresentative() async throws {
    let fixture = try await Fixture()
    try await fixture.record([Sample.listen("Song", at: 0)], as: .maloja, in: "/h/m")
    _ = try await fixture.store.recordHistory(
      Sample.batch([Sample.listen("Song", at: 1, played: 240)], endsTentatively: true),
      of: "/h/log")
    #expect(try await fixture.plays().map(\.format) == [.listenBrainzLines])
    _ = try await fixture.store.recordHistory(Sample.batch([], from: 1), of: "/h/log")
    #expect(try await fixture.plays().map(\.format) == [.maloja])
    #expect(try await fixture.audit() == [])
  }

  @Test("counts are those of the present reading, and the first hundred damages are kept")
  func counts() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    func damages(_ range: Range<Int>) -> [HistoryDamage] {
      range.map { HistoryDamage(line: $0, reason: "Line \($0).") }
    }
    let first = Sample.batch([Sample.listen("A", at: 0)], damages: damages(0..<70), passedOver: 3)
    let second = Sample.batch(
      [Sample.listen("B", at: 9)], from: 9_000, damages: damages(70..<170), passedOver: 1)
    for batch in [first, second, second] {
      _ = try await store.recordHistory(batch, of: "/h/log")
    }
    var source = try await store.historySources()[0]
    #expect((source.listens, source.passedOver, source.damaged) == (2, 4, 170))
    #expect(source.damages == damages(0..<100))
    #expect(source.state == .complete && source.format == .listenBrainzLines)
    let anew = Sample.batch([Sample.listen("A", at: 0)], damages: damages(5..<6))
    _ = try await store.recordHistory(anew, of: "/h/log")
    source = try await store.historySources()[0]
    #expect((source.listens, source.passedOver, source.damaged) == (1, 0, 1))
    #expect(source.damages == damages(5..<6))
    #expect(try await store.historyCounts().listens == 2)
  }

  @Test("values that cannot be are kept out")
  func nonsense() async throws {
    let fixture = try await Fixture()
    var odd = Sample.listen("So\0ng", at: 0, played: .nan, seconds: .infinity)
    odd.recording.album = ""
    odd.recording.isrc = "\0"
    try await fixture.record([odd, Sample.listen("Song", at: 60, played: -3)])
    #expect(try await fixture.record([odd]).known == 1)
    let plays = try await fixture.plays()
    #expect(plays.map(\.heard) == [Sample.heard("Song"), Sample.heard("Song")])
    #expect(try await fixture.number("SELECT count(*) FROM heard") == 1)
    #expect(try await fixture.audit() == [])
    for stamp in [Int64.max, .min] {
      var listen = Sample.listen("Song", at: 0)
      listen.stamp = stamp
      #expect(await code { try await fixture.record([listen]) } == .constraint)
    }
    #expect(await code { try await fixture.record([], in: "relative") } == .constraint)
    // Names that look alike and are spelt otherwise are two.
    try await fixture.record([
      Sample.listen("Caf\u{E9}", at: 0), Sample.listen("Cafe\u{301}", at: 0),
    ])
    #expect(try await fixture.number("SELECT count(*) FROM heard") == 3)
  }

  @Test("a batch that fails leaves nothing behind, and may be stored again")
  func rollback() async throws {
    let fixture = try await Fixture()
    try await fixture.record([Sample.listen("Old", at: 0)])
    let (reports, sources) = try await (fixture.reports(), fixture.store.historySources())
    let batch = Sample.batch(
      (1..<200).map { Sample.listen("Song \($0)", at: $0) }, as: .maloja, from: 500)
    // At the last statement but one, when all else is done.
    try await fixture.store.write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER cut BEFORE UPDATE OF listens ON heard WHEN NEW.id = 150
            BEGIN SELECT raise(ABORT, 'cut'); END
          """)
    }
    #expect(
      await code { _ = try await fixture.store.recordHistory(batch, of: "/h/log") }
        == .constraint)
    #expect(try await fixture.reports() == reports)
    #expect(try await fixture.store.historySources() == sources)
    #expect(try await fixture.audit() == [])
    try await fixture.store.write { db in try db.execute(sql: "DROP TRIGGER cut") }
    #expect(try await fixture.store.recordHistory(batch, of: "/h/log").added == 199)
    try await fixture.store.close()
    let reopened = try await LibraryStore.open(at: fixture.file, now: { 0 })
    #expect(try await reopened.audit() == [])
    #expect(try await reopened.historyCounts().listens == 200)
    #expect(try await reopened.recordHistory(batch, of: "/h/log").added == 0)
  }

  @Test("a batch is on the disk when it has been stored, whether or not it could be")
  func durability() async throws {
    let fixture = try await Fixture()
    let log = TransactionLog()
    try await fixture.store.read { db in db.trace { log.append($0) } }
    try await fixture.record([Sample.listen("Song", at: 0)])
    #expect(
      await code { try await fixture.record([Sample.listen("Song", at: .max / 100)]) }
        == .constraint)
    try await fixture.matchAll()
    try await fixture.store.read { db in db.trace(options: []) }
    let (full, normal) = ("PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL")
    let begin = "BEGIN IMMEDIATE TRANSACTION"
    #expect(
      log.statements == [
        full, begin, "COMMIT TRANSACTION", normal, full, begin, "ROLLBACK TRANSACTION", normal,
        begin, "COMMIT TRANSACTION",
      ])
  }
}

/// Where transactions begin and end, and how they are written. Only touched on the connection's own
/// thread.
private final class TransactionLog: @unchecked Sendable {
  private(set) var statements: [String] = []

  func append(_ event: Database.TraceEvent) {
    guard case .statement(let statement) = event else { return }
    let words = ["PRAGMA synchronous", "BEGIN", "COMMIT", "ROLLBACK"]
    if words.contains(where: statement.sql.hasPrefix) { statements.append(statement.sql) }
  }
}
