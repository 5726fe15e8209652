import SystemPackage

/// Roots that come and go, walks, and what is polled because it cannot be watched.
extension ChangeCoalescer {
  // MARK: The set of roots

  /// Replaces roots and options, and walks everything.
  mutating func reload(
    roots paths: [FilePath], options: WatchOptions, at now: Duration
  ) -> [Action] {
    self.options = options
    filter = NameFilter(options)
    schedule.quietTime = options.quietTime
    schedule.maximumDelay = options.maximumDelay
    setRoots(paths)
    rootCheckDue = min(rootCheckDue, now + options.rootCheckInterval)
    armRescan(at: now)
    walkEverything(epoch: frontier.epoch)
    releaseSyncs()
    return takeActions()
  }

  mutating func setRoots(_ paths: [FilePath]) {
    let paths = Set(paths.map { $0.lexicallyNormalized() })
    for (id, root) in roots where !paths.contains(root.path) {
      abandonWalks(of: id)
      roots[id] = nil
      drop(id, isGone: false)
    }
    nestedRoots = paths.filter { path in
      paths.contains { $0 != path && path.starts(with: $0) }
    }
    for path in paths.subtracting(roots.values.map(\.path)) {
      // So far part of another root, perhaps.
      for root in roots.keys {
        guard let node = tree.nearest(to: path, below: root), tree.path(of: node) == path
        else { continue }
        drop(node, isGone: false)
      }
      roots[tree.addRoot(path)] = Root(path: path)
    }
  }

  // MARK: Walks

  /// Walks a root, or once more when a walk is under way that may have passed what is meant.
  mutating func walk(_ root: DirectoryID, epoch: UInt64?) {
    guard let known = roots[root] else { return }
    if frontier.isWalking(root) {
      guard known.followUp?.epoch == nil else { return }
      if let epoch { frontier.retain(epoch) }
      roots[root]?.followUp = FollowUp(epoch: epoch)
    } else {
      let walk = beginWalk(at: root, isAnnounced: true)
      frontier.add(root, isLink: false, lane: root, epoch: epoch, walks: [walk])
    }
  }

  mutating func walkEverything(epoch: UInt64?) {
    for root in roots.keys { walk(root, epoch: epoch) }
  }

  /// Walks everything below a directory that has moved here, without telling of the end.
  mutating func rewalk(_ directory: DirectoryID) {
    guard let node = tree[directory] else { return }
    let walk = beginWalk(at: directory, isAnnounced: false)
    frontier.add(
      directory, isLink: node.isLink, lane: lane(of: directory), epoch: epoch,
      walks: [walk])
  }

  /// Walks everything below a path, or everything.
  mutating func rescan(below path: FilePath?) {
    guard let path = path?.lexicallyNormalized() else { return walkEverything(epoch: nil) }
    let containing = roots.filter { path.starts(with: $0.value.path) }
    guard let root = containing.max(by: { $0.value.path.length < $1.value.path.length })?.key,
      let top = tree.nearest(to: path, below: root)
    else { return }
    if top == root { return walk(root, epoch: nil) }
    let walk = beginWalk(at: top, isAnnounced: true)
    frontier.add(
      top, isLink: tree[top]?.isLink ?? false, lane: root, epoch: nil, walks: [walk])
  }

  private mutating func beginWalk(at top: DirectoryID, isAnnounced: Bool) -> WalkID {
    let path = tree.path(of: top)
    let walk = frontier.beginWalk(at: top, path: path, isAnnounced: isAnnounced)
    if isAnnounced { announce(.walking(path)) }
    return walk
  }

  /// Gives up the walks of a directory, and the one that was to follow.
  mutating func abandonWalks(of directory: DirectoryID) {
    for walk in frontier.abandonWalks(of: directory) where walk.isAnnounced {
      queue.conclude(.walkAbandoned(walk.path))
    }
    if let epoch = roots[directory]?.followUp?.epoch { frontier.release(epoch) }
    roots[directory]?.followUp = nil
  }

  /// Looks at one directory again, or at the nearest one above it that is known.
  mutating func look(at path: FilePath) {
    let path = path.lexicallyNormalized()
    let containing = roots.filter { path.starts(with: $0.value.path) }
    guard let root = containing.max(by: { $0.value.path.length < $1.value.path.length })?.key,
      let directory = tree.nearest(to: path, below: root)
    else { return }
    revisit(directory)
  }

  // MARK: Absence

  /// A root that is not there. What was below it is out of reach, not deleted.
  mutating func goOffline(_ root: DirectoryID) {
    guard let known = roots[root] else { return }
    abandonWalks(of: root)
    empty(root)
    if !known.isOffline {
      roots[root]?.isOffline = true
      announce(.rootOffline(known.path))
    }
  }

  /// The file system of a directory was unmounted; every directory on it gets to know.
  mutating func unmounted(_ directory: DirectoryID) {
    var mount = directory
    while let parent = tree[mount]?.parent, let device = tree[mount]?.identity?.device,
      tree[parent]?.identity?.device == device
    {
      mount = parent
    }
    bareMounts[mount] = .some(nil)
    if roots[mount] != nil {
      goOffline(mount)
    } else {
      empty(mount)
      setProblem(.unmounted, of: mount)
    }
  }

  private mutating func empty(_ directory: DirectoryID) {
    removeContents(of: directory)
    if let watch = tree.setWatch(nil, of: directory) { outbox.append(.unwatch(watch)) }
    unwatched.remove(directory)
    noteFileSystem(nil, of: directory)
    tree.identify(directory, as: nil)
  }

  /// Drops what was below a directory that is not the same any more. Other ways to what it was may
  /// still be there.
  mutating func removeContents(of directory: DirectoryID) {
    guard let node = tree[directory] else { return }
    tree[directory]?.aliases = []
    for child in node.children.values { drop(child, isGone: false) }
    for alias in node.aliases { revisit(alias.directory) }
  }

  mutating func checkRoots(at now: Duration) {
    rootCheckDue = now + options.rootCheckInterval
    outbox.append(.readMounts)
    for directory in Set(roots.keys).union(bareMounts.keys) where !looks.contains(directory) {
      looks.insert(directory)
      outbox.append(.look(directory, path: tree.path(of: directory)))
    }
  }

  /// Takes in what is mounted where.
  ///
  /// No record tells of a mount, nor of the end of one of several mounts of a file system: what is
  /// at and below the place is walked.
  mutating func sawMounts(_ table: MountTable) -> [Action] {
    let known = mountTable
    mountTable = table
    guard let known else { return [] }
    let roots = roots.values.map { ($0.path, $0.path) }
    return mountsChanged(
      from: known, to: table,
      below: Dictionary(roots, uniquingKeysWith: { first, _ in first }))
  }

  /// Walks what is mounted differently at and below directories, whose paths without symbolic links
  /// are given by those that they are known by.
  mutating func mountsChanged(
    from known: MountTable, to present: MountTable, below places: [FilePath: FilePath]
  ) -> [Action] {
    let known = known.mounts(below: places)
    let present = present.mounts(below: places)
    for place in Set(known.keys).union(present.keys) where known[place] != present[place] {
      rescan(below: place)
    }
    return takeActions()
  }

  /// By root, the directories whose paths may lead through symbolic links.
  var linkedPaths: [DirectoryID: [FilePath]] {
    var paths = roots.mapValues { [$0.path] }
    for link in tree.links where isAttached(link) {
      paths[tree.root(of: link), default: []].append(tree.path(of: link))
    }
    return paths
  }

  /// Takes in what is at the path of a root or of a mount point.
  mutating func sighted(_ sighting: RootSighting, at now: Duration) -> [Action] {
    let directory = sighting.directory
    looks.remove(directory)
    guard let node = tree[directory] else { return [] }
    let root = roots[directory]
    guard let identity = sighting.identity else {
      if root != nil { goOffline(directory) }
      return takeActions()
    }
    if let bare = bareMounts[directory] {
      // The empty directory under a mount is not the root: wait for another or for content.
      if sighting.isEmpty && (bare == nil || bare == identity) {
        bareMounts[directory] = .some(identity)
        return takeActions()
      }
      bareMounts[directory] = nil
      if root == nil { rewalk(directory) }
    }
    if root?.isOffline == true || node.identity != identity || node.problem != nil, root != nil {
      walk(directory, epoch: frontier.epoch)
    }
    return takeActions()
  }

  // MARK: What cannot be watched

  /// Takes note of the file system that a directory lies on, once for each mount.
  mutating func noteFileSystem(_ kind: String?, of directory: DirectoryID) {
    let parent = tree[directory]?.parent
    let isMount =
      parent.map { tree[$0]?.identity?.device != tree[directory]?.identity?.device } ?? true
    let present = isMount ? kind : nil
    let new = present.map {
      WatchDegradation.networkFileSystem(tree.path(of: directory), kind: $0)
    }
    guard networks[directory] != new else { return }
    if let old = networks[directory] { announce(.recovered(old)) }
    if let new { announce(.degraded(new)) }
    networks[directory] = new
  }

  /// Says whether watches suffice, when a lane has come to rest and their number is known.
  mutating func settleWatches(at now: Duration) {
    if unwatched.isEmpty, let old = outOfWatches {
      outOfWatches = nil
      announce(.recovered(old))
    } else if !unwatched.isEmpty, outOfWatches == nil {
      let limit = min(options.watchLimit ?? .max, limits.watches)
      let new = WatchDegradation.outOfWatches(needed: limit + unwatched.count, limit: limit)
      outOfWatches = new
      announce(.degraded(new))
    }
    armPoll(at: now)
  }

  /// There is no inotify: everything is polled.
  mutating func inotifyUnavailable(_ degradation: WatchDegradation, at now: Duration) {
    withoutInotify = degradation
    announce(.degraded(degradation))
    armPoll(at: now)
  }

  /// There is inotify after all.
  mutating func inotifyOpened(at now: Duration) {
    guard let old = withoutInotify else { return }
    withoutInotify = nil
    announce(.recovered(old))
    walkEverything(epoch: frontier.epoch)
  }

  mutating func poll(at now: Duration) {
    pollDue = nil
    if withoutInotify != nil || cookieWatch == nil { outbox.append(.retryInotify) }
    let roots = polledRoots
    for root in roots { walk(root, epoch: nil) }
    if roots.isEmpty {
      // What could not be watched may have gone without a visit, when nothing took its place.
      settleWatches(at: now)
    } else {
      armPoll(at: now)
    }
  }

  /// The roots in which something cannot be watched.
  var polledRoots: Set<DirectoryID> {
    if withoutInotify != nil { return Set(roots.keys) }
    return Set(unwatched.union(strained).union(networks.keys).map(tree.root(of:)))
  }

  private mutating func armPoll(at now: Duration) {
    let isComplete =
      withoutInotify == nil && cookieWatch != nil && unwatched.isEmpty && strained.isEmpty
      && networks.isEmpty
    pollDue = isComplete ? nil : pollDue ?? now + options.pollInterval
  }

  mutating func armRescan(at now: Duration) {
    rescanDue = now + options.rescanInterval * (1 + jitter())
  }
}
