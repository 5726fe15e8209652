import ControlProtocol
import FileWatching
import LibraryStorage
import MusicModel
import Settings
import SystemPackage

/// Gathers what `status` tells.
///
/// It is asked for more often than anything else, and wanted most when much is going on. So it waits
/// for nothing: every part publishes its figures as they change, the store with every transaction
/// before the call that made it returns. Whoever has heard of a change, from `Sync` or `Monitor`,
/// finds it in the next status.
struct StatusService: Sendable {
  let store: LibraryStore
  let music: FolderWatch
  let historyFolders: [FolderWatch]
  let analysis: AnalysisService
  let moodService: MoodService
  let pool: WorkerPool
  let models: ModelWatch
  let health: HealthBoard
  let journal: ChangeJournal
  let storage: StorageWatch
  let upkeep: UpkeepService

  /// The state of everything at this moment.
  func status() async throws(StoreError) -> StatusReply {
    // First, so that the figures are at least as new.
    let generation = journal.latestGeneration.value
    let view = music.view.value
    let histories = historyFolders.map(\.view.value)
    var figures = store.figures
    let historyRoots = histories.flatMap(\.roots)
    if !figures.cover(music: view.roots, histories: historyRoots) {
      // The first status there is, or the first after the settings were read again.
      figures = try await store.follow(music: view.roots, histories: historyRoots)
    }
    var roots = view.roots.map { root in
      RootInfo(
        path: WirePath(root), kind: "music", tracks: figures.tracks[root] ?? 0,
        state: view.state(of: root))
    }
    for view in histories {
      roots += view.roots.map { root in
        RootInfo(
          path: WirePath(root), kind: "history", tracks: 0, listens: figures.listens[root] ?? 0,
          state: view.state(of: root))
      }
    }
    let counts = figures.counts
    let record = upkeep.record.value
    return StatusReply(
      version: OrpheusVersion.current, tracks: counts.tracks, pending: counts.pending,
      failed: counts.failed, quarantined: counts.quarantined,
      skipped: counts.skipped, analyses: counts.analyses, moods: figures.moods,
      moodSpace: moodService.spaceOrigin.value,
      degraded: health.standingReasons.value, overflows: counts.overflows,
      models: await modelInfos(), roots: roots,
      activity: activity(pending: counts.pending),
      paused: pause(pending: counts.pending)?.words, workers: pool.size.value,
      listens: figures.history.listens, matched: figures.history.matched,
      generation: generation, storage: storage.condition.name,
      backup: record.backup.map { Int($0) }, checked: record.check.map { Int($0) },
      unread: counts.problems)
  }

  /// A sentence for the service manager: what the daemon is doing.
  func sentence() -> String {
    let figures = store.figures
    let counts = figures.counts
    switch activity(pending: counts.pending) {
    case "paused":
      let reason = pause(pending: counts.pending)?.words ?? "for a moment"
      return "Paused, \(counts.pending) tracks wait: \(reason)"
    case "scanning": return "Scanning, \(counts.tracks) tracks so far"
    case "analysing":
      return "Analysing, \(counts.pending) of \(counts.tracks) tracks to go"
    default: return "\(counts.tracks) tracks in \(figures.moods) moods"
    }
  }

  /// Only while models are missing is the disk asked about them, because they may be there by now.
  private func modelInfos() async -> [ModelInfo] {
    if let infos = models.readyInfos.value { return infos }
    return await models.infos()
  }

  private func activity(pending: Int) -> String {
    if pause(pending: pending) != nil { return "paused" }
    if music.view.value.isScanning { return "scanning" }
    let isTakingOver = moodService.successor.value != nil
    if pending > 0 || isTakingOver, analysis.view.value.isBusy { return "analysing" }
    return "idle"
  }

  /// Why nothing is analysed; where no track waits, only what the listener asked for is worth
  /// telling.
  private func pause(pending: Int) -> PauseReason? {
    let analysis = analysis.view.value
    if analysis.isPaused { return .asked }
    return pending > 0 ? analysis.pauseReason : nil
  }
}
