import LibraryStorage
import Logging
import ModelCatalogue
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing
import WorkerProtocol

@testable import OrpheusDaemon

@Suite("Waiting for the library to settle")
struct SettlingTests {
  @Test("waits for a model that is to take over, also while nothing is analysed")
  func paused() async throws {
    let library = try await MoodLibrary()
    try await library.add(30)
    let analysis = try Self.service(library)
    let running = Task { await analysis.run() }
    #expect(try await analysis.waitUntilSettled(until: .now + .seconds(60)))

    try await library.moods.follow(MoodLibrary.others)
    await analysis.pause()
    await analysis.workArrived()
    #expect(try await analysis.waitUntilSettled(until: .now + .seconds(1)) == false)

    // Nobody waits any more once the choice is taken back.
    try await library.moods.follow(MoodLibrary.models[0])
    await analysis.workArrived()
    #expect(try await analysis.waitUntilSettled(until: .now + .seconds(60)))
    running.cancel()
    await analysis.stop()
    await running.value
    try await library.store.close()
  }

  /// An analysis of nothing, since no model is installed.
  private static func service(_ library: MoodLibrary) throws -> AnalysisService {
    let (logger, journal) = (Logger(label: "test"), ChangeJournal(secondsSince1970: 0))
    let health = HealthBoard {}
    let system = try FakeSystem()
    let catalogue = ModelCatalogue(
      environment: ["HOME": "/nonexistent", "ORPHEUS_MANIFESTS": "/nonexistent"],
      program: "/nonexistent/orpheusd")
    return AnalysisService(
      store: library.store, pool: WorkerPool(program: "/nonexistent/orpheus-worker"),
      moods: library.moods, health: health, models: ModelWatch(catalogue: catalogue),
      register: WorkerRegister(
        store: library.store, health: health, journal: journal, logger: logger),
      pauses: PauseWatch(
        rules: PausePolicy.Rules(runsOnBattery: true, loadLimit: 1), system: system.files,
        crashes: CrashRecord(
          folder: "/nonexistent", system: system.files, logger: logger, now: 0)),
      listenerPause: Published(false), journal: journal,
      plan: AnalysisService.Plan(
        coverage: .windows(count: 12), model: MoodLibrary.others, embedding: "noise",
        lengths: 1...1_000, lanes: 2),
      logger: logger,
      folders: FolderAccess(look: { _ in }, offline: { [] }, isOutOfReach: { _ in false }))
  }
}
