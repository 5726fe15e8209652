import ControlProtocol
import ControlTransport
import FileWatching
import Glibc
import LibraryStorage
package import Logging
import ModelCatalogue
import MoodModel
import MusicModel
package import Settings
import SystemPackage
import SystemdIntegration
import WorkerProtocol

/// The daemon: the one place where its parts are put together.
package struct Daemon: Sendable {
  private let settings: Settings
  private let logger: Logger
  private let folder: StateFolder
  private let catalogue: ModelCatalogue
  private let worker: FilePath
  private let listeningDescriptor: CInt?
  private let notifier: ServiceNotifier

  /// Takes the state folder and the socket that systemd may have handed over.
  package init(
    settings: Settings, environment: [String: String], logger: Logger
  ) throws(DaemonError) {
    self.settings = settings
    self.logger = logger
    folder = try StateFolder(settings.daemon.state)
    let program = ModelCatalogue.programPath()
    catalogue = ModelCatalogue(environment: environment, program: program)
    // The worker lies beside the daemon, in a build folder as in an installation.
    worker = program.removingLastComponent().appending("orpheus-worker")
    notifier = ServiceNotifier(environment: environment)
    do {
      listeningDescriptor = try SocketActivation.listeningDescriptor()
    } catch {
      throw DaemonError(code: .inaccessible, message: "\(error)")
    }
  }

  /// Runs until the task is cancelled. Each element of `reloads` has `load` read the settings
  /// again.
  package func run(
    reloads: AsyncStream<Void>, load: @escaping @Sendable () throws(SettingsError) -> Settings
  ) async throws(DaemonError) {
    let store = try await openStore()
    do {
      let parts = try await assemble(store)
      try await serve(parts, reloads: reloads, load: load)
    } catch {
      try? await store.close()
      throw error as? DaemonError ?? DaemonError(code: .failed, message: "\(error)")
    }
    do throws(StoreError) {
      try await store.close()
    } catch {
      logger.error("\(error.message)")
    }
  }

  private func openStore() async throws(DaemonError) -> LibraryStore {
    do throws(StoreError) {
      return try await LibraryStore.open(
        at: folder.path.appending("library.sqlite"), now: { Int64(time(nil)) })
    } catch {
      let isUnusable = error.code == .newerVersion || error.code == .foreign
      throw DaemonError(
        code: isUnusable ? .unusableDatabase : .inaccessible, message: error.message)
    }
  }

  // MARK: - Assembly

  private struct Parts {
    var music: FolderWatch
    var historyFolders: HistoryWatches
    var history: HistoryService
    var analysis: AnalysisService
    var status: StatusService
    var journal: ChangeJournal
    var server: ControlServer
  }

  private func assemble(_ store: LibraryStore) async throws -> Parts {
    let released = try await store.releaseInFlight()
    try await store.requeueSkipped(lasting: AnalysisService.Plan.lengths(settings))
    if released.quarantined > 0 {
      logger.warning("\(released.quarantined) files ended the daemon twice and are left alone")
    }
    let journal = ChangeJournal(secondsSince1970: time(nil))
    let health = HealthBoard { await journal.note(.health) }
    let models = ModelWatch(catalogue: catalogue)
    let pool = WorkerPool(
      program: worker,
      policy: WorkerPool.Policy(idleLimit: .seconds(settings.analysis.workerIdle)))
    let plan = try AnalysisService.Plan(settings, models)
    let moods = try await MoodService(
      store: store, model: plan.model,
      policy: MoodClustering(maximumMoods: settings.moods.maximum),
      prior: MoodPrior(catalogue: catalogue), journal: journal, logger: logger)
    let watch = LateFolderWatch()
    let analysis = AnalysisService(
      store: store, pool: pool, moods: moods, health: health, models: models,
      journal: journal, plan: plan, logger: logger,
      folders: FolderAccess(
        look: { await watch.look(at: $0) }, offline: { await watch.offline },
        isOutOfReach: { await watch.isOutOfReach($0) }))
    let music = FolderWatch(
      .music, roots: settings.library.music, options: WatchOptions(settings), cookies: folder.path,
      keeper: LibraryService(
        store: store, journal: journal, health: health, logger: logger,
        workArrived: { await analysis.workArrived() },
        returned: { await analysis.retryAbsent(below: $0) }),
      health: health, logger: logger)
    await watch.set(music)

    let wallClock: @Sendable () -> Int64 = { Int64(time(nil)) }
    let history = HistoryService(
      store: store, rules: HistoryService.Rules(settings), musicRoots: settings.library.music,
      localTime: .system, journal: journal, health: health, logger: logger, now: wallClock)
    let historyFolders = HistoryWatches(
      settings, cookies: folder.path, store: store, service: history, health: health,
      logger: logger)

    let status = StatusService(
      store: store, music: music, historyFolders: historyFolders.all, analysis: analysis,
      moodService: moods, pool: pool, models: models, health: health, journal: journal)
    let adapter = ControlAdapter(
      status: status, music: music, historyFolders: historyFolders.all, history: history,
      forecasts: ForecastService(store: store, history: history, now: wallClock),
      analysis: analysis, moods: moods, store: store, journal: journal)
    let server = ControlServer(router: adapter.router(), owner: geteuid(), logger: logger)
    return Parts(
      music: music, historyFolders: historyFolders, history: history, analysis: analysis,
      status: status, journal: journal, server: server)
  }

  // MARK: - Running

  /// Runs every part until one fails or the task is cancelled, which ends them all.
  private func serve(
    _ parts: Parts, reloads: AsyncStream<Void>,
    load: @escaping @Sendable () throws(SettingsError) -> Settings
  ) async throws {
    let endpoint: ListeningEndpoint =
      listeningDescriptor.map { .descriptor($0) } ?? .path(settings.daemon.socket, mode: 0o600)
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await parts.server.run(listening: endpoint) {
          notifier.ready()
          logger.info("ready", metadata: ["socket": "\(settings.daemon.socket)"])
        }
      }
      group.addTask { await parts.music.run() }
      for folders in parts.historyFolders.all { group.addTask { await folders.run() } }
      group.addTask { await parts.history.run() }
      group.addTask { await parts.analysis.run() }
      group.addTask { await tellStatus(parts) }
      group.addTask {
        for await _ in reloads { await reload(parts, load) }
      }
      // No part ends by itself before the daemon does, the loop over reloads included.
      let first = await group.nextResult()
      notifier.stopping()
      await parts.analysis.stop()
      group.cancelAll()
      if case .failure(let error)? = first { throw error }
    }
  }

  /// Keeps the service manager's line about the daemon true.
  private func tellStatus(_ parts: Parts) async {
    var seen = await parts.journal.generation
    repeat {
      if let sentence = try? await parts.status.sentence() { notifier.status(sentence) }
      // While a library is indexed, one line a second is enough.
      try? await Task.sleep(for: .seconds(1))
      guard let change = await parts.journal.change(in: Set(Topic.allCases), after: seen) else {
        return
      }
      seen = change.generation
    } while !Task.isCancelled
  }

  private func reload(
    _ parts: Parts, _ load: @Sendable () throws(SettingsError) -> Settings
  ) async {
    notifier.reloading()
    defer { notifier.ready() }
    do throws(any Error) {
      let settings = try load()
      OrpheusLogHandler.setLevel(Logger.Level(rawValue: settings.daemon.logLevel.rawValue) ?? .info)
      await parts.music.adopt(
        roots: settings.library.music, options: WatchOptions(settings))
      await parts.historyFolders.adopt(settings)
      await parts.history.adopt(
        rules: HistoryService.Rules(settings), musicRoots: settings.library.music)
      await parts.analysis.adopt(try AnalysisService.Plan(settings, parts.status.models))
      logger.info("settings read again; state, socket, workers and moods need a restart")
    } catch {
      logger.error("the settings stay as they were: \(error)")
    }
  }
}

/// Lets the analysis ask about the music folders, though it is made before they are watched.
private actor LateFolderWatch {
  private var watch: FolderWatch?

  var offline: [FilePath] { get async { await watch?.offline ?? [] } }

  func set(_ watch: FolderWatch) { self.watch = watch }

  func look(at directory: FilePath) async { await watch?.look(at: directory) }

  func isOutOfReach(_ directory: FilePath) async -> Bool {
    await watch?.isOutOfReach(directory) ?? false
  }
}
