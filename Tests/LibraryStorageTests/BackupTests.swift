import Glibc
import GRDB
import MusicModel
import Synchronization
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Backups")
struct BackupTests {
  @Test("hold what the library held, for the owner alone, and three are kept")
  func daily() async throws {
    let fixture = try await Fixture()
    let folder = BackupFolder(of: fixture.file)
    try await fixture.add(0..<500)
    try await fixture.analyseAll(in: try await fixture.makeMoods("calm", "epic"))
    for _ in 0..<5 {
      _ = try await fixture.store.backUp(into: folder)
      fixture.clock.advance(by: 86_400)
    }
    let backups = folder.list()
    #expect(backups.count == 3)
    #expect(backups.map(\.made) == [345_600, 259_200, 172_800].map { 1_700_000_000 + $0 })
    #expect(backups[0].file.lastComponent?.string == "library-2023-11-18T221320Z.sqlite")
    var status = stat()
    #expect(backups[0].file.withPlatformString { stat($0, &status) } == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let names = DurableFiles.names(in: folder.path)
    #expect(names.count == 3, "nothing else is left behind: \(names)")
    let copy = try await LibraryStore.open(at: backups[0].file, now: { 0 })
    #expect(try await copy.counts() == fixture.store.counts())
    #expect(try await copy.audit() == [])
  }

  @Test("are of one moment, though the library is written to while they are made")
  func meanwhile() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<1_500)
    let store = fixture.store
    let analysing = Task { try await fixture.analyseAll(in: moods) }
    let folder = BackupFolder(of: fixture.file)
    for _ in 0..<3 {
      let backup = try await store.backUp(into: folder)
      let copy = try await LibraryStore.open(at: backup.file, now: { 0 })
      #expect(try await copy.audit() == [])
      try await copy.close()
      fixture.clock.advance(by: 1)
    }
    try await analysing.value
    #expect(try await store.audit() == [])
  }

  @Test("a partial one is never taken for a backup, and is cleared away")
  func partial() async throws {
    let fixture = try await Fixture()
    let folder = BackupFolder(of: fixture.file)
    try folder.prepare()
    try write([1, 2, 3], to: folder.partialFile())
    try write([1, 2, 3], to: folder.path.appending("library-2023-11-18.sqlite"))
    try write([1, 2, 3], to: folder.path.appending("library-2023-13-18T221320Z.sqlite"))
    #expect(folder.list() == [])
    let backup = try await fixture.store.backUp(into: folder)
    #expect(folder.list() == [backup])
    #expect(!DurableFiles.names(in: folder.path).contains { $0.hasPrefix(".partial") })
  }

  @Test("a cancelled one leaves nothing, and the library goes on")
  func cancelled() async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<2_000)
    let folder = BackupFolder(of: fixture.file)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await fixture.store.backUp(into: folder)
    }
    #expect(await code { _ = try await task.value } == .interrupted)
    #expect(DurableFiles.names(in: folder.path) == [])
    try await fixture.store.addOverflows(1)
    try await fixture.store.close()
    #expect(await code { _ = try await fixture.store.backUp(into: folder) } == .closed)
  }

  @Test("a transaction that finds no room is done again when there is some")
  func waiting() async throws {
    let directory = try TemporaryDirectory()
    let asked = Mutex(0)
    let box = Mutex<LibraryStore?>(nil)
    let store = try await LibraryStore.open(
      at: Fixture.file(in: directory), now: { 0 },
      owner: StoreOwner(waitForRoom: { error in
        let times = asked.withLock { asked in
          asked += 1
          return asked
        }
        guard error.code == .diskFull, times < 4 else { return false }
        if times == 3, let store = box.withLock({ $0 }) {
          try? await store.limit(toPages: 1_000_000)
        }
        return true
      }))
    box.withLock { $0 = store }
    try await store.limit(toPages: 100)
    let changes = (0..<2_000).map {
      FileChange.added(path: FilePath("/music/\($0)"), identity: Fixture.identity($0))
    }
    #expect(try await store.reconcile(changes).queued.count == 2_000)
    #expect(asked.withLock { $0 } == 3)
    #expect(try await store.audit() == [])
    // Refused, it is the caller's.
    try await store.limit(toPages: 100)
    #expect(
      await code { _ = try await store.vanished(below: "/music") } == .diskFull)
    box.withLock { $0 = nil }
    try await store.close()
  }
}

extension LibraryStore {
  /// Makes the database as good as full.
  fileprivate func limit(toPages pages: Int) async throws(StoreError) {
    try await access { db in _ = try Row.fetchAll(db, sql: "PRAGMA max_page_count = \(pages)") }
  }
}
