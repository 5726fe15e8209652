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
