import GRDB
import MoodModel
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

/// 200 kills with `make soak`, a dozen otherwise.
@Suite("A process that is killed")
struct KillTests {
  @Test(
    "leaves a sound library, which the next one completes without counting anything twice",
    arguments: [("committing", 1...90), ("committed", 1...90), ("moment", 20_000...900_000)])
  func kills(place: String, counts: ClosedRange<Int>) async throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("library.db")
    var random = SeededGenerator(seed: UInt64(place.utf8.count))
    var kills = 0
    let wanted = Victim.count(4, soak: 67)
    while kills < wanted {
      let count = Int.random(in: counts, using: &random)
      let wasKilled = try await Victim.run(file, place, count)
      if wasKilled { kills += 1 }
      // On a copy: opening would fold the log away that the next process has to cope with.
      let copy = directory.path.appending("copy.db")
      try Victim.copy(file, to: copy)
      try await expectSound(copy, "\(place) \(count)")
      if !wasKilled {
        try await expectComplete(copy)
        for suffix in ["", "-wal"] { remove(FilePath(file.string + suffix)) }
      }
    }
    #expect(try await Victim.run(file, "never", 0) == false)
    try await expectComplete(file)
  }

  @Test("in the midst of a migration leaves the old version or the new one")
  func migrationKills() async throws {
    let directory = try TemporaryDirectory()
    let old = try MigrationTests.version1(in: directory)
    let file = directory.path.appending("migrated.db")
    var random = SeededGenerator(seed: 1)
    var versions: [Int] = []
    for kill in 0..<Victim.count(6, soak: 50) {
      try Victim.copy(old, to: file)
      // The first signs of life are the copy and the beginning of each script.
      let place =
        kill % 2 == 0
        ? ("migrating", 1 + kill / 2 % 3) : ("moment", Int.random(in: 1...60_000, using: &random))
      _ = try? await Victim.run(file, place.0, place.1)
      let queue = try DatabaseQueue(path: file.string)
      let (version, tables, check) = try await queue.read { db in
        try (
          Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
          (
            db.tableExists("history_state"),
            db.columns(in: "analysis").contains { $0.name == "checksum" }
          ),
          String.fetchOne(db, sql: "PRAGMA integrity_check")
        )
      }
      try queue.close()
      versions.append(version)
      #expect(version == 1 || version == Schema.version)
      #expect(tables == (version > 1, version > 1))
      #expect(check == "ok")
      let store = try await LibraryStore.open(at: file, now: { 0 })
      #expect(try await store.counts().analysed >= 50)
      #expect(try await store.audit() == [])
      try await store.close()
    }
    #expect(versions.contains(1))
    // The copies made on the way, not all of them, and each as the old version was.
    let backups = BackupFolder(of: file).list()
    #expect((1...BackupFolder.kept).contains(backups.count))
    for backup in backups {
      #expect(backup.kind == .beforeVersion(Schema.version))
      try await ClosedDatabase(file: backup.file).check()
    }
  }

  private func expectSound(_ file: FilePath, _ place: String) async throws {
    let store = try await LibraryStore.open(at: file, now: { 0 }, checksAfterCrash: false)
    try await store.checkIntegrity(.full)
    #expect(try await store.audit(localTime: .fixed(0)) == [], "killed at \(place)")
    try await store.close()
  }

  private func expectComplete(_ file: FilePath) async throws {
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.audit(localTime: .fixed(0)) == [])
    let counts = try await store.counts()
    #expect(counts.analysed == 240 && counts.tracks == 240)
    #expect(counts.analyses == 200)
    #expect(try await store.historyCounts().listens == 600)
    #expect(try await store.moods().map(\.trackCount).reduce(0, +) == 239)
    #expect(try await store.moodIdentity().dismissed == [TrackID(rawValue: 2)])
    #expect(try await store.mergedMoods().count == 1)
    try await store.close()
  }
}
