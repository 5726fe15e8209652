import Dispatch
package import SystemPackage

/// Watches directories and tells which need to be looked at.
///
/// Pulled, not pushed: however slow the consumer, what waits for it is bounded by the number of
/// directories. The kernel's queue is emptied meanwhile. Watching begins with the first call of
/// `next()` or `sync(_:)`, with a walk of everything.
///
/// The actor lives on a dispatch queue of its own and performs what `ChangeCoalescer` decides.
/// Directories are read on further queues, one for each root.
package actor LibraryWatcher {
  private let executor = QueueExecutor(label: "orpheus.watcher")

  /// The queue of the actor, on which the readiness handler runs too.
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  private var coalescer: ChangeCoalescer
  private let clock: WatcherClock
  private let cookies: SyncCookie
  private let mountWatch = MountWatch()
  private var ownState: DirectoryIdentity?
  private var inotify: Inotify?
  private var readiness: ReadinessSource?
  private var lanes: [DirectoryID: DispatchQueue] = [:]
  private var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
  private var alarm: (time: Duration, task: Task<Void, Never>)?
  private var serial: UInt64 = 0
  private var isStarted = false
  private var isStopped = false
  private var isReadingPaused = false

  /// - Parameters:
  ///   - roots: absolute paths of the directories to watch with everything below; they need not
  ///     exist.
  ///   - cookieDirectory: a local directory of Orpheus' own that can be written, for `sync(_:)`.
  ///   - clock: measures and waits.
  ///   - jitter: varies the interval of rescans; in −0.1…0.1.
  package init(
    roots: [FilePath], options: WatchOptions = WatchOptions(), cookieDirectory: FilePath,
    clock: some Clock<Duration> = ContinuousClock(),
    jitter: @escaping @Sendable () -> Double = { .random(in: -0.1...0.1) }
  ) {
    self.clock = WatcherClock(clock)
    cookies = SyncCookie(directory: cookieDirectory)
    coalescer = ChangeCoalescer(roots: roots, options: options, jitter: jitter)
  }

  deinit { alarm?.task.cancel() }

  // MARK: For the consumer

  /// The next thing to do; waits until there is one. Nil after `stop()` and when the task is
  /// cancelled.
  package func next() async -> WatchEvent? {
    start()
    while !isStopped && !Task.isCancelled {
      if let event = coalescer.next(at: clock.now) {
        armAlarm()
        return event
      }
      await somethingToSay()
    }
    return nil
  }

  /// The next events in their order, at least one. Only the last may be other than `changed`.
  package func next(atMost limit: Int) async -> [WatchEvent]? {
    guard var last = await next() else { return nil }
    var events = [last]
    while events.count < limit, case .changed = last, let event = coalescer.next(at: clock.now) {
      events.append(event)
      last = event
    }
    armAlarm()
    return events
  }

  /// Asks for `synced(token)` once everything that happened until now has been delivered.
  ///
  /// By a cookie file, or by a walk of everything where that cannot be had. The caller chooses the
  /// token, so that the answer cannot overtake it.
  package func sync(_ token: UInt64) {
    start()
    guard !isStopped else { return }
    guard inotify != nil, coalescer.cookieWatch != nil else {
      return perform { $0.syncByWalking(token) }
    }
    serial += 1
    let name = cookies.name(for: serial)
    coalescer.expectCookie(name, token: token)
    do throws(Errno) { try cookies.drop(name) } catch {
      perform { $0.syncByWalking(token, cookie: name) }
    }
  }

  /// Looks at one directory again, as after an event.
  package func look(at path: FilePath) {
    start()
    perform {
      $0.look(at: path)
      return $0.takeActions()
    }
  }

  /// Walks everything at or below a path, or everything; `walked` tells the end.
  package func rescan(below path: FilePath? = nil) {
    start()
    perform {
      $0.rescan(below: path)
      return $0.takeActions()
    }
  }

  /// Replaces roots and options, and walks everything. Of roots that are gone nothing is said.
  package func update(roots: [FilePath], options: WatchOptions) {
    let now = clock.now
    perform { $0.reload(roots: roots, options: options, at: now) }
  }

  /// Ends watching; `next()` returns nil from now on.
  package func stop() {
    isStopped = true
    readiness = nil
    inotify = nil
    alarm?.task.cancel()
    alarm = nil
    wakeConsumer()
  }

  /// How many watches are held.
  package var watchCount: Int { inotify?.watchCount ?? 0 }

  /// How many directories are known.
  package var directoryCount: Int { coalescer.tree.count }

  /// How often events were lost and everything was walked again for it.
  package var overflowCount: Int { coalescer.overflowCount }

  /// Leaves the kernel's queue alone, as a stopped process does; for tests of its overflow.
  package func pauseReading() {
    isReadingPaused = true
    readiness?.isPaused = true
  }

  /// Reads again after `pauseReading()`.
  package func resumeReading() {
    isReadingPaused = false
    readiness?.isPaused = false
    drain()
  }

  // MARK: Beginning

  private func start() {
    guard !isStarted else { return }
    isStarted = true
    coalescer.limits = .current
    ownState = cookies.directoryIdentity
    if let table = mountWatch.table() { _ = coalescer.sawMounts(table) }
    do throws(Errno) { try open() } catch {
      let degradation: WatchDegradation =
        error == .tooManyOpenFiles
        ? .outOfInstances(limit: coalescer.limits.instances) : .unavailable(error)
      coalescer.inotifyUnavailable(degradation, at: clock.now)
    }
    pump()
  }

  private func open() throws(Errno) {
    let inotify = try Inotify(limit: coalescer.options.watchLimit)
    self.inotify = inotify
    watchCookies(with: inotify)
    readiness = ReadinessSource(inotify, queue: executor.queue) { [weak self] in
      self?.assumeIsolated { $0.drain() }
    }
  }

  private func watchCookies(with inotify: Inotify) {
    ownState = cookies.directoryIdentity
    coalescer.cookieWatch = try? cookies.watch(with: inotify)
  }

  // MARK: Performing

  private func drain() {
    receiveQueued()
    pump()
  }

  /// Takes in what the kernel has queued.
  private func receiveQueued() {
    guard !isReadingPaused, let inotify else { return }
    let now = clock.now
    inotify.drain { records in
      for record in records { perform(coalescer.receive(record, at: now)) }
    }
  }

  private func perform(_ change: (inout ChangeCoalescer) -> [ChangeCoalescer.Action]) {
    guard !isStopped else { return }
    perform(change(&coalescer))
    pump()
  }

  // Answers are handed back before anything else is taken in: the records that follow build on
  // them.
  private func perform(_ actions: [ChangeCoalescer.Action]) {
    for action in actions {
      switch action {
      case .unwatch(let watch):
        inotify?.unwatch(watch)
      case .inspect(let inspection):
        let found = ChangeCoalescer.Found(at: inspection.path)
        perform(coalescer.inspected(inspection, found, at: clock.now))
      case .confirm(let arrival, let path):
        let found = statIfPresent(path, followingLink: arrival.isLink)
        perform(
          coalescer.confirmed(
            arrival, found: found.map { DirectoryIdentity($0) }, at: clock.now))
      case .locate(let visit, let owner, let path, let followsLink):
        let found = statIfPresent(path, followingLink: followsLink)
        perform(
          coalescer.located(
            visit, owner: owner, found: found.map { DirectoryIdentity($0) }, at: clock.now))
      case .look(let directory, let path):
        inLane(coalescer.lane(of: directory)) {
          RootSighting.look(for: directory, at: path)
        } then: { watcher, sighting in
          watcher.perform { [now = watcher.clock.now] in $0.sighted(sighting, at: now) }
        }
      case .readMounts:
        guard mountWatch.hasChanged(), let table = mountWatch.table() else { continue }
        let known = coalescer.mountTable
        perform(coalescer.sawMounts(table))
        if let known { lookThroughLinks(at: table, after: known) }
      case .retryInotify:
        coalescer.limits = .current
        if let inotify {
          watchCookies(with: inotify)
        } else if (try? open()) != nil {
          coalescer.inotifyOpened(at: clock.now)
        }
      }
    }
  }

  /// The table of mounts has paths without symbolic links; those of roots and links may lead there.
  private func lookThroughLinks(at table: MountTable, after known: MountTable) {
    for (root, paths) in coalescer.linkedPaths {
      inLane(root) {
        let pairs = paths.compactMap { path in path.resolved.map { (path, $0) } }
        return Dictionary(
          pairs.filter { $0.0 != $0.1 }, uniquingKeysWith: { first, _ in first })
      } then: { watcher, places in
        watcher.perform { $0.mountsChanged(from: known, to: table, below: places) }
      }
    }
  }

  /// Sends visits on their way, wakes the consumer and sets the alarm.
  private func pump() {
    guard isStarted, !isStopped else { return }
    let visitor = DirectoryVisitor(
      inotify: inotify, filter: coalescer.filter, ownState: ownState,
      options: coalescer.options)
    for lane in coalescer.lanes {
      let requests = coalescer.takeVisits(from: lane)
      guard !requests.isEmpty else { continue }
      inLane(lane) {
        requests.map(visitor.visit)
      } then: { watcher, visits in
        watcher.takeIn(visits)
      }
    }
    perform(coalescer.takeActions())
    wakeConsumer()
    armAlarm()
  }

  /// First the records that were queued before the visits ended, then the visits.
  private func takeIn(_ visits: [Visit]) {
    guard !isStopped else { return }
    receiveQueued()
    for visit in visits { perform(coalescer.visited(visit, at: clock.now)) }
    pump()
  }

  /// Does what may block on the queue of a root, and comes back with the answer.
  private func inLane<Answer: Sendable>(
    _ lane: DirectoryID, _ work: @escaping @Sendable () -> Answer,
    then takeIn: @escaping @Sendable (isolated LibraryWatcher, Answer) -> Void
  ) {
    let queue = lanes[lane] ?? DispatchQueue(label: "orpheus.walk.\(lane.number)")
    lanes[lane] = queue
    queue.async { [weak self, home = executor.queue] in
      let answer = work()
      home.async { [weak self] in self?.assumeIsolated { takeIn($0, answer) } }
    }
  }

  // MARK: Waiting

  private func somethingToSay() async {
    serial += 1
    let ticket = serial
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume() } else { waiting[ticket] = continuation }
      }
    } onCancel: {
      Task { await self.cancel(ticket) }
    }
  }

  private func cancel(_ ticket: UInt64) { waiting.removeValue(forKey: ticket)?.resume() }

  private func wakeConsumer() {
    guard isStopped || coalescer.hasEvents else { return }
    for continuation in waiting.values { continuation.resume() }
    waiting = [:]
  }

  private func armAlarm() {
    let time = coalescer.nextWake
    if let alarm, alarm.time <= time { return }
    alarm?.task.cancel()
    let task = Task { [weak self, clock] in
      guard (try? await clock.sleep(until: time)) != nil else { return }
      await self?.ring()
    }
    alarm = (time, task)
  }

  private func ring() {
    alarm = nil
    let now = clock.now
    perform { $0.tick(at: now) }
  }
}

extension LibraryWatcher: AsyncSequence {
  /// Asks the watcher for one event after the other.
  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let watcher: LibraryWatcher

    /// The next event; nil when the watcher was stopped.
    package mutating func next() async -> WatchEvent? { await watcher.next() }
  }

  /// An iterator over the events that come from now on; there should be only one.
  package nonisolated func makeAsyncIterator() -> AsyncIterator { AsyncIterator(watcher: self) }
}
