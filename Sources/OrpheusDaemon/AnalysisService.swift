import CLinux
import Glibc
import LibraryStorage
import Logging
import MusicModel
import SystemPackage
import WorkerProtocol

/// Takes pending tracks through the workers, several at a time, and hands what comes back to the
/// mood service to be placed and recorded.
actor AnalysisService {
  /// What an analysis is to be like.
  struct Plan: Hashable, Sendable {
    var coverage: AnalysisCoverage
    /// The version that such an analysis is recorded under.
    var model: ModelVersion
    /// Bounds on a track's length in seconds; outside it is skipped.
    var lengths: ClosedRange<Double>
    /// How many files are in hand at once.
    var lanes: Int
  }

  /// What became of one attempt at a file.
  enum Verdict {
    case done
    /// Someone is still writing the file: look again in a moment.
    case heldBack
    /// No worker or no model: nothing is wrong with the file.
    case unavailable
  }

  let store: LibraryStore
  let pool: WorkerPool
  let moods: MoodService
  let health: HealthBoard
  let models: ModelWatch
  let journal: ChangeJournal
  let logger: Logger
  let reconcile: @Sendable (FilePath) async -> Void

  let claims = ContentClaims()
  let work = Signal()
  private let progress = Signal()
  private(set) var plan: Plan
  private(set) var isPaused = false
  /// Handed out by the store and not yet given back.
  private var inHand: [TrackID: PendingTrack] = [:]
  /// Of those, the ones to be looked at again in a moment.
  private var heldBack: [PendingTrack] = []
  private(set) var isStopping = false
  private var needsSettling = true

  /// `reconcile` is called with the folder of a file that is no longer what the store thinks.
  init(
    store: LibraryStore, pool: WorkerPool, moods: MoodService, health: HealthBoard,
    models: ModelWatch, journal: ChangeJournal, plan: Plan, logger: Logger,
    reconcile: @escaping @Sendable (FilePath) async -> Void
  ) {
    self.store = store
    self.pool = pool
    self.moods = moods
    self.health = health
    self.models = models
    self.journal = journal
    self.plan = plan
    self.logger = logger
    self.reconcile = reconcile
  }

  /// Works until cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<plan.lanes { group.addTask { await self.runLane() } }
    }
    await pool.retireAll()
  }

  /// Drops what is in hand, without holding it against the files.
  func stop() async {
    isStopping = true
    await pool.killAll()
    await work.raise()
  }

  /// Tells that the store may have new pending tracks.
  func workArrived() async {
    needsSettling = true
    await work.raise()
  }

  /// Stops taking files; those in hand are finished.
  func pause() async {
    isPaused = true
    await progress.raise()
  }

  /// Goes on after ``pause()``.
  func resume() async {
    isPaused = false
    await work.raise()
  }

  /// Follows a changed configuration; lanes are fixed for a run of the daemon.
  func adopt(_ plan: Plan) async {
    self.plan = plan
    do throws(StoreError) {
      try await moods.follow(plan.model)
    } catch {
      await reportStorage(error)
    }
    await workArrived()
  }

  /// True while a file is in a worker's hands.
  var isBusy: Bool { !inHand.isEmpty }

  /// Returns true once nothing is pending that could be worked on and the moods have settled;
  /// false at the deadline. Files that someone is still writing are not waited for.
  func waitUntilSettled(until deadline: ContinuousClock.Instant) async throws(StoreError) -> Bool {
    while true {
      let epoch = await progress.epoch
      let pending = try await store.counts().pending
      if pending <= heldBack.count, inHand.count == heldBack.count, !needsSettling { return true }
      guard ContinuousClock.now < deadline, !Task.isCancelled else { return false }
      await progress.wait(after: epoch, until: deadline)
    }
  }

  // MARK: - One lane

  private func runLane() async {
    while !Task.isCancelled, !isStopping {
      let epoch = await work.epoch
      guard !isPaused, await modelsAreReady(), let track = await nextTrack() else {
        await settleIfLast()
        await work.wait(after: epoch)
        continue
      }
      switch await process(track) {
      case .done: inHand[track.id] = nil
      case .heldBack: hold(track, for: .seconds(1))
      case .unavailable: hold(track, for: .seconds(5))
      }
      await progress.raise()
    }
    await giveBack()
  }

  private func nextTrack() async -> PendingTrack? {
    do throws(StoreError) {
      guard let track = try await store.nextPending(limit: 1).first else { return nil }
      inHand[track.id] = track
      await health.clear(.storage)
      return track
    } catch {
      await reportStorage(error)
      return nil
    }
  }

  /// Lets the store hand `track` out again after `delay`.
  private func hold(_ track: PendingTrack, for delay: Duration) {
    heldBack.append(track)
    Task {
      try? await Task.sleep(for: delay)
      guard let index = heldBack.firstIndex(of: track) else { return }
      heldBack.remove(at: index)
      await putBack([track])
      await work.raise()
    }
  }

  /// At the end nothing may stay marked as in hand: it would count against the file.
  private func giveBack() async {
    heldBack = []
    await putBack(Array(inHand.values))
  }

  func putBack(_ tracks: [PendingTrack]) async {
    for track in tracks { inHand[track.id] = nil }
    do throws(StoreError) {
      try await store.putBack(tracks)
    } catch {
      await reportStorage(error)
    }
  }

  /// Once the last lane runs dry, the moods may take in what has come.
  private func settleIfLast() async {
    guard inHand.count == heldBack.count, needsSettling, !isPaused, !isStopping else { return }
    needsSettling = false
    do {
      try await moods.settle()
      // What indexing took from the system and no longer needs goes back to it.
      orpheus_release_free_memory()
    } catch {
      await reportStorage(error)
    }
    await progress.raise()
  }

  private func modelsAreReady() async -> Bool {
    if let missing = await models.missing() {
      if await health.raise(.models, missing) { logger.warning("\(missing)") }
      raiseWork(after: .seconds(5))
      return false
    }
    await health.clear(.models)
    return true
  }

  private func raiseWork(after delay: Duration) {
    Task {
      try? await Task.sleep(for: delay)
      await work.raise()
    }
  }

  func reportStorage(_ error: StoreError) async {
    if await health.raise(.storage, error.message) { logger.error("\(error.message)") }
    raiseWork(after: .seconds(10))
  }
}
