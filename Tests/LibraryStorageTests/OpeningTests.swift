import GRDB
import Glibc
import Testing
import SystemPackage

@testable import LibraryStorage

@Suite("Opening the library database")
struct OpeningTests {
  @Test(
    "the settings that durability rests on are in force",
    arguments: [
      ("locking_mode", "exclusive"), ("journal_mode", "wal"), ("synchronous", "1"),
      ("mmap_size", "0"), ("foreign_keys", "1"), ("cache_size", "-16384"),
      ("journal_size_limit", "67108864"), ("application_id", "1332899944"),
      ("user_version", "\(Schema.version)"),
    ])
  func settings(pragma: String, expected: String) async throws {
    let fixture = try await Fixture()
    let value = try await fixture.store.read { db in
      try String.fetchOne(db, sql: "PRAGMA \(pragma)")
    }
    // With memory mapping compiled out the pragma answers nothing.
    #expect(value == expected || (pragma == "mmap_size" && value == nil))
  }

  @Test("directory and files belong to the owner alone, and there is no shared-memory file")
  func modes() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<10)
    #expect(mode(fixture.file.removingLastComponent()) == 0o700)
    #expect(mode(fixture.file) == 0o600)
    #expect(mode(FilePath(fixture.file.string + "-wal")) == 0o600)
    #expect(mode(FilePath(fixture.file.string + "-shm")) == nil)
  }

  @Test("a second opener is told that the database is in use")
  func busy() async throws {
    let fixture = try await Fixture()
    #expect(await code { try await reopen(fixture.file) } == .busy)
    try await fixture.store.close()
    #expect(await code { try await reopen(fixture.file) } == nil)
  }

  @Test("what was stored is there after reopening")
  func reopening() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<10)
    try await fixture.store.close()
    let store = try await LibraryStore.open(at: fixture.file, now: { 0 })
    #expect(store.wasClosedCleanly)
    #expect(try await store.counts().pending == 10)
    #expect(await code { try await fixture.store.addOverflows(1) } == .closed)
  }

  @Test(
    "a foreign, newer or damaged database is refused and left as it is",
    arguments: [
      ("PRAGMA user_version = \(Schema.version + 1)", StoreError.Code.newerVersion),
      ("PRAGMA application_id = 7", .corrupt),
      ("PRAGMA application_id = 0", .corrupt),
      ("PRAGMA user_version = -1", .corrupt),
      ("PRAGMA user_version = 0", .corrupt),
    ])
  func refusal(change: String, expected: StoreError.Code) async throws {
    let fixture = try await Fixture()
    try await fixture.store.write { db in try db.execute(sql: change) }
    try await fixture.store.close()
    let before = try contents(of: fixture.file)
    #expect(await code { try await reopen(fixture.file) } == expected)
    #expect(try contents(of: fixture.file) == before)
  }

  @Test("another program's database is refused")
  func otherProgram() async throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("other.db")
    let other = try DatabaseQueue(path: file.string)
    try await other.write { db in try db.execute(sql: "CREATE TABLE song (title)") }
    try other.close()
    #expect(await code { try await reopen(file) } == .foreign)
  }

  @Test("a file that is no database is called damaged")
  func noDatabase() async throws {
    let directory = try TemporaryDirectory()
    let file = directory.path.appending("library.db")
    try write([UInt8](repeating: 65, count: 8_192), to: file)
    #expect(await code { try await reopen(file) } == .corrupt)
  }

  @Test("a daemon that is killed while idle did not end well either")
  func idleEnd() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<10)
    try await fixture.store.checkpoint()
    let copy = fixture.directory.path.appending("copy.db")
    for ending in ["", "-wal"] {
      try write(
        contents(of: FilePath(fixture.file.string + ending)), to: FilePath(copy.string + ending))
    }
    #expect(DurableFiles.size(of: FilePath(copy.string + "-wal")) == 0)
    let store = try await LibraryStore.open(at: copy, now: { 0 })
    #expect(!store.wasClosedCleanly)
    try await store.close()
    let again = try await LibraryStore.open(at: copy, now: { 0 })
    #expect(again.wasClosedCleanly)
    try await again.close()
  }

  @Test("a mood space that has changed by itself is damage, and the owner hears of it")
  func moodSpace() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<10)
    try await fixture.analyseAll(in: try await fixture.makeMoods("calm", "epic"))
    #expect(try await fixture.store.currentSpace() != nil)
    try await fixture.store.write { db in
      try db.execute(sql: "UPDATE mood_space SET parameters = zeroblob(length(parameters))")
    }
    #expect(await code { _ = try await fixture.store.currentSpace() } == .corrupt)
  }

  @Test("a directory that cannot be written is an I/O error")
  func unwritable() async throws {
    #expect(await code { try await reopen("/proc/orpheus/library.db") } == .io)
  }

  @Test("damage is noticed at the next start when the last one did not end well")
  func damage() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<2_000)
    try await fixture.store.checkpoint()
    try await fixture.store.addOverflows(1)
    let copy = fixture.directory.path.appending("copy.db")
    var bytes = try contents(of: fixture.file)
    let middle = bytes.count / 2
    for index in middle..<(middle + 1_024) { bytes[index] ^= 0xFF }
    try write(bytes, to: copy)
    try write(
      contents(of: FilePath(fixture.file.string + "-wal")), to: FilePath(copy.string + "-wal"))
    #expect(await code { try await reopen(copy) } == .corrupt)
  }

  @Test("a full disk undoes the transaction, and the store goes on when there is room")
  func fullDisk() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<10)
    try await fixture.store.read { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      _ = try Row.fetchAll(db, sql: "PRAGMA max_page_count = \(pages + 2)")
    }
    #expect(await code { try await fixture.add(10..<5_000) } == .diskFull)
    #expect(try await fixture.store.counts().pending == 10)
    #expect(try await fixture.store.audit() == [])
    try await fixture.store.read { db in
      _ = try Row.fetchAll(db, sql: "PRAGMA max_page_count = 1000000")
    }
    try await fixture.add(10..<5_000)
    #expect(try await fixture.store.counts().pending == 5_000)
  }

  @Test("a migration that fails leaves the database as it was")
  func failedMigration() async throws {
    let queue = try DatabaseQueue()
    #expect(throws: (any Error).self) {
      try queue.inDatabase { db in
        // In the way of the script's last table.
        try db.execute(sql: "CREATE TABLE tally (x)")
        db.add(function: BlobChecksum.function)
        try Schema.migrate(db, from: 0)
      }
    }
    let (names, version) = try queue.inDatabase { db in
      try (
        String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"),
        Int.fetchOne(db, sql: "PRAGMA user_version")
      )
    }
    #expect(names == ["tally"])
    #expect(version == 0)
  }

  @Test("cancelling the caller does not cut a transaction short")
  func cancellation() async throws {
    let fixture = try await Fixture()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await fixture.add(0..<100)
    }
    #expect(try await task.value.count == 100)
    #expect(try await fixture.store.counts().pending == 100)
  }
}

private func reopen(_ file: FilePath) async throws {
  let store = try await LibraryStore.open(at: file, now: { 0 })
  try await store.close()
}

private func mode(_ path: FilePath) -> mode_t? {
  var status = stat()
  guard path.withPlatformString({ stat($0, &status) }) == 0 else { return nil }
  return status.st_mode & 0o777
}
