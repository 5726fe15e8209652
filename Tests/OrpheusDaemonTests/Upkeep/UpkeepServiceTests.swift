import Foundation
import LibraryStorage
import Logging
import OrpheusTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import OrpheusDaemon

/// A clock that goes on whenever someone waits, up to an end.
private final class SkippingClock: Sendable {
  private let time: Mutex<Int64>
  private let end: Int64

  init(from start: Int64, seconds: Int64) {
    time = Mutex(start)
    end = start + seconds
  }

  var now: Int64 { time.withLock { $0 } }

  /// Cancels whoever waits past the end.
  func pause(_ duration: Duration) {
    let now = time.withLock { time in
      time += duration.components.seconds
      return time
    }
    if now > end { withUnsafeCurrentTask { $0?.cancel() } }
  }
}

@Suite("The upkeep service")
struct UpkeepServiceTests {
  private func service(
    _ store: LibraryStore, _ state: FilePath, _ clock: SkippingClock,
    onDamage: @escaping @Sendable (StoreError) -> Void = { _ in }
  ) -> UpkeepService {
    UpkeepService(
      store: store, state: state, folder: LibraryDatabase.backups(in: state),
      health: HealthBoard {}, logger: Logger(label: "test"), now: { clock.now },
      pause: { clock.pause($0) }, onDamage: onDamage)
  }

  private static let start: Int64 = 1_700_000_000
  private static let hour: Int64 = 3_600

  @Test("makes a backup when the day has come, though the daemon never runs for a day")
  func restarts() async throws {
    let directory = try TemporaryDirectory()
    let state = FilePath(directory.path)
    for run in 0..<3 {
      let clock = SkippingClock(
        from: Self.start + Int64(run) * 10 * Self.hour, seconds: 8 * Self.hour)
      let store = try await LibraryStore.open(
        at: state.appending("library.sqlite"), now: { clock.now })
      let service = service(store, state, clock)
      await Task { await service.run() }.value
      try await store.close()
    }
    let backups = LibraryDatabase.backups(in: state).list()
    #expect(backups.count == 1)
    #expect(UpkeepRecord.load(from: state, now: 0).backup == backups.first?.made)
  }

  @Test("saves what only the daemon still has, once the database is removed")
  func removed() async throws {
    let directory = try TemporaryDirectory()
    let state = FilePath(directory.path)
    let file = state.appending("library.sqlite")
    let clock = SkippingClock(from: Self.start, seconds: 100)
    let store = try await LibraryStore.open(at: file, now: { clock.now })
    let damage = Mutex<[String]>([])
    let service = service(store, state, clock) { error in
      damage.withLock { $0.append(error.message) }
    }
    try FileManager.default.removeItem(atPath: file.string)
    try await store.addOverflows(7)
    await Task { await service.run() }.value
    #expect(damage.withLock { $0.first?.contains("removed or replaced") } == true)
    try await store.close()
    let owner = StoreOwner()
    let database = LibraryDatabase(folder: state, logger: Logger(label: "test"))
    let restored = try await database.open(after: nil, owner: owner)
    #expect(try await restored.counts().overflows == 7)
    try await restored.close()
  }

  @Test("restores a backup where the database is gone, and begins a new one where there is none")
  func gone() async throws {
    let directory = try TemporaryDirectory()
    let state = FilePath(directory.path)
    let database = LibraryDatabase(folder: state, logger: Logger(label: "test"))
    let new = try await database.open(after: nil, owner: StoreOwner())
    try await new.addOverflows(3)
    let backup = try await new.backUp(into: LibraryDatabase.backups(in: state))
    try await new.close()
    #expect(UpkeepRecord.load(from: state, now: 0).restoration == nil)
    try FileManager.default.removeItem(atPath: state.appending("library.sqlite").string)
    let restored = try await database.open(after: nil, owner: StoreOwner())
    #expect(try await restored.counts().overflows == 3)
    try await restored.close()
    let record = UpkeepRecord.load(from: state, now: 0)
    #expect(record.backup == backup.made)
    #expect(record.restoration?.sentence.contains("The library database was gone") == true)
  }

  @Test("says what backups there are after damage, and why none of them was used")
  func unusable() async throws {
    let directory = try TemporaryDirectory()
    let state = FilePath(directory.path)
    let file = state.appending("library.sqlite").string
    try Data(repeating: 65, count: 8_192).write(to: URL(filePath: file))
    let database = LibraryDatabase(folder: state, logger: Logger(label: "test"))
    try await database.open(after: nil, owner: StoreOwner()).close()
    let first = UpkeepRecord.load(from: state, now: 0)
    #expect(first.backup == nil)
    #expect(first.restoration?.sentence.contains("there was no backup") == true)
    let folder = LibraryDatabase.backups(in: state).path.string
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("no".utf8).write(to: URL(filePath: folder + "/library-2026-01-02T030405Z.sqlite"))
    try Data(repeating: 65, count: 8_192).write(to: URL(filePath: file))
    try await database.open(after: nil, owner: StoreOwner()).close()
    let second = UpkeepRecord.load(from: state, now: 0)
    #expect(second.restoration?.sentence.contains("no backup could be used") == true)
  }

  @Test("makes other copies while one is still being sent")
  func sending() async throws {
    let directory = try TemporaryDirectory()
    let state = FilePath(directory.path)
    let clock = SkippingClock(from: Self.start, seconds: 0)
    let store = try await LibraryStore.open(
      at: state.appending("library.sqlite"), now: { clock.now })
    let service = service(store, state, clock)
    let sent = try await service.openCopy()
    let next = try await service.openCopy()
    #expect(try sent.seek(offset: 0, from: .end) == next.seek(offset: 0, from: .end))
    #expect(try FileManager.default.contentsOfDirectory(atPath: state.string + "/backups") == [])
    try sent.close()
    try next.close()
    try await store.close()
  }

  @Test("damage that ends the daemon has the database replaced, other failures do not")
  func replacement() {
    #expect(Replacement(for: StoreError(.corrupt, "space")) == .damaged("space"))
    #expect(Replacement(for: Replacement.restore(made: 1)) == .restore(made: 1))
    #expect(Replacement(for: StoreError(.io, "disk")) == nil)
  }

  @Test("keeps three backups, and reads the database through with each")
  func rotation() async throws {
    let directory = try TemporaryDirectory()
    let state = FilePath(directory.path)
    let clock = SkippingClock(from: Self.start, seconds: 240 * Self.hour)
    let store = try await LibraryStore.open(
      at: state.appending("library.sqlite"), now: { clock.now })
    let service = service(store, state, clock)
    await Task { await service.run() }.value
    let backups = LibraryDatabase.backups(in: state).list()
    #expect(backups.count == 3)
    #expect(zip(backups, backups.dropFirst()).allSatisfy { $0.made - $1.made >= 24 * Self.hour })
    #expect(clock.now - (backups.first?.made ?? 0) <= 26 * Self.hour)
    #expect(service.record.value.check == backups.first?.made)
    try await store.close()
  }
}
