import LibraryStorage
import Logging
import MusicModel
import OrpheusTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("A disk that takes nothing more")
struct StorageWatchTests {
  private let full = StoreEvent.failed(StoreError(.diskFull, "full"))

  @Test("is known for it until something has really been stored")
  func conditions() {
    let watch = StorageWatch()
    #expect(watch.condition == .good)
    watch.observe(full)
    #expect(watch.condition == .full)
    // Takes no room.
    watch.observe(.committed(isChange: false))
    watch.observe(.failed(StoreError(.notFound, "no such mood")))
    #expect(watch.condition == .full)
    watch.observe(.failed(StoreError(.io, "the disk is gone")))
    #expect(watch.condition == .failing("the disk is gone"))
    watch.observe(.committed(isChange: true))
    #expect(watch.condition == .good)
  }

  @Test("is told of once, with what to do about it, and taken back once it is over")
  func concern() async {
    let told = Signal()
    let health = HealthBoard { await told.raise() }
    let watch = StorageWatch(pause: {})
    let running = Task {
      await watch.run(state: "/var/lib/orpheus", health: health, logger: Logger(label: "test")) {
        await Task.yield()
      }
    }
    for _ in 0..<3 { watch.observe(full) }
    await told.wait(after: 0)
    #expect(await health.reasons.count == 1)
    #expect(await health.reasons.first?.contains("/var/lib/orpheus: free at least 64 MiB") == true)
    #expect(await watch.waitForRoom())
    watch.observe(.committed(isChange: true))
    await told.wait(after: 1)
    #expect(await health.reasons == [])
    running.cancel()
    await running.value
    #expect(await told.epoch == 2)
    // Nobody is kept waiting by a daemon that stops, or has not begun.
    #expect(await watch.waitForRoom() == false)
  }

  @Test("is tried again and again where nobody has anything to store")
  func idle() async throws {
    let directory = try TemporaryDirectory()
    let told = Signal()
    let watch = StorageWatch(pause: { await Task.yield() })
    let store = try await LibraryStore.open(
      at: FilePath(directory.path).appending("library.sqlite"), now: { 0 },
      owner: StoreOwner(observe: { watch.observe($0) }))
    let health = HealthBoard { await told.raise() }
    let attempts = Mutex(0)
    let running = Task {
      await watch.run(state: "/", health: health, logger: Logger(label: "test")) {
        let number = attempts.withLock { attempts in
          attempts += 1
          return attempts
        }
        if number < 3 { watch.observe(full) } else { try? await store.tryWriting() }
      }
    }
    watch.observe(full)
    await told.wait(after: 0)
    await told.wait(after: 1)
    #expect(watch.condition == .good)
    #expect(attempts.withLock { $0 } == 3)
    #expect(try await store.audit(localTime: .system) == [])
    running.cancel()
    await running.value
    try await store.close()
  }
}
