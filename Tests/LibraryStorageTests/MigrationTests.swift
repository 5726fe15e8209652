import FoundationEssentials
import GRDB
import Glibc
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Migrations")
struct MigrationTests {
  /// A database as version 1 left it, with tracks in moods.
  static func version1(in directory: TemporaryDirectory) throws -> FilePath {
    let file = directory.path.appending("library.db")
    let queue = try DatabaseQueue(path: file.string)
    try queue.inDatabase { db in
      db.add(function: VectorBlob.addTags)
      try db.inTransaction {
        try db.execute(sql: Schema.version1)
        try db.execute(
          sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1")
        try db.execute(
          sql: """
            INSERT INTO model_version VALUES (1, 'test-1', '["calm","epic","sad"]', 4);
            INSERT INTO mood_space VALUES (1, 1, 0, 205, 'prior', 1, x'01');
            INSERT INTO mood (space_id, slug, name, named_by_listener, weight, tags, centroid)
              VALUES (1, 'calm', 'Calm', 0, 1, '[]', x'00000000');
            """)
        for number in 1...50 {
          let (id, analysis) = (Int64(number), Fixture.analysis(of: number))
          try db.execute(
            sql: "INSERT INTO content VALUES (?, ?)", arguments: [id, Data(id)])
          try db.execute(
            sql: "INSERT INTO analysis VALUES (?, 1, 200, -14, ?, ?, ?)",
            arguments: [
              id, try VectorBlob.encode(analysis.affect.values, ""),
              try VectorBlob.encode(analysis.tags.map(\.probability), ""),
              try VectorBlob.encode(analysis.embedding.values, ""),
            ])
          try db.execute(
            sql: """
              INSERT INTO track (id, directory, name, device, inode, size, modified, born, state,
                  first_seen, queued_at, content_id, model_version_id, seconds, title, artist)
                VALUES (?1, CAST('/music' AS BLOB), CAST(?1 || '.flac' AS BLOB), 1, ?1, 1, 1, 0,
                  'analysed', 0, 0, ?1, 1, 200, 'Song ' || ?1, 'Somebody')
              """, arguments: [id])
          let position = analysis.affect.valenceArousal
          try db.execute(
            sql: """
              INSERT INTO membership (track_id, mood_id, content_id, model_version_id, standing,
                  confidence, distance, valence, arousal)
                VALUES (?1, 1, ?1, 1, 'analysed', 0.5, 1, ?2, ?3)
              """, arguments: [id, position.valence, position.arousal])
        }
        return .commit
      }
    }
    try queue.close()
    return file
  }

  @Test("a library of version 1 is as it was, and its tracks can be matched")
  func upgrade() async throws {
    let directory = try TemporaryDirectory()
    let file = try Self.version1(in: directory)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.audit() == [])
    try await store.checkIntegrity(.full)
    #expect(try await store.counts().analysed == 50)
    let details = try #require(try await store.track(at: "/music/7.flac"))
    #expect(details.track.membership?.mood == MoodID(rawValue: 1))
    #expect(details.track.membership?.runnerUp == nil)
    #expect(try await store.moods().map(\.trackCount) == [50])
    let batch = Sample.batch((0..<100).map { Sample.listen("Song \($0)", at: Int64($0)) })
    #expect(try await store.recordHistory(batch, of: "/h/log").added == 100)
    while try await store.matchDue(limit: 30, roots: ["/music"]).remaining {}
    #expect(try await store.historyCounts() == HistoryCounts(listens: 100, matched: 50))
    #expect(try await store.audit() == [])
    try await store.close()
    let again = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await again.historyCounts().listens == 100)
  }

  @Test("what had no decoder before version 7 is tried again, and nothing else that failed")
  func refused() async throws {
    let directory = try TemporaryDirectory()
    let file = try Self.version1(in: directory)
    let queue = try DatabaseQueue(path: file.string)
    let reasons = [
      "Orpheus has no decoder for AAC or ALAC (MP4).",
      "The file is damaged: too little of its Ogg Vorbis decodes.", "The file is empty.",
    ]
    try await queue.write { db in
      for (number, reason) in zip(51..., reasons) {
        try db.execute(
          sql: """
            INSERT INTO track (id, directory, name, device, inode, size, modified, born, state,
                first_seen, queued_at, reason)
              VALUES (?1, CAST('/music' AS BLOB), CAST(?1 || '.m4a' AS BLOB), 1, ?1, 1, 1, 0,
                'failed', 0, 0, ?2)
            """, arguments: [number, reason])
      }
    }
    try queue.close()
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.counts().pending == 2)
    #expect(try await store.counts().failed == 1)
    #expect(try await store.audit() == [])
  }

  @Test("a migration that fails half-way leaves version 1", arguments: ["heard", "track_name"])
  func failure(obstacle: String) async throws {
    let directory = try TemporaryDirectory()
    let file = try Self.version1(in: directory)
    let queue = try DatabaseQueue(path: file.string)
    // In the way of something the script comes to late.
    try await queue.write { db in try db.execute(sql: "CREATE TABLE \(obstacle) (x)") }
    try queue.close()
    let before = try schema(of: file)
    #expect(
      await code { _ = try await LibraryStore.open(at: file, now: { 0 }) } == .defect)
    #expect(try schema(of: file) == before)
    try await DatabaseQueue(path: file.string).write { db in
      try db.execute(sql: "DROP TABLE \(obstacle)")
    }
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.counts().analysed == 50)
    #expect(try await store.audit() == [])
  }

  @Test("a migration cut short at any byte of the log leaves version 1 or the latest")
  func cuts() async throws {
    let directory = try TemporaryDirectory()
    let file = try Self.version1(in: directory)
    let old = try contents(of: file)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    let (migrated, log) = try (contents(of: file), contents(of: FilePath(file.string + "-wal")))
    try await store.close()
    var random = SeededGenerator(seed: 5)
    var versions: Set<Int> = []
    for cut in 0..<25 {
      let length = cut == 0 ? log.count : Int.random(in: 0...log.count, using: &random)
      let copy = directory.path.appending("cut-\(cut).db")
      try write(migrated, to: copy)
      try write(Array(log[..<length]), to: FilePath(copy.string + "-wal"))
      let queue = try DatabaseQueue(path: copy.string)
      let (version, hasTables) = try await queue.read { db in
        try (
          Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0, db.tableExists("history_state")
        )
      }
      try queue.close()
      versions.insert(version)
      #expect(hasTables == (version == Schema.version))
      let reopened = try await LibraryStore.open(at: copy, now: { 0 })
      #expect(try await reopened.counts().analysed == 50)
      #expect(try await reopened.audit() == [])
      try await reopened.close()
    }
    #expect(versions == [1, Schema.version])
    #expect(!old.isEmpty)
  }
}

/// The version and everything the schema holds.
private func schema(of file: FilePath) throws -> [String] {
  let queue = try DatabaseQueue(path: file.string)
  defer { try? queue.close() }
  return try queue.inDatabase { db in
    try String.fetchAll(
      db, sql: "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name")
      + [String(try Int.fetchOne(db, sql: "PRAGMA user_version") ?? -1)]
  }
}

extension Data {
  /// The fingerprint of a recording by its number.
  fileprivate init(_ number: Int64) { self.init(Fixture.content(Int(number)).bytes) }
}
