import CLinux
import ControlProtocol
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
    /// The name of the model that embeds.
    var embedding: String
    /// Bounds on a track's length in seconds; outside it is skipped.
    var lengths: ClosedRange<Double>
    /// How many files are in hand at once.
    var lanes: Int
  }

  /// What became of one attempt at a file.
  enum Verdict {
    case done
    /// Someone is still writing the file: look again in a moment, and let nobody wait for it.
    case beingWritten
    /// The row was out of date: look again in a moment, when the folder has been compared.
    case again
    /// There is no such file, as when its disk was taken away: look again later, and let nobody wait
    /// for it.
    case away
    /// No worker, no model or no store: nothing is wrong with the file, and every other file would
    /// fare the same.
    case unavailable
  }

  let store: LibraryStore
  let pool: WorkerPool
  let moods: MoodService
  let health: HealthBoard
  let models: ModelWatch
  let register: WorkerRegister
  let pauses: PauseWatch
  let journal: ChangeJournal
  let logger: Logger
  let folders: FolderAccess

  let claims = ContentClaims()
  var images = ImageReading()
  let work = Signal()
  /// What `status` tells of it.
  nonisolated let view: Published<View>
  let progress = Signal()
  private(set) var plan: Plan
  /// What the listener has asked for, which outlives this service: a damaged database may end it.
  private let listenerPause: Published<Bool>
  private var isPaused: Bool { listenerPause.value }
  /// Why tracks that wait are not taken, as it was when one was last to be taken.
  private(set) var pauseReason: PauseReason? { didSet { publish() } }
  /// Handed out by the store and not yet given back, by ticket: a track may be handed out again,
  /// as a newer version, before the older one is done with.
  private var inHand: [Int: PendingTrack] = [:] { didSet { publish() } }
  private var tickets = 0
  /// Of those, the ones that nobody waits for: someone is writing them, or they are away.
  private var unawaited: [Int: Verdict] = [:]
  /// Tracks without a file, although their folders have been compared again since.
  var absent: Set<TrackID> = []
  private(set) var isStopping = false
  private var needsSettling = true
  private var isSettling = false
  /// No file is taken before then: the last one met with something that stops them all.
  private var restingUntil = ContinuousClock.Instant.now
  private var alarm: Task<Void, Never>?
  private var deaths = WorkerDeaths()
  /// Workers that did not start, one after the other.
  var failedStarts = 0
  /// True while a lane changes the model for all of them.
  var isChangingModel = false
  /// How far the analysed tracks have been gone through for another model.
  var succession = Succession()

  /// `folders` is asked about those of files that are no longer what the store thinks.
  init(
    store: LibraryStore, pool: WorkerPool, moods: MoodService, health: HealthBoard,
    models: ModelWatch, register: WorkerRegister, pauses: PauseWatch,
    listenerPause: Published<Bool>, journal: ChangeJournal, plan: Plan, logger: Logger,
    folders: FolderAccess
  ) {
    self.store = store
    self.pool = pool
    self.moods = moods
    self.health = health
    self.models = models
    self.register = register
    self.pauses = pauses
    self.listenerPause = listenerPause
    pauseReason = listenerPause.value ? .asked : nil
    view = Published(View(isPaused: listenerPause.value, pauseReason: pauseReason))
    self.journal = journal
    self.plan = plan
    self.logger = logger
    self.folders = folders
  }

  /// Works until cancelled.
  func run() async {
    await takeUp()
    await withDiscardingTaskGroup { group in
      for _ in 0..<plan.lanes { group.addTask { await self.runLane() } }
      group.addTask { await self.reconsiderQuarantined() }
    }
    await pool.retireAll()
  }

  /// Puts in order what the last run of the daemon left behind, before anything is handed out.
  private func takeUp() async {
    do throws(StoreError) {
      let released = try await store.releaseInFlight()
      if released.quarantined > 0 {
        logger.warning("\(released.quarantined) files ended the daemon twice and are left alone")
      }
      try await store.requeueSkipped(lasting: plan.lengths)
    } catch {
      await reportStorage(error)
    }
  }

  /// Drops what is in hand, without holding it against the files.
  func stop() async {
    isStopping = true
    await pool.close()
    await work.raise()
  }

  /// Tells that the store may have new pending tracks.
  func workArrived() async {
    needsSettling = true
    succession.startOver()
    await work.raise()
  }

  /// Tells that files may be there again that were away.
  func retryAbsent(below directory: FilePath) async {
    for case (let ticket, .away) in unawaited
    where inHand[ticket]?.path.starts(with: directory) == true {
      await putBack(ticket)
    }
    await work.raise()
  }

  /// Stops taking files; those in hand are finished.
  func pause() async {
    listenerPause.publish(true)
    pauseReason = .asked
    await progress.raise()
  }

  /// Goes on after ``pause()``.
  func resume() async {
    listenerPause.publish(false)
    pauseReason = nil
    await work.raise()
    // Which could not be done while no worker was to be started.
    Task { await reconsiderQuarantined() }
  }

  /// Follows a changed configuration, or another model; lanes are fixed for a run of the daemon.
  func adopt(_ changed: Plan) async {
    var changed = changed
    changed.lanes = plan.lanes
    plan = changed
    succession.begin()
    do throws(StoreError) {
      try await moods.follow(plan.model)
      try await store.requeueSkipped(lasting: plan.lengths)
    } catch {
      await reportStorage(error)
    }
    await workArrived()
  }

  private func publish() {
    view.publish(View(isPaused: isPaused, pauseReason: pauseReason, isBusy: !inHand.isEmpty))
  }

  /// Returns true once nothing is pending that could be worked on and the moods have settled;
  /// false at the deadline. Files that someone is still writing are not waited for, nor those on a
  /// disk that is not there. A model that is to take over has to have tried every track.
  func waitUntilSettled(until deadline: ContinuousClock.Instant) async throws(StoreError) -> Bool {
    // What was being written when it was last looked at may have been closed since.
    for case (let ticket, .beingWritten) in unawaited { await putBack(ticket) }
    await work.raise()
    while true {
      let epoch = await progress.epoch
      let offline = await folders.offline()
      let pending = try await store.figures.counts.pending - store.pendingCount(below: offline)
      let waiting = unawaited.keys.count { ticket in
        !offline.contains { inHand[ticket]?.path.starts(with: $0) == true }
      }
      let isSucceeding = moods.successor.value == plan.model && !succession.isThrough
      if pending <= waiting, inHand.count == unawaited.count, !needsSettling,
        !isSettling, !isSucceeding
      {
        return true
      }
      guard ContinuousClock.now < deadline, !Task.isCancelled else { return false }
      await progress.wait(after: epoch, until: deadline)
    }
  }

  /// Tries failed and quarantined files again, those at and below `path` or all; says how many.
  /// Ends a rest of the workers, too: whoever asks has mended something.
  func retry(_ path: FilePath?) async throws(StoreError) -> Int {
    let count = try await store.retry(path)
    images.forgive()
    await models.trust()
    await readToTheEnd()
    restingUntil = .now
    await journal.note(.library)
    await workArrived()
    return count
  }

  /// What reads files may have changed while the daemon was away, and only a worker knows.
  private func reconsiderQuarantined() async {
    guard let counts = try? await store.counts(), counts.quarantined > 0, await mayTakeTracks()
    else { return }
    // One that does not start is complained about when there is work for it.
    try? await pool.introduce(embedding: plan.embedding)
    await workArrived()
  }

  // MARK: - The workers' health

  /// A worker has read a file to its end.
  func readToTheEnd() async {
    deaths.readToTheEnd()
    await health.clear(.workerDeaths)
  }

  /// A worker died on `track`.
  func workerDied(on track: PendingTrack, _ reason: String) async {
    guard let rest = deaths.died(isFirstTry: track.strikes == 0) else { return }
    restingUntil = max(restingUntil, .now + rest)
    let sentence =
      "The last \(deaths.inARow) files each ended their worker, so the fault may be elsewhere "
      + "(\(reason)); Orpheus waits \(rest.components.seconds) seconds before the next. "
      + "`orpheusctl retry` goes on at once."
    if await health.raise(.workerDeaths, sentence) { logger.error("\(sentence)") }
    raiseWork(after: rest)
  }

  // MARK: - One lane

  private func runLane() async {
    while !Task.isCancelled, !isStopping {
      let epoch = await work.epoch
      guard !isPaused, ContinuousClock.now >= restingUntil, await mayTakeTracks(),
        await modelsAreReady(), let (ticket, track) = await nextTrack()
      else {
        await settleIfLast()
        await work.wait(after: epoch)
        continue
      }
      switch await track.isSuccession ? embedAnew(track.pending) : process(track.pending) {
      case .done: inHand[ticket] = nil
      case .beingWritten:
        unawaited[ticket] = .beingWritten
        hold(ticket, for: .seconds(1))
      case .away:
        unawaited[ticket] = .away
        hold(ticket, for: .seconds(60))
      case .again: hold(ticket, for: .seconds(1))
      case .unavailable:
        restingUntil = .now + .seconds(5)
        await putBack(ticket)
        raiseWork(after: .seconds(5))
      }
      await progress.raise()
    }
    // At the end nothing may stay marked as in hand: it would count against the file.
    for ticket in inHand.keys { await putBack(ticket) }
  }

  private func mayTakeTracks() async -> Bool {
    // What was told last is only known once nothing else can run before the next is set: the listener
    // may ask for a pause meanwhile, and tells of it.
    let former: PauseReason?
    do throws(StoreError) {
      let reason = try await pauses.reason { [store] () async throws(StoreError) in
        try await store.counts().pending
      }
      former = pauseReason
      pauseReason = isPaused ? .asked : reason
    } catch {
      await reportStorage(error)
      return false
    }
    if let pauseReason, pauseReason.passes { raiseWork(after: PauseWatch.interval) }
    if pauseReason != former { await journal.note(.health) }
    return pauseReason == nil
  }

  private func nextTrack() async -> (ticket: Int, track: TakenTrack)? {
    do throws(StoreError) {
      let tracks = try await store.nextPending(limit: 1, elsewhereThan: folders.offline())
      let track: TakenTrack
      if let pending = tracks.first {
        track = TakenTrack(pending: pending)
      } else if let next = try await nextOfSuccession() {
        track = TakenTrack(pending: next, isSuccession: true)
      } else {
        return nil
      }
      await health.clear(.storage)
      tickets += 1
      inHand[tickets] = track.pending
      needsSettling = true
      return (tickets, track)
    } catch {
      await reportStorage(error)
      return nil
    }
  }

  /// Lets the store hand a track out again after `delay`.
  private func hold(_ ticket: Int, for delay: Duration) {
    Task {
      try? await Task.sleep(for: delay)
      await putBack(ticket)
      await work.raise()
    }
  }

  private func putBack(_ ticket: Int) async {
    guard let track = inHand[ticket] else { return }
    needsSettling = true
    do throws(StoreError) {
      try await store.putBack([track])
      inHand[ticket] = nil
      unawaited[ticket] = nil
    } catch {
      await reportStorage(error)
      if !isStopping { hold(ticket, for: .seconds(10)) }
    }
  }

  /// Once the last lane runs dry, the moods may take in what has come.
  private func settleIfLast() async {
    // Another lane may have taken a track and finished it meanwhile, and have left the settling to
    // this one.
    var hasFailed = false
    while inHand.count == unawaited.count, needsSettling, !isSettling, !isStopping, !hasFailed {
      needsSettling = false
      isSettling = true
      do throws(StoreError) {
        // Tracks that the new model has not embedded become pending when it takes over.
        if try await moods.settle(offline: folders.offline()) { await work.raise() }
        try await tellOfSuccession()
        await health.clear(.storage)
        // What indexing took from the system and no longer needs goes back to it.
        orpheus_release_free_memory()
      } catch {
        needsSettling = true
        hasFailed = true
        await reportStorage(error)
      }
      isSettling = false
      await progress.raise()
    }
  }

  /// One alarm at a time, however many ask for it.
  func raiseWork(after delay: Duration) {
    guard alarm == nil else { return }
    alarm = Task {
      try? await Task.sleep(for: delay)
      alarm = nil
      // The rest may have been prolonged by another lane since; who wakes now would wait for ever.
      let rest = restingUntil - .now
      if rest > .zero { raiseWork(after: rest) }
      await work.raise()
    }
  }

  func reportStorage(_ error: StoreError) async {
    // A disk without room has a concern of its own.
    if error.code != .diskFull, await health.raise(.storage, error.message) {
      logger.error("\(error.message)")
    }
    raiseWork(after: .seconds(10))
  }
}
