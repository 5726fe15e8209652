import SystemPackage

/// What the kernel's records mean.
extension ChangeCoalescer {
  /// What a stat says of an entry.
  enum Found: Hashable, Sendable {
    case missing
    case regular(size: Int64, links: UInt32)
    case directory
    case linkToDirectory
    /// A link to anything else, or to nothing.
    case link
    case other
  }

  /// Takes in one record.
  mutating func receive(_ record: InotifyRecord, at now: Duration) -> [Action] {
    if record.mask.contains(.queueOverflow) {
      overflowed()
    } else if record.watch == cookieWatch {
      receiveCookie(record)
    } else if let directory = tree.owner(ofWatch: record.watch) {
      if let name = record.name {
        receive(record, for: name, in: directory, at: now)
      } else {
        receive(record.mask, for: directory, at: now)
      }
    } else if frontier.hasVisitsInFlight, !record.mask.contains(.watchRemoved) {
      unclaimed.insert(record.watch)
    }
    return takeActions()
  }

  // MARK: An entry of a directory

  private mutating func receive(
    _ record: InotifyRecord, for name: EntryName, in directory: DirectoryID,
    at now: Duration
  ) {
    let mask = record.mask
    if name.withCString(filter.isMarker) { return revisit(directory) }
    if tree[directory]?.isIgnored == true || skips(name, in: directory) {
      // A directory that is renamed to a name that is passed over is gone.
      if mask.contains(.movedTo) { depart([moves.take(cookie: record.cookie)].compactMap(\.self)) }
      return
    }
    let child = tree.child(name, of: directory)
    if !mask.isDisjoint(with: [.closedAfterWriting, .modified]) {
      note(directory, .arrival, at: now)
    } else if mask.contains(.created) {
      if mask.contains(.isDirectory) {
        note(directory, .departure, at: now)
        arrive(name, in: directory, isLink: false)
      } else {
        inspect(name, in: directory, isComplete: false)
      }
    } else if mask.contains(.movedFrom) {
      note(directory, .departure, at: now)
      guard let child else { return }
      tree.detach(child)
      moves.hold(child, for: .cookie(record.cookie), until: now + options.pairingTime)
    } else if mask.contains(.movedTo) {
      note(directory, .arrival, at: now)
      moved(record, to: name, in: directory)
    } else if mask.contains(.deleted) {
      note(directory, .departure, at: now)
      if let child { drop(child, isGone: true) }
    } else if mask.contains(.attributes) {
      // Of a directory, whether it can be read may have changed.
      if mask.contains(.isDirectory) {
        if let child { revisit(child) }
      } else {
        note(directory, .departure, at: now)
      }
    }
  }

  private func skips(_ name: EntryName, in directory: DirectoryID) -> Bool {
    let relative =
      options.excludes.isEmpty
      ? nil
      : filter.relativePath(
        of: tree.path(of: directory), root: tree.path(of: tree.root(of: directory)))
    return name.withCString { filter.skips($0, in: relative) }
  }

  private mutating func inspect(
    _ name: EntryName, in directory: DirectoryID, isComplete: Bool
  ) {
    outbox.append(
      .inspect(
        Inspection(
          directory: directory, name: name, path: tree.path(of: directory).appending(name),
          isComplete: isComplete)))
  }

  private mutating func moved(
    _ record: InotifyRecord, to name: EntryName, in directory: DirectoryID
  ) {
    if let held = moves.take(cookie: record.cookie), let node = tree[held] {
      let arrival = Arrival(
        directory: held, parent: directory, name: name, isLink: node.isLink)
      if isAttached(directory) {
        outbox.append(.confirm(arrival, path: tree.path(of: directory).appending(name)))
      } else {
        // Into a directory that is itself between two places: there is no path to confirm.
        reject(arrival)
      }
    } else if !record.mask.contains(.isDirectory) {
      inspect(name, in: directory, isComplete: true)
    } else {
      displace(name, in: directory, isLink: false)
    }
  }

  /// Takes in what a stat says of an entry that appeared.
  ///
  /// A file that was created will be closed, and only then is complete. Hard links, symbolic links
  /// and files that were written before they had a name are complete already: no close will come.
  mutating func inspected(_ inspection: Inspection, _ found: Found, at now: Duration) -> [Action] {
    let (directory, name) = (inspection.directory, inspection.name)
    guard tree.contains(directory) else { return takeActions() }
    let child = tree.child(name, of: directory)
    if let child, found != .directory, found != .linkToDirectory { drop(child, isGone: true) }
    switch found {
    case .linkToDirectory:
      if let child { revisit(child) } else { arrive(name, in: directory, isLink: true) }
      note(directory, .arrival, at: now)
    case .link:
      note(directory, .arrival, at: now)
    case .regular(let size, let links):
      let urgency: DeliverySchedule.Urgency =
        inspection.isComplete || links > 1 ? .arrival : size == 0 ? .unfinished : .departure
      note(directory, urgency, at: now)
    case .missing, .directory, .other:
      note(directory, .departure, at: now)
    }
    return takeActions()
  }

  /// A directory that is new in its place.
  mutating func arrive(_ name: EntryName, in parent: DirectoryID, isLink: Bool) {
    // A link may have moved into what only it led to, which went with it.
    guard tree.contains(parent), tree.child(name, of: parent) == nil else { return }
    if !nestedRoots.isEmpty {
      let path = tree.path(of: parent).appending(name)
      if let root = roots.first(where: { $0.value.path == path })?.key {
        return walk(root, epoch: epoch)
      }
    }
    guard options.isRecursive else { return }
    revisit(tree.addChild(name, of: parent, isLink: isLink, placed: lastRequest))
  }

  /// A directory that was moved to its place from somewhere unknown.
  ///
  /// What was known by that name is another one, unless a walk was faster than this record: records
  /// of its end or of its own move are still to come and must not hit the new one.
  private mutating func displace(
    _ name: EntryName, in parent: DirectoryID, isLink: Bool
  ) {
    if let old = tree.child(name, of: parent) { drop(old, isGone: false) }
    arrive(name, in: parent, isLink: isLink)
  }

  // MARK: A moved directory

  /// Takes in what is found where a moved directory should be.
  ///
  /// Nothing there means that it has moved on, which later records tell, or that it never was
  /// there: the place that it left is looked at again. Another directory there means that the two
  /// halves do not belong together: two directories may have been exchanged. One that was not read
  /// yet is new to the consumer anyway, and it cannot be told from another.
  mutating func confirmed(
    _ arrival: Arrival, found: DirectoryIdentity?, at now: Duration
  ) -> [Action] {
    if let identity = tree[arrival.directory]?.identity, found ?? identity == identity {
      if found == nil, let left = tree[arrival.directory]?.left { revisit(left) }
      adopt(arrival.directory, as: arrival.name, in: arrival.parent)
      rewalk(arrival.directory)
    } else {
      reject(arrival)
    }
    return takeActions()
  }

  private mutating func reject(_ arrival: Arrival) {
    depart([arrival.directory])
    displace(arrival.name, in: arrival.parent, isLink: arrival.isLink)
  }

  /// Puts a known directory into its new place.
  mutating func adopt(
    _ directory: DirectoryID, as name: EntryName, in parent: DirectoryID
  ) {
    if let replaced = tree.child(name, of: parent), replaced != directory {
      drop(replaced, isGone: false)
    }
    let old = formerPath(of: directory)
    tree.attach(directory, as: name, in: parent, placed: lastRequest)
    moves.forget(directory)
    unpark()
    guard tree[directory]?.isRead == true else { return }
    // What is recorded where it was may be that of a newcomer, which must not be taken along: then
    // the walk that follows has to find its files again.
    if let newcomer = self.directory(at: old), tree[newcomer]?.isRead == true { return }
    announce(.renamed(from: old, to: tree.path(of: directory)))
  }

  /// Gives up directories that left and did not arrive.
  mutating func depart(_ directories: [DirectoryID]) {
    guard !directories.isEmpty else { return }
    for directory in directories { drop(directory, isGone: true) }
    unpark()
  }

  private mutating func unpark() {
    let errands = parked
    parked = []
    for errand in errands { postpone(errand) }
  }

  // MARK: The directory itself

  private mutating func receive(
    _ mask: InotifyMask, for directory: DirectoryID, at now: Duration
  ) {
    let isRoot = roots[directory] != nil
    if mask.contains(.unmounted) {
      unmounted(directory)
    } else if mask.contains(.watchRemoved) {
      _ = tree.setWatch(nil, of: directory)
      if bareMounts[directory] == nil { revisit(directory) }
    } else if mask.contains(.deletedSelf), !isRoot {
      drop(directory, isGone: true)
      unpark()
    } else if isRoot || tree[directory]?.isLink == true {
      // Deleted, moved or changed in its attributes; of other directories the parent tells.
      revisit(directory)
    }
  }
}
