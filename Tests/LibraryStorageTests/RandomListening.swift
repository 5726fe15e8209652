import GRDB
import ListeningHistory
import MoodModel
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

/// What is stored of one report and does not depend on the library.
struct RawReport: Hashable {
  var played: Double?
  var isSkip: Bool
  var meaning: Int
}

/// A listener and a library to whom everything happens that can, the same way for each seed.
final class RandomListening {
  /// Names a report.
  struct Key: Hashable {
    var format: HistoryFormat
    var title: String?
    var album: String?
    var path: String?
    var stamp: Int64
  }

  struct Source: Hashable {
    var file: FilePath
    var part: String
    var format: HistoryFormat
  }

  private(set) var store: LibraryStore
  let file: FilePath
  /// What all records with an end say together.
  private(set) var expected: [Key: RawReport] = [:]
  /// All records with an end, in the order in which they were first read.
  private(set) var firm: [(HistoryFormat, ListenRecord)] = []
  private(set) var outcomes: [String: Int] = [:]

  private let fixture: Fixture
  private var random: SeededGenerator
  private var offsets: [Source: Int64] = [:]
  private var endless: [Source: ListenRecord] = [:]
  private var batches: [(HistoryBatch, FilePath)] = []
  private var tracks: [TrackID] = []
  private var replacement: MoodReplacement
  private var serial = 0
  private var now = Sample.noon

  private static let files: [FilePath] = ["/h/a", "/h/b", "/h/s/a", "/k/z.zip"]
  private static let directories: [FilePath] = ["/music", "/music/x", "/music/x/y"]
  private static let titles = ["A", "B", "C", "D", "E", "A (Live)", "B (Live)", nil]
  private static let formats: [HistoryFormat] = [
    .listenBrainzLines, .maloja, .spotifyExtended, .mpdLog,
  ]

  init(seed: UInt64) async throws {
    random = SeededGenerator(seed: seed)
    fixture = try await Fixture()
    store = fixture.store
    file = fixture.file
    replacement = try await fixture.makeMoods("calm", "epic", "sad")
  }

  // MARK: - What there is

  func reports() async throws -> [Key: RawReport] {
    try await store.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT format, title, album, relative_path, stamp, played, flagged_skip, stamp_meaning
            FROM listen JOIN heard_name ON heard_name.id = heard_id
          """)
      var reports: [Key: RawReport] = [:]
      for row in rows {
        let key = Key(
          format: try HistoryFormat(number: row[0]), title: row[1], album: row[2], path: row[3],
          stamp: row[4])
        #expect(reports[key] == nil)
        reports[key] = RawReport(played: row[5], isSkip: row[6], meaning: row[7])
      }
      return reports
    }
  }

  /// Everything that follows from reports and library.
  func derived() async throws -> [String] {
    try await settle()
    let habits = try await store.learnedHabits(gap: 1_200, localTime: Fixture.utc, now: now)
    let rows = try await store.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT hex(digest), format, stamp, began, ended, weight, is_echo, heard.listens, exact,
              heard.seconds, track_id, match_kind, match_score, track_seconds, play_group
            FROM listen JOIN heard ON heard.id = heard_id
            JOIN heard_name ON heard_name.id = heard_id
          """
      ).map { $0.databaseValues.map(\.description).joined(separator: " ") }.sorted()
    }
    return rows + ["\(habits.transitions.entries)", "\(habits.plays)", "\(habits.steps)"]
  }

  private func settle() async throws {
    try await store.requeueUnmatched()
    while try await store.matchDue(limit: 50, roots: ["/music"]).remaining {}
    try await store.requeueUnmatched()
    while try await store.matchDue(limit: 50, roots: ["/music"]).remaining {}
  }

  // MARK: - What happens

  /// Lets one thing happen.
  func step() async throws {
    fixture.clock.advance(by: 10)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<40: try await read()
    case 40..<45: try await readAgain()
    case 45..<52: try await changeFiles()
    case 52..<66: try await changeLibrary()
    case 66..<76:
      let outcome = try await store.matchDue(
        limit: Int.random(in: 1...20, using: &random), roots: ["/music"])
      note("matched \(outcome.changed > 0)")
    case 76..<78:
      try await store.requeueUnmatched()
      note("requeued")
    case 78..<93:
      now += Int64.random(in: -600...4_000, using: &random)
      let learning = try await store.learnHistory(gap: 1_200, localTime: Fixture.utc, now: now)
      note(learning.isRebuilt ? "learned anew" : learning.sessions > 0 ? "learned on" : "learned")
    case 93..<95:
      _ = try await store.learnedHabits(gap: 1_200, localTime: Fixture.utc, now: now)
      note("asked")
    case 95..<97: try await regroup()
    default:
      try await store.close()
      let clock = fixture.clock
      store = try await LibraryStore.open(at: file, now: { clock.now })
      note("reopened")
    }
  }

  private func note(_ what: String) { outcomes[what, default: 0] += 1 }

  private func pick<Element>(_ all: [Element]) -> Element {
    all[Int.random(in: 0..<all.count, using: &random)]
  }

  private func record(of format: HistoryFormat) -> ListenRecord {
    var heard = HeardRecording()
    heard.artist = "Somebody"
    heard.title = pick(Self.titles)
    if format == .mpdLog { heard.relativePath = pick(["x/1", "y/1", "1", "2", "9"]) }
    heard.album = pick([nil, nil, "Album"])
    heard.seconds = pick([nil, 150, 210])
    // As time goes by, with a look back now and then.
    now += Int64.random(in: 0..<4, using: &random) == 0 ? 0 : 180
    if Int.random(in: 0..<15, using: &random) == 0 { now += 4_000 }
    let back = Int.random(in: 0..<150, using: &random) == 0 ? 40_000 : Int64(400)
    return ListenRecord(
      recording: heard, stamp: now - Int64.random(in: 0...back, using: &random) / 30 * 30,
      stampMeaning: format == .spotifyExtended || format == .mpdLog ? .end : .start,
      playedSeconds: pick([nil, nil, 10, 100, 200]),
      isFlaggedSkip: Int.random(in: 0..<6, using: &random) == 0)
  }

  private func key(_ format: HistoryFormat, _ record: ListenRecord) -> Key {
    Key(
      format: format, title: record.recording.title, album: record.recording.album,
      path: record.recording.relativePath, stamp: record.stamp)
  }

  private func expect(_ format: HistoryFormat, _ record: ListenRecord) {
    firm.append((format, record))
    let new = RawReport(
      played: record.playedSeconds, isSkip: record.isFlaggedSkip,
      meaning: record.stampMeaning.rawValue)
    let old = expected[key(format, record)] ?? new
    expected[key(format, record)] = RawReport(
      played: [old.played, new.played].compactMap { $0 }.max(), isSkip: old.isSkip && new.isSkip,
      meaning: max(old.meaning, new.meaning))
  }

  private func read() async throws {
    let format = pick(Self.formats)
    let file = pick(Self.files)
    let source = Source(
      file: file, part: file.string.hasSuffix("zip") ? pick(["p", "q"]) : "", format: format)
    var listens: [ListenRecord] = []
    // What had no end stays as it was, or has become something else.
    if let last = endless.removeValue(forKey: source), Bool.random(using: &random) {
      listens.append(last)
      note("confirmed")
    }
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      // Some of it has been reported before.
      let known = firm.filter { $0.0 == format }
      let isNew = known.isEmpty || Int.random(in: 0..<4, using: &random) > 0
      listens.append(isNew ? record(of: format) : pick(known).1)
    }
    for listen in listens { expect(format, listen) }
    let endsTentatively = Int.random(in: 0..<4, using: &random) == 0
    if endsTentatively {
      var last = record(of: format)
      last.recording.seconds = nil
      listens.append(last)
      endless[source] = last
    }
    try await send(listens, to: source, endsTentatively: endsTentatively)
    note("read \(format.rawValue)")
  }

  private func send(
    _ listens: [ListenRecord], to source: Source, endsTentatively: Bool
  ) async throws {
    // Formats have files of their own, for a file has one.
    let path = FilePath(source.file.string + "." + source.format.rawValue)
    let offset = offsets[source] ?? 0
    let batch = Sample.batch(
      listens, as: source.format, part: source.part, from: offset,
      endsTentatively: endsTentatively,
      damages: offset % 3 == 0 ? [HistoryDamage(line: 1, reason: "Odd.")] : [])
    offsets[source] = batch.progress.offset
    let outcome = try await store.recordHistory(batch, of: path)
    #expect(outcome.added + outcome.known == listens.count)
    batches.append((batch, path))
  }

  /// What was read once is read again from elsewhere, where it cannot have an open end.
  private func readAgain() async throws {
    guard !batches.isEmpty else { return }
    var (batch, _) = pick(batches)
    if batch.endsTentatively { batch.listens.removeLast() }
    batch.endsTentatively = false
    for listen in batch.listens { expect(batch.progress.format, listen) }
    serial += 1
    let copy = FilePath("/h/copy-\(serial)")
    let outcome = try await store.recordHistory(batch, of: copy)
    #expect(outcome.added == 0 || firm.isEmpty)
    #expect(try await store.recordHistory(batch, of: copy).added == 0)
    note("read again")
  }

  /// Ends every line that has no end, one way or the other.
  func finishLines() async throws {
    let open = endless.sorted { "\($0.key)" < "\($1.key)" }
    for (number, (source, last)) in open.enumerated() {
      if number % 2 == 0 { expect(source.format, last) }
      try await send(number % 2 == 0 ? [last] : [], to: source, endsTentatively: false)
    }
    endless = [:]
  }

  private func changeFiles() async throws {
    let path = FilePath(pick(Self.files).string + "." + pick(Self.formats).rawValue)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: try await store.historyFileGone(at: path)
    case 1: try await store.historyFileFound(at: path)
    case 2: try await store.historyFileUnreadable(at: path, reason: "Why.")
    case 3: try await store.historyFilesGone(below: "/h/s")
    default:
      // There and back, so that sources keep their names.
      try await store.renameHistory(directory: "/h", to: "/other/h")
      #expect(try await store.audit() == [])
      try await store.renameHistory(directory: "/other/h", to: "/h")
    }
    note("files")
  }

  private func changeLibrary() async throws {
    serial += 1
    let identity = Fixture.identity(serial)
    let path = pick(Self.directories).appending("\(Int.random(in: 1...4, using: &random))")
    switch (Int.random(in: 0..<8, using: &random), tracks.isEmpty) {
    case (0, false):
      _ = try await store.reconcile([.vanished(pick(tracks))])
      note("vanished")
    case (1, false):
      _ = try await store.reconcile([.rebound(pick(tracks), path: path, identity: identity)])
      note("rebound")
    case (2, false):
      _ = try await store.rename(directory: "/music/x", to: "/music/z")
      _ = try await store.rename(directory: "/music/z", to: "/music/x")
      note("renamed")
    case (3, false):
      let removed = try await store.removeTombstones(olderThan: .seconds(200))
      note("removed \(removed.tracks > 0)")
    default:
      tracks += try await store.reconcile([.added(path: path, identity: identity)]).queued
      note("added")
    }
    for track in try await store.nextPending(limit: 9) {
      let content = Int.random(in: 1...12, using: &random)
      var result = Fixture.result(
        track, content: content, mood: pick(replacement.moods),
        generation: replacement.generation)
      result.metadata = TrackMetadata()
      result.metadata.artist = "somebody"
      result.metadata.title = pick(["A", "B", "C", nil])
      result.metadata.album = pick([nil, "Album"])
      result.seconds = pick([90, 180, 240])
      result.placement?.membership.runnerUp = pick(replacement.moods)
      result.placement?.membership.confidence = pick([0, 0.3, 0.7, 1])
      _ = try await store.record(result)
    }
  }

  private func regroup() async throws {
    serial += 1
    let survivor = pick(replacement.moods)
    replacement = try await store.replaceMoods(
      with: [Fixture.draft("old-\(serial)", id: survivor), Fixture.draft("new-\(serial)")],
      in: nil, memberships: [:], placing: Fixture.place(among: 2))
    note("regrouped")
  }

  // MARK: - Once more

  /// Leaves the library and nothing else.
  func forgetHistory() async throws {
    try await store.write { db in
      try db.execute(
        sql: """
          DELETE FROM history_file; DELETE FROM listen;
          DELETE FROM heard;
          DELETE FROM session; DELETE FROM mood_transition; DELETE FROM mood_play;
          DELETE FROM history_state; INSERT INTO history_state (id) VALUES (1);
          """)
    }
    _ = store.heardCache.take()
  }

  /// Reads everything again in an order of its own.
  func replay(_ records: [(HistoryFormat, ListenRecord)], seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    var rest = records.shuffled(using: &random)
    var number = 0
    while !rest.isEmpty {
      let format = rest[0].0
      let count = Int.random(in: 1...9, using: &random)
      let batch = rest.prefix(count).filter { $0.0 == format }
      rest = rest.prefix(count).filter { $0.0 != format } + rest.dropFirst(count)
      number += 1
      _ = try await store.recordHistory(
        Sample.batch(batch.map(\.1), as: format), of: FilePath("/r/\(number)"))
      if number % 5 == 0 { _ = try await store.matchDue(limit: 9, roots: ["/music"]) }
      if number % 9 == 0 {
        _ = try await store.learnHistory(gap: 1_200, localTime: Fixture.utc, now: now)
      }
    }
  }
}
