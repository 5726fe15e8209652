import SystemPackage

/// What visits to directories mean.
extension ChangeCoalescer {
  /// The lanes in which visits may be wanted.
  var lanes: [DirectoryID] { frontier.busyLanes }

  /// The next visits of a lane, none while earlier ones are under way.
  mutating func takeVisits(from lane: DirectoryID, limit: Int = 64) -> [VisitRequest] {
    var requests: [VisitRequest] = []
    while requests.isEmpty {
      let errands = frontier.take(from: lane, limit: limit)
      if errands.isEmpty { break }
      for errand in errands {
        guard let node = tree[errand.directory] else {
          settle(errand)
          continue
        }
        let root = tree.root(of: errand.directory)
        guard roots[root] != nil else {
          parked.append(errand)
          continue
        }
        lastRequest += 1
        frontier.began(errand, number: lastRequest)
        requests.append(
          VisitRequest(
            number: lastRequest, directory: errand.directory,
            path: tree.path(of: errand.directory), root: tree.path(of: root),
            followsLink: node.isLink || errand.directory == root))
      }
    }
    releaseSyncs()
    return requests
  }

  /// Takes in what came of a visit. All records that were queued when the visit ended must have
  /// been received.
  mutating func visited(_ visit: Visit, at now: Duration) -> [Action] {
    guard let errand = frontier.returned(number: visit.request.number) else { return [] }
    cause = errand.epoch
    defer { cause = nil }
    if let node = tree[errand.directory] {
      takeIn(visit, errand, knownAs: node.identity, at: now)
    } else {
      release(visit)
      settle(errand)
    }
    if !frontier.hasVisitsInFlight { unclaimed = [] }
    if frontier.isIdle(lane(of: errand.directory)) { settleWatches(at: now) }
    releaseSyncs()
    return takeActions()
  }

  private mutating func takeIn(
    _ visit: Visit, _ errand: WalkFrontier.Errand, knownAs identity: DirectoryIdentity?,
    at now: Duration
  ) {
    let directory = errand.directory
    let hasMoved = tree.path(of: directory) != visit.request.path
    switch visit.outcome {
    case .ownState:
      drop(directory, isGone: false)
      settle(errand)
    case .failed where !isAttached(directory):
      parked.append(errand)
    case .failed where hasMoved:
      postpone(errand)
    case .failed(let code):
      failed(directory, code)
      settle(errand)
    case .read(let reading):
      if hasMoved && identity != reading.identity {
        release(visit)
        postpone(errand)
      } else if let owner = tree.owner(of: reading.identity), owner != directory {
        foundAgain(owner, by: visit, errand)
      } else {
        accept(reading, errand, request: visit.request.number, at: now)
        settle(errand)
      }
    }
  }

  // MARK: A directory that is known under another path

  // Either there are two ways to it, or it moved and nobody said so.
  private mutating func foundAgain(
    _ owner: DirectoryID, by visit: Visit, _ errand: WalkFrontier.Errand
  ) {
    if isAttached(owner) {
      suspended[visit.request.number] = errand
      outbox.append(
        .locate(
          visit, owner: owner, path: tree.path(of: owner),
          followsLink: tree[owner]?.isLink == true || roots[owner] != nil))
    } else {
      movedUnseen(owner, to: errand)
    }
  }

  /// Takes in whether a directory that a visit found elsewhere is still where it was.
  mutating func located(
    _ visit: Visit, owner: DirectoryID, found: DirectoryIdentity?, at now: Duration
  ) -> [Action] {
    guard let errand = suspended.removeValue(forKey: visit.request.number) else { return [] }
    cause = errand.epoch
    defer { cause = nil }
    guard let node = tree[errand.directory], tree.contains(owner) else {
      release(visit)
      settle(errand)
      return takeActions()
    }
    if found != tree[owner]?.identity, roots[owner] == nil, roots[errand.directory] == nil {
      movedUnseen(owner, to: errand)
    } else {
      if case .read(let reading) = visit.outcome, case .granted(let watch) = reading.watch,
        tree.owner(ofWatch: watch) == nil
      {
        _ = tree.setWatch(watch, of: owner)
      }
      if roots[errand.directory] != nil {
        abandonWalks(of: errand.directory)
        setProblem(.sameDirectory(as: tree.path(of: owner)), of: errand.directory)
      } else {
        drop(errand.directory, isGone: true)
        if let parent = node.parent, let name = node.name {
          tree[owner]?.aliases.insert(.init(directory: parent, name: name))
        }
      }
      settle(errand)
    }
    releaseSyncs()
    return takeActions()
  }

  private mutating func movedUnseen(_ owner: DirectoryID, to errand: WalkFrontier.Errand) {
    if let node = tree[errand.directory], let parent = node.parent, let name = node.name {
      // Perhaps the two were exchanged: another directory may be where this one was.
      let old = tree[owner]?.parent
      // It may have moved to where a link leads, and is reached through that now.
      tree[owner]?.isLink = node.isLink
      adopt(owner, as: name, in: parent)
      if let old { revisit(old) }
      frontier.add(
        owner, isLink: node.isLink, lane: lane(of: owner), epoch: errand.epoch,
        walks: errand.walks)
      rewalk(owner)
    }
    settle(errand)
  }

  // MARK: A directory that was read

  private mutating func accept(
    _ reading: DirectoryReading, _ errand: WalkFrontier.Errand, request: UInt64, at now: Duration
  ) {
    let directory = errand.directory
    if staysBare(directory, reading) { return }
    if let known = tree[directory]?.identity, known != reading.identity { replaced(directory) }
    tree.identify(directory, as: reading.identity)
    strained.remove(directory)
    claim(reading.watch, for: directory)
    noteFileSystem(reading.networkFileSystem, of: directory)
    if roots[directory]?.isOffline == true {
      roots[directory]?.isOffline = false
      announce(.rootOnline(tree.path(of: directory)))
    }
    tree[directory]?.isIgnored = reading.isIgnored
    tree[directory]?.isRead = true
    takeInChildren(of: directory, reading.children, errand, request: request, at: now)

    frontier.count(errand.walks)
    if errand.walks.isEmpty {
      note(directory, .arrival, at: now)
    } else {
      queue.add(directory)
    }
  }

  private mutating func takeInChildren(
    of directory: DirectoryID, _ children: [DirectoryReading.Child],
    _ errand: WalkFrontier.Errand, request: UInt64, at now: Duration
  ) {
    let path = tree.path(of: directory)
    var listed: Set<EntryName> = []
    for child in children {
      listed.insert(child.name)
      if !nestedRoots.isEmpty && nestedRoots.contains(path.appending(child.name)) { continue }
      if let known = tree.child(child.name, of: directory) {
        guard !errand.walks.isEmpty else { continue }
        tree[known]?.isLink = child.isLink
        frontier.add(
          known, isLink: child.isLink, lane: lane(of: directory), epoch: errand.epoch,
          walks: errand.walks)
      } else {
        let new = tree.addChild(
          child.name, of: directory, isLink: child.isLink, placed: lastRequest)
        frontier.add(
          new, isLink: child.isLink, lane: lane(of: directory), epoch: epoch,
          walks: errand.walks)
      }
    }
    // What was put here after the visit began cannot be missed in what it found, but where there
    // is a marker nothing has a place.
    guard let node = tree[directory] else { return }
    for (name, child) in node.children where !listed.contains(name) {
      guard let missing = tree[child], node.isIgnored || missing.placed < request else { continue }
      if node.isIgnored || missing.identity == nil {
        drop(child, isGone: true)
      } else {
        tree.detach(child)
        tree[child]?.left = nil
        moves.hold(child, for: .missing(child), until: now + options.pairingTime)
      }
    }
  }

  private mutating func claim(_ watch: DirectoryReading.Watch, for directory: DirectoryID) {
    var granted: CInt?
    var problem: WatchProblem?
    switch watch {
    case .granted(let watch):
      granted = watch
      unwatched.remove(directory)
      // Something happened between the watch and now, perhaps after the reading.
      if unclaimed.remove(watch) != nil { revisit(directory) }
    case .refused(.noSpace):
      unwatched.insert(directory)
    case .refused(let code):
      let refusal = WatchProblem.unwatchable(code)
      problem = refusal
      if setProblem(refusal, of: directory) {
        announce(.problem(tree.path(of: directory), refusal))
      }
    case .none:
      break
    }
    if problem == nil { tree[directory]?.problem = nil }
    if let old = tree.setWatch(granted, of: directory) { outbox.append(.unwatch(old)) }
  }

  /// Whether what was read is the bare place of a file system that is gone, which says nothing of
  /// the files there. `sighted` finds out when it is more than that.
  private mutating func staysBare(
    _ directory: DirectoryID, _ reading: DirectoryReading
  ) -> Bool {
    guard let bare = bareMounts[directory] else { return false }
    guard bare == nil || bare == reading.identity else {
      bareMounts[directory] = nil
      return false
    }
    bareMounts[directory] = .some(reading.identity)
    abandonWalks(of: directory)
    if case .granted(let watch) = reading.watch { outbox.append(.unwatch(watch)) }
    return true
  }

  /// Another directory is in the place of one: below it nothing is as it was.
  private mutating func replaced(_ directory: DirectoryID) {
    removeContents(of: directory)
    if let root = roots[directory], !root.isOffline {
      announce(.rootOffline(root.path))
      roots[directory]?.isOffline = true
    }
  }

  // MARK: A directory that could not be read

  private mutating func failed(_ directory: DirectoryID, _ code: Errno) {
    let missing: [Errno] = [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels]
    if !missing.contains(code) {
      abandonWalks(of: directory)
      setProblem(.unreadable(code), of: directory)
    } else if roots[directory] != nil {
      goOffline(directory)
    } else {
      drop(directory, isGone: true)
    }
  }

  /// Records a problem; false when it is known already.
  @discardableResult
  mutating func setProblem(_ problem: WatchProblem, of directory: DirectoryID) -> Bool {
    if problem.isTransient { strained.insert(directory) }
    guard let node = tree[directory], node.problem != problem else { return false }
    tree[directory]?.problem = problem
    tree[directory]?.isProblemTold = false
    queue.add(directory)
    return true
  }

  // MARK: Shared steps

  /// Ends a watch that a visit set on a directory that nobody wants any more.
  private mutating func release(_ visit: Visit) {
    if case .read(let reading) = visit.outcome, case .granted(let watch) = reading.watch,
      tree.owner(ofWatch: watch) == nil
    {
      outbox.append(.unwatch(watch))
    }
  }

  /// Puts an errand back in its queue.
  mutating func postpone(_ errand: WalkFrontier.Errand) {
    frontier.add(
      errand.directory, isLink: errand.isLink, lane: lane(of: errand.directory),
      epoch: errand.epoch, walks: errand.walks)
    settle(errand)
  }

  private mutating func settle(_ errand: WalkFrontier.Errand) {
    for walk in frontier.finish(errand) where walk.isAnnounced {
      guard tree.contains(walk.top) else {
        queue.conclude(.walkAbandoned(walk.path))
        continue
      }
      queue.conclude(.walked(walk.path, directories: walk.directories))
      guard let next = roots[walk.top]?.followUp else { continue }
      roots[walk.top]?.followUp = nil
      self.walk(walk.top, epoch: next.epoch)
      if let epoch = next.epoch { frontier.release(epoch) }
    }
  }
}
