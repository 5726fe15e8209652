import SystemPackage

/// Decides what inotify records, visits and the passing of time mean for the consumer.
///
/// A value without clock, descriptors or threads: what happened goes in with the time at which it
/// did (a duration since the watcher began), actions come out, and `next` has the events. The
/// caller performs actions in order and hands back their answers before it hands in the next
/// record, so that the tree follows the kernel's account of events exactly.
struct ChangeCoalescer {
  /// What the caller is to do at once.
  enum Action: Hashable, Sendable {
    /// End a watch.
    case unwatch(CInt)
    /// Stat a new entry; answer with `inspected`.
    case inspect(Inspection)
    /// Stat the place where a moved directory should be; answer with `confirmed`.
    case confirm(Arrival, path: FilePath)
    /// Stat the place where a directory used to be that a visit found elsewhere; answer with
    /// `located`.
    case locate(Visit, owner: DirectoryID, path: FilePath, followsLink: Bool)
    /// Read what is mounted where, if that has changed; answer with `sawMounts`.
    case readMounts
    /// See what is at a root's path; answer with `sighted`, later.
    case look(DirectoryID, path: FilePath)
    /// Try again to have what inotify refused: an instance, to be answered with `inotifyOpened`,
    /// or the watch for cookies.
    case retryInotify
  }

  /// An entry whose kind decides what its appearance means.
  struct Inspection: Hashable, Sendable {
    var directory: DirectoryID
    var name: EntryName
    var path: FilePath
    /// Renamed into place, hence complete.
    var isComplete: Bool
  }

  /// A directory that left one place and appeared in another under one cookie.
  struct Arrival: Hashable, Sendable {
    var directory: DirectoryID
    var parent: DirectoryID
    var name: EntryName
    var isLink: Bool
  }

  struct Root {
    var path: FilePath
    var isOffline = false
    /// A walk to begin when the present one ends, because events were lost during it, and the
    /// epoch whose syncs wait for it.
    var followUp: FollowUp?
  }

  struct FollowUp {
    var epoch: UInt64?
  }

  struct Sync {
    var token: UInt64
    var epoch: UInt64
  }

  var options: WatchOptions
  var filter: NameFilter
  var tree = WatchedTree()
  var schedule: DeliverySchedule
  var moves = MovePairing()
  var frontier = WalkFrontier()
  var queue = EventQueue()
  var outbox: [Action] = []

  var roots: [DirectoryID: Root] = [:]
  /// Roots that lie below another root: the walk of that one stops there.
  var nestedRoots: Set<FilePath> = []
  /// Mount points whose file system is gone, with what is seen there since.
  var bareMounts: [DirectoryID: DirectoryIdentity?] = [:]
  /// What was mounted where when that was last read.
  var mountTable: MountTable?
  /// Asked for and not answered: a disk that does not respond is not asked twice.
  var looks: Set<DirectoryID> = []

  /// Watches that are not in the tree yet but had events: what was read before is stale.
  var unclaimed: Set<CInt> = []
  var lastRequest: UInt64 = 0
  /// Errands that wait for the answer to `locate`.
  var suspended: [UInt64: WalkFrontier.Errand] = [:]
  /// Errands in directories that are between two places.
  var parked: [WalkFrontier.Errand] = []

  /// The epoch of the errand that is being taken in: the syncs that wait for it wait for its
  /// consequences, too.
  var cause: UInt64?

  var cookieWatch: CInt?
  var cookies: [EntryName: UInt64] = [:]
  var syncs: [Sync] = []

  /// The limits that a degradation quotes.
  var limits = InotifyLimits(watches: 0, instances: 0)
  /// Directories that the kernel refused to watch for want of watches.
  var unwatched: Set<DirectoryID> = []
  /// Where trying again may help.
  var strained: Set<DirectoryID> = []
  var networks: [DirectoryID: WatchDegradation] = [:]
  var outOfWatches: WatchDegradation?
  /// Set while there is no inotify instance.
  var withoutInotify: WatchDegradation?

  var rootCheckDue: Duration = .zero
  var rescanDue: Duration = .zero
  var pollDue: Duration?
  /// In −0.1…0.1.
  let jitter: @Sendable () -> Double

  var overflowCount = 0
  private var isOverflowWaiting = false

  init(
    roots paths: [FilePath], options: WatchOptions, at now: Duration = .zero,
    jitter: @escaping @Sendable () -> Double = { 0 }
  ) {
    self.options = options
    self.jitter = jitter
    filter = NameFilter(options)
    schedule = DeliverySchedule(
      quietTime: options.quietTime, maximumDelay: options.maximumDelay)
    setRoots(paths)
    rootCheckDue = now + options.rootCheckInterval
    armRescan(at: now)
    for root in roots.keys { walk(root, epoch: frontier.epoch) }
  }

  // MARK: What the consumer is told

  /// The next event, or nil when there is nothing to say now.
  mutating func next(at now: Duration) -> WatchEvent? {
    while let item = queue.next() {
      switch item {
      case .event(let event):
        if event == .overflowed { isOverflowWaiting = false }
        return event
      case .directory(let directory):
        if let event = report(on: directory, at: now) { return event }
      }
    }
    return nil
  }

  /// A directory that is between two places says nothing: it is walked when it arrives.
  private mutating func report(on directory: DirectoryID, at now: Duration) -> WatchEvent? {
    guard let node = tree[directory], isAttached(directory) else { return nil }
    schedule.delivered(directory, at: now)
    switch node.problem {
    case .none, .unwatchable:
      return .changed(tree.path(of: directory))
    case .unreadable(_)?, .unmounted?, .sameDirectory(_)?:
      guard let problem = node.problem, !node.isProblemTold else { return nil }
      tree[directory]?.isProblemTold = true
      return .problem(tree.path(of: directory), problem)
    }
  }

  /// Whether `next` may have something to say.
  var hasEvents: Bool { !queue.isEmpty }

  /// When `tick` has something to do next, if nothing else happens.
  var nextWake: Duration {
    [schedule.nextAlarm, moves.nextDeadline, pollDue, rescanDue]
      .compactMap(\.self).reduce(rootCheckDue, min)
  }

  /// Does what is due.
  mutating func tick(at now: Duration) -> [Action] {
    for directory in schedule.expire(at: now) { queue.add(directory) }
    depart(moves.expire(at: now))
    if rootCheckDue <= now { checkRoots(at: now) }
    if let pollDue, pollDue <= now { poll(at: now) }
    if rescanDue <= now {
      armRescan(at: now)
      walkEverything(epoch: nil)
    }
    return takeActions()
  }

  mutating func takeActions() -> [Action] {
    defer { outbox = [] }
    return outbox
  }

  // MARK: Shared steps

  /// The epoch that what is found now belongs to.
  var epoch: UInt64 { min(cause ?? .max, frontier.epoch) }

  func isAttached(_ directory: DirectoryID) -> Bool { roots[tree.root(of: directory)] != nil }

  /// The lane of a directory's root; of one between two places, any.
  func lane(of directory: DirectoryID) -> DirectoryID { tree.root(of: directory) }

  /// Takes note of a change in a directory.
  mutating func note(
    _ directory: DirectoryID, _ urgency: DeliverySchedule.Urgency, at now: Duration
  ) {
    guard !queue.isWaiting(directory) else { return }
    if schedule.note(directory, urgency, at: now) { queue.add(directory) }
  }

  /// Asks for a visit on account of an event, for which a sync waits.
  mutating func revisit(_ directory: DirectoryID) {
    guard let node = tree[directory] else { return }
    frontier.add(
      directory, isLink: node.isLink, lane: lane(of: directory), epoch: epoch, walks: [])
  }

  /// Says something that comes before all directories.
  mutating func announce(_ event: WatchEvent) {
    if !queue.announce(event) { overflowed() }
  }

  /// Removes a directory with everything below it from the tree.
  ///
  /// - Parameter isGone: whether the consumer is told; not when the directory is only out of
  ///   reach, or still there under another name.
  mutating func drop(_ directory: DirectoryID, isGone: Bool) {
    let path = formerPath(of: directory)
    let removed = tree.remove(directory)
    moves.forget(directory)
    if isGone, let top = removed.first?.node, top.isRead {
      if top.parent == nil, let newcomer = self.directory(at: path) {
        // To forget what is recorded there would be to forget the newcomer, whose listing says what
        // has become of the rest.
        revisit(newcomer)
      } else {
        announce(.vanished(path))
      }
    }
    for (id, node) in removed {
      if let watch = node.watch { outbox.append(.unwatch(watch)) }
      schedule.forget(id)
      queue.forget(id)
      unwatched.remove(id)
      strained.remove(id)
      bareMounts[id] = nil
      if let network = networks.removeValue(forKey: id) { announce(.recovered(network)) }
    }
    // When two directories are exchanged, the second half of that seems to move the one that has
    // just arrived: it is still there, and another look at the place finds it.
    if let left = removed.first?.node.left { revisit(left) }
    // A directory that could be reached in another way still can.
    for alias in removed.flatMap(\.node.aliases) { revisit(alias.directory) }
  }

  /// The path under which the consumer knows a directory that may be between two places: the one
  /// that it left may have moved since.
  func formerPath(of directory: DirectoryID) -> FilePath {
    guard let node = tree[directory], let left = node.left, let name = node.name,
      tree.contains(left)
    else { return tree.path(of: directory) }
    return tree.path(of: left).appending(name)
  }

  /// The directory that is known by a path.
  func directory(at path: FilePath) -> DirectoryID? {
    for (root, known) in roots where path.starts(with: known.path) {
      if let found = tree.nearest(to: path, below: root), tree.path(of: found) == path {
        return found
      }
    }
    return nil
  }

  /// Events were lost: only a walk of everything finds out which.
  mutating func overflowed() {
    overflowCount += 1
    if !isOverflowWaiting {
      isOverflowWaiting = true
      announce(.overflowed)
    }
    walkEverything(epoch: frontier.epoch)
    let lost = cookies.values.sorted()
    cookies = [:]
    for token in lost { reached(token) }
  }
}
