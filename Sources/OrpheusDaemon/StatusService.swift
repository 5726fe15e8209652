import ControlProtocol
import FileWatching
import LibraryStorage
import MusicModel
import Settings
import SystemPackage

/// Gathers what `status` tells.
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

  /// The state of everything at this moment.
  func status() async throws(StoreError) -> StatusReply {
    let counts = try await store.counts()
    let moods = try await store.moods().count
    let roots = await music.roots
    let tracks = try await store.trackCounts(below: roots)
    var rootInfos: [RootInfo] = []
    for (root, count) in zip(roots, tracks) {
      rootInfos.append(
        RootInfo(
          path: WirePath(root), kind: "music", tracks: count,
          state: await music.state(of: root)))
    }
    for folders in historyFolders {
      for root in await folders.roots {
        rootInfos.append(
          RootInfo(
            path: WirePath(root), kind: "history", tracks: 0,
            listens: try await store.listenCount(below: root), state: await folders.state(of: root))
        )
      }
    }
    let listening = try await store.historyCounts()
    return StatusReply(
      version: OrpheusVersion.current, tracks: counts.tracks, pending: counts.pending,
      failed: counts.failed + counts.problems, quarantined: counts.quarantined,
      skipped: counts.skipped, analyses: counts.analyses, moods: moods,
      moodSpace: await moodService.spaceOrigin,
      degraded: await health.reasons, overflows: counts.overflows,
      models: await models.infos(), roots: rootInfos,
      activity: await activity(pending: counts.pending), workers: await pool.count,
      listens: listening.listens, matched: listening.matched,
      generation: await journal.generation)
  }

  /// A sentence for the service manager: what the daemon is doing.
  func sentence() async throws(StoreError) -> String {
    let counts = try await store.counts()
    switch await activity(pending: counts.pending) {
    case "paused": return "Paused, \(counts.pending) tracks wait"
    case "scanning": return "Scanning, \(counts.tracks) tracks so far"
    case "analysing":
      return "Analysing, \(counts.pending) of \(counts.tracks) tracks to go"
    default: return "\(counts.tracks) tracks in \(try await store.moods().count) moods"
    }
  }

  private func activity(pending: Int) async -> String {
    if await analysis.isPaused { return "paused" }
    if await music.isScanning { return "scanning" }
    if pending > 0, await analysis.isBusy { return "analysing" }
    return "idle"
  }
}
