import FoundationEssentials
import GRDB
import Glibc
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("A damaged library database")
struct RecoveryTests {
  /// Where the kilobyte that is turned over lies.
  enum Place: CaseIterable, CustomTestStringConvertible {
    case header, schema, trackLeaf, trackIndex, analysisLeaf, analysisRoot, spaceOverflow
    case listenLeaf, freelist

    var testDescription: String { "\(self)" }

    /// The pages of this kind.
    func pages(_ db: Database) throws -> [Int] {
      func stored(_ name: String, _ kind: String) throws -> [Int] {
        try Int.fetchAll(
          db, sql: "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno",
          arguments: [name, kind])
      }
      switch self {
      case .header: return [1]
      case .schema: return try stored("sqlite_schema", "leaf")
      case .trackLeaf: return try stored("track", "leaf")
      case .trackIndex: return try stored("track_path", "leaf")
      case .analysisLeaf: return try stored("analysis", "leaf")
      case .analysisRoot: return try stored("analysis", "internal")
      case .spaceOverflow: return try stored("mood_space", "overflow")
      case .listenLeaf: return try stored("listen", "leaf")
      case .freelist:
        let used = Set(try Int.fetchAll(db, sql: "SELECT pageno FROM dbstat"))
        let count = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        return (1...count).filter { !used.contains($0) }
      }
    }
  }

  @Test(
    "is noticed, set aside and replaced by a backup, and nothing is invented",
    arguments: Place.allCases, [0, 700, 3_000])
  func flip(place: Place, offset: Int) async throws {
    let library = try await SampleLibrary()
    let file = library.fixture.file
    let pages = try await library.fixture.store.access { db in try place.pages(db) }
    let before = try await library.fixture.store.everything()
    try await library.fixture.store.close()
    let page = try #require(pages.dropFirst(pages.count / 2).first)
    var bytes = try contents(of: file)
    let start = (page - 1) * 4_096 + offset
    for index in start..<(start + 1_024) { bytes[index] ^= 0xFF }
    try write(bytes, to: file)

    let reason = await complaint(about: file)
    guard let reason else {
      // Where nothing is kept nothing is lost.
      let store = try await LibraryStore.open(at: file, now: { 0 })
      #expect(try await store.everything() == before)
      return
    }
    let recovery = LibraryRecovery(of: file)
    let restoration = try await recovery.run(because: reason, now: 1_700_100_000)
    #expect(restoration.backup == 1_700_000_000)
    #expect(!recovery.isUnfinished)
    let aside = FilePath(try #require(restoration.setAside))
    #expect(try contents(of: aside) == bytes)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    try await store.checkIntegrity(.full)
    #expect(try await store.audit(localTime: .fixed(0)) == [])
    #expect(try await store.everything() == library.saved)
  }

  @Test("that is a log cut or turned over anywhere says what it said before, and no more")
  func log() async throws {
    let library = try await SampleLibrary()
    try await library.fixture.add(1_000..<1_200, to: "/music/new")
    let file = library.fixture.file
    let log = FilePath(file.string + "-wal")
    let (main, frames) = try (contents(of: file), contents(of: log))
    let paths = try await library.fixture.store.allPaths()
    var noticed = 0
    for step in 0..<8 {
      var bytes = frames
      let start = step * (frames.count - 1_024) / 7
      for index in start..<(start + 1_024) { bytes[index] ^= 0xFF }
      let copy = library.fixture.directory.path.appending("log-\(step).db")
      try write(main, to: copy)
      try write(bytes, to: FilePath(copy.string + "-wal"))
      if await complaint(about: copy) != nil {
        noticed += 1
        continue
      }
      let store = try await LibraryStore.open(at: copy, now: { 0 })
      #expect(try await store.allPaths().isSubset(of: paths))
      #expect(try await store.audit(localTime: .fixed(0)) == [])
      try await store.close()
    }
    #expect(noticed <= 8)
  }

  @Test("is begun anew where there is no backup, and an older one serves where the newest is bad")
  func candidates() async throws {
    let library = try await SampleLibrary()
    let file = library.fixture.file
    let folder = BackupFolder(of: file)
    library.fixture.clock.advance(by: 86_400)
    let newest = try await library.fixture.store.backUp(into: folder)
    try await library.fixture.store.close()
    var bytes = try contents(of: newest.file)
    for index in bytes.count / 2..<bytes.count / 2 + 4_096 { bytes[index] ^= 0xFF }
    try write(bytes, to: newest.file)
    let recovery = LibraryRecovery(of: file)
    #expect(try await recovery.run(because: "a", now: 5).backup == 1_700_000_000)
    for backup in folder.list() { remove(backup.file) }
    let begun = try await recovery.run(because: "b", now: 6)
    #expect(begun.backup == nil)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.counts().tracks == 0)
    try await store.close()
    // Of what was set aside the last two are kept.
    for now in 7..<10 { _ = try await recovery.run(because: "c", now: Int64(now)) }
    let kept = DurableFiles.names(in: file.removingLastComponent().appending("damaged"))
    #expect(kept.filter { $0.hasSuffix(".sqlite") }.count <= LibraryRecovery.kept)
  }

  @Test("and any copy of one that was in use, with its log or without, can be gone on with")
  func setAside() async throws {
    let library = try await SampleLibrary()
    let file = library.fixture.file
    let copy = library.fixture.directory.path.appending("copy.db")
    try await library.fixture.add(2_000..<2_010)
    let saved = try await library.fixture.store.everything()
    for ending in ["", "-wal"] {
      try write(contents(of: FilePath(file.string + ending)), to: FilePath(copy.string + ending))
    }
    try await library.fixture.store.close()
    let recovery = LibraryRecovery(of: file)
    let made = try await recovery.stage(copy)
    _ = try recovery.install(made: made, now: 5)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.everything() == saved)
    try await store.close()
    remove(FilePath(copy.string + "-wal"))
    #expect(try await recovery.stage(copy) > 0)
  }

  @Test("is not replaced by what is no copy of one, and nobody is left waiting")
  func refusals() async throws {
    let library = try await SampleLibrary()
    let folder = library.fixture.directory.path
    let recovery = LibraryRecovery(of: library.fixture.file)
    try write([UInt8](repeating: 65, count: 8_192), to: folder.appending("rubbish"))
    let pipe = folder.appending("pipe")
    #expect(pipe.withPlatformString { mkfifo($0, 0o600) } == 0)
    for (name, words) in [
      ("rubbish", "The copy is damaged"), ("pipe", "cannot be copied"), ("", "cannot be copied"),
      ("nothing", "cannot be copied"),
    ] {
      do {
        _ = try await recovery.stage(folder.appending(name))
        Issue.record("\(name) is taken for a library")
      } catch {
        #expect(error.message.contains(words))
        #expect(!error.message.contains("library database"))
      }
    }
    let left = DurableFiles.names(in: library.fixture.file.removingLastComponent())
    #expect(!left.contains { $0.contains("restored") })
    try await library.fixture.store.close()
  }

  @Test("whose recovery was cut short is not opened as it is")
  func unfinished() async throws {
    let library = try await SampleLibrary()
    try await library.fixture.store.close()
    let file = library.fixture.file
    try write([], to: FilePath(file.string + ".damaged"))
    let recovery = LibraryRecovery(of: file)
    #expect(recovery.isUnfinished)
    _ = try await recovery.run(because: "again", now: 5)
    #expect(!recovery.isUnfinished)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.everything() == library.saved)
  }

  /// What the daemon would come upon: at opening, or in the check that follows a crash.
  private func complaint(about file: FilePath) async -> String? {
    do {
      let store = try await LibraryStore.open(at: file, now: { 0 }, checksAfterCrash: false)
      let folder = BackupFolder(of: file)
      do {
        try await store.checkCopy(in: folder)
        try await store.close()
        return nil
      } catch {
        #expect(error.code == .corrupt, "\(error)")
        try? await store.close()
        return error.message
      }
    } catch {
      #expect(error.code == .corrupt, "\(error)")
      return error.message
    }
  }
}

/// A small library with everything in it, a backup, and some more after that.
private struct SampleLibrary {
  let fixture: Fixture
  /// What the backup says.
  let saved: [String]

  init() async throws {
    fixture = try await Fixture()
    let store = fixture.store
    let words = (0..<50).map { "word \($0)" }
    try await store.register(Fixture.model, tagNames: words, embeddingDimension: 200)
    var space = Fixture.space
    space.parameters = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let moods = try await store.replaceMoods(
      with: ["calm", "epic"].map { Fixture.draft($0) }, in: space, memberships: [:],
      placing: Fixture.place(among: 2))
    try await fixture.add(0..<150)
    try await Self.analyse(fixture, moods, words)
    try await fixture.record((0..<300).map { Sample.listen("Song \($0 % 170)", at: Int64($0) * 4) })
    try await fixture.matchAll()
    _ = try await store.learnHistory(
      gap: Fixture.gap, localTime: Fixture.utc, now: Sample.noon + 1_000_000)
    // Makes free pages.
    try await fixture.add(500..<900, to: "/music/gone")
    _ = try await store.vanished(below: "/music/gone")
    fixture.clock.advance(by: -1)
    _ = try await store.removeTombstones(olderThan: .seconds(-10))
    fixture.clock.advance(by: 1)
    _ = try await store.backUp(into: BackupFolder(of: fixture.file))
    saved = try await store.everything()
    try await fixture.add(900..<910)
    try await store.checkpoint()
  }

  private static func analyse(
    _ fixture: Fixture, _ moods: MoodReplacement, _ words: [String]
  ) async throws {
    for track in try await fixture.store.nextPending(limit: 1_000) {
      let number = Int(track.id.rawValue)
      let analysis = Fixture.analysis(of: number, words: words, dimension: 200)
      var result = Fixture.result(
        track, content: number, mood: moods.moods[number % 2], generation: moods.generation,
        source: .inferred(analysis))
      result.placement?.membership.position = analysis.affect.valenceArousal
      _ = try await fixture.store.record(result)
    }
  }
}

extension LibraryStore {
  /// Every value of every row.
  fileprivate func everything() async throws -> [String] {
    try await access { db in
      try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
      ).flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map { row in
          let values = row.databaseValues.map { value in
            if case .blob(let data) = value.storage { return [UInt8](data).description }
            return value.description
          }
          return "\(table): \(values.joined(separator: ", "))"
        }.sorted()
      }
    }
  }

  fileprivate func allPaths() async throws -> Set<FilePath> {
    var paths: Set<FilePath> = []
    var cursor: String?
    repeat {
      let page = try await tracks(TrackFilter(), after: cursor, limit: 500)
      paths.formUnion(page.items.map(\.track.path))
      cursor = page.cursor
    } while cursor != nil
    return paths
  }
}
