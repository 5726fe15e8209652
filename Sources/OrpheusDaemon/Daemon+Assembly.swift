import ControlProtocol
import ControlTransport
import FileWatching
import Glibc
import LibraryStorage
import Logging
import ModelCatalogue
import MoodModel
import MusicModel
import Settings
import SystemPackage
import SystemdIntegration

extension Daemon {
  /// Everything that runs on one database.
  struct Parts {
    var music: FolderWatch
    var historyFolders: HistoryWatches
    var history: HistoryService
    var analysis: AnalysisService
    var pauses: PauseWatch
    var status: StatusService
    var journal: ChangeJournal
    var storage: StorageWatch
    var upkeep: UpkeepService
    var health: HealthBoard
    var watchdog: Watchdog
    var server: ControlServer
  }

  /// Makes the parts and tells them of each other; `replace` is called when another database has to
  /// take the place of this one.
  func assemble(
    _ store: LibraryStore, storage: StorageWatch, crashes: CrashRecord,
    replace: @escaping @Sendable (Replacement) -> Void
  ) async throws -> Parts {
    let journal = ChangeJournal(secondsSince1970: time(nil))
    let health = HealthBoard { await journal.note(.health) }
    let choice = ModelChoice(folder: folder.path)
    let models = ModelWatch(
      catalogue: catalogue, choice: known(choice.name), profile: settings.analysis.profile)
    let register = WorkerRegister(
      store: store, health: health, journal: journal, logger: logger)
    let pool = WorkerPool(
      program: worker, policy: WorkerPool.Policy(settings),
      onIntroduction: { await register.enter($0) })
    // Not later: a pause may keep everything else from being looked at.
    if try await store.currentSpace()?.model.isOfDescriptors ?? true,
      let missing = await models.missing()
    {
      await models.standIn()
      await health.raise(.models, AnalysisService.standingIn(for: missing))
    }
    var plan = try AnalysisService.Plan(settings, models)
    plan.lanes = affordable(plan.lanes)
    let pauses = PauseWatch(
      rules: PausePolicy.Rules(settings), system: system, crashes: crashes)
    if crashes.isHolding { await health.raise(.crashes, CrashRecord.explanation) }
    let policy = MoodClustering(maximumMoods: settings.moods.maximum)
    let moods = try await moodService(store, plan.model, policy, journal)
    let watch = LateFolderWatch()
    let analysis = AnalysisService(
      store: store, pool: pool, moods: moods, health: health, models: models,
      register: register, pauses: pauses, listenerPause: listenerPause, journal: journal,
      plan: plan, logger: logger,
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

    let upkeep = UpkeepService(
      store: store, state: folder.path, folder: LibraryDatabase.backups(in: folder.path),
      health: health, logger: logger, now: wallClock,
      onDamage: { replace(.damaged($0.message)) })
    let status = StatusService(
      store: store, music: music, historyFolders: historyFolders.all, analysis: analysis,
      moodService: moods, pool: pool, models: models, health: health, journal: journal,
      storage: storage, upkeep: upkeep)
    let adapter = ControlAdapter(
      status: status, music: music, historyFolders: historyFolders.all, history: history,
      forecasts: ForecastService(store: store, history: history, now: wallClock),
      evaluation: EvaluationService(store: store, policy: policy),
      analysis: analysis, moods: moods, choice: choice, crashes: crashes, store: store,
      journal: journal,
      upkeep: upkeep, state: folder.path, restore: { replace(.restore(made: $0)) })
    let watchdog = Watchdog(notifier: notifier, logger: logger) { part in
      switch part {
      case .reader: await music.answer()
      case .writer: _ = try? await store.counts()
      case .supervisor: _ = await analysis.isStopping
      }
    }
    let server = ControlServer(router: adapter.router(), owner: geteuid(), logger: logger)
    return Parts(
      music: music, historyFolders: historyFolders, history: history, analysis: analysis,
      pauses: pauses, status: status, journal: journal, storage: storage, upkeep: upkeep,
      health: health, watchdog: watchdog, server: server)
  }

  /// Takes up the moods. After a change of the formula for valence and arousal this derives those
  /// of the whole library, and takes its time.
  private func moodService(
    _ store: LibraryStore, _ model: ModelVersion, _ policy: MoodClustering,
    _ journal: ChangeJournal
  ) async throws(StoreError) -> MoodService {
    try await notifier.extendingTimeout { () async throws(StoreError) in
      try await MoodService(
        store: store, model: model,
        policy: policy,
        prior: MoodPrior(catalogue: catalogue), spaceForm: MoodSpace.Form(settings),
        journal: journal, logger: logger)
    }
  }

  /// The chosen model, or the one that Orpheus comes with where its manifest is gone.
  private func known(_ name: String) -> String {
    if [ModelCatalogue.descriptors, ModelCatalogue.standardEmbedding].contains(name) {
      return name
    }
    if (try? catalogue.manifest(named: name))?.network != nil { return name }
    logger.error("there is no model \(name) any more; \(ModelCatalogue.standardEmbedding) embeds")
    return ModelCatalogue.standardEmbedding
  }

  /// As many workers as there is memory for.
  private func affordable(_ wanted: Int) -> Int {
    let count = WorkerBudget(system).workers(wanted)
    if count < wanted {
      logger.notice("\(count) of \(wanted) workers: there is no memory for more")
    }
    return count
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
