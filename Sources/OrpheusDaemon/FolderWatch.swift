import CLinux
import FileWatching
import Glibc
import LibraryStorage
import Logging
import Settings
import SystemPackage

/// Follows folders: whatever happened, every folder that may have changed is listed again, and its
/// keeper compares what is there with its rows.
actor FolderWatch {
  private let kind: HealthBoard.WatchKind
  private let watcher: LibraryWatcher
  private let keeper: any FolderKeeper
  private let health: HealthBoard
  private let logger: Logger

  private let gate = SerialGate()
  private var folders: WatchedFolders { didSet { view.publish(folders) } }
  /// The folders, for those who must not wait: `status`.
  nonisolated let view: Published<WatchedFolders>
  /// The folders that were compared since the present scan began.
  private var compared: Set<FilePath> = []
  /// The roots that were walked to the end since then.
  private var walked: Set<FilePath> = []
  /// Folders whose change could not be recorded, and the sync that has to wait for them.
  private var unrecorded: Set<FilePath> = []
  private var heldSync: UInt64 = 0
  private let syncReached = Signal()
  private var lastToken: UInt64 = 0
  private var lastSync: UInt64 = 0

  /// Watches `roots`; `cookies` is a folder of Orpheus' own, for ``waitUntilCaughtUp(until:)``.
  init(
    _ kind: HealthBoard.WatchKind, roots: [FilePath], options: WatchOptions, cookies: FilePath,
    keeper: any FolderKeeper, health: HealthBoard, logger: Logger
  ) {
    self.kind = kind
    watcher = LibraryWatcher(roots: roots, options: options, cookieDirectory: cookies)
    let folders = WatchedFolders(roots: roots, options: options)
    self.folders = folders
    view = Published(folders)
    self.keeper = keeper
    self.health = health
    self.logger = logger
  }

  /// Follows the folders until cancelled.
  func run() async {
    await dropRowsOutsideRoots()
    await withTaskCancellationHandler {
      while let events = await watcher.next(atMost: 128) {
        for event in await withoutUnchanged(events) { await handle(event) }
      }
    } onCancel: {
      Task { [watcher] in await watcher.stop() }
    }
  }

  /// What is watched, as the settings say.
  var roots: [FilePath] { folders.roots }

  /// The roots and disks that are not there.
  var offline: [FilePath] {
    folders.offline.union(folders.unmounted).sorted { $0.string < $1.string }
  }

  /// Whether the files of a folder may be there again one day, though they are not found now.
  func isOutOfReach(_ directory: FilePath) async -> Bool {
    if offline.contains(where: { directory.starts(with: $0) }) { return true }
    return await keeper.unreachable().contains(directory)
  }

  /// Returns when both the events' queue and their handling have shown that they are alive.
  func answer() async { _ = await watcher.directoryCount }

  /// Returns true when everything that happened in the folders before the call is in the store;
  /// false at the deadline.
  func waitUntilCaughtUp(until deadline: ContinuousClock.Instant) async -> Bool {
    lastToken += 1
    let token = lastToken
    await watcher.sync(token)
    while true {
      let epoch = await syncReached.epoch
      if lastSync >= token { return true }
      guard ContinuousClock.now < deadline, !Task.isCancelled else { return false }
      await syncReached.wait(after: epoch, until: deadline)
    }
  }

  /// Has one folder compared again. By way of the watcher, which first makes sure that the root is
  /// still mounted.
  func look(at directory: FilePath) async { await watcher.look(at: directory) }

  /// Looks at every file again, below `directory` or everywhere.
  func rescan(below directory: FilePath?) async {
    if let directory, !folders.isOffline(directory) { await keeper.trust(directory) }
    compared = compared.filter { directory.map($0.starts(with:)) == false }
    folders.expectWalks(of: roots.filter { $0 == directory ?? $0 })
    await watcher.rescan(below: directory)
  }

  /// True when `directory` lies in a watched folder.
  func covers(_ directory: FilePath) -> Bool { folders.covers(directory) }

  /// Follows a changed configuration.
  func adopt(roots: [FilePath], options: WatchOptions) async {
    let forgotten = Set(folders.roots).subtracting(roots)
    folders.adopt(roots: roots, options: options)
    for root in forgotten { await health.clear(.watching(kind, root.string)) }
    if !unrecorded.isEmpty {
      unrecorded = unrecorded.filter(folders.covers)
      await finishRecording()
    }
    await watcher.update(roots: roots, options: options)
    await dropRowsOutsideRoots()
  }

  // MARK: - Events

  private func handle(_ event: WatchEvent) async {
    await gate.enter()
    await handleAlone(event)
    await gate.leave()
  }

  /// One event after the other: a listing must not be compared with rows of a later time.
  private func handleAlone(_ event: WatchEvent) async {
    logger.debug("\(event)")
    do throws(StoreError) {
      switch event {
      case .changed(let directory): try await reconcile(directory)
      case .vanished(let directory): try await keeper.forget(below: directory)
      case .renamed(let from, let to): try await keeper.rename(from, to: to)
      case .walking(let directory): folders.begin(directory)
      case .walked(let directory, _): try await finishWalk(of: directory)
      case .walkAbandoned(let directory): try await abandonWalk(of: directory)
      case .problem(let path, let problem):
        logger.notice("\(problem.message)", metadata: ["path": "\(path)"])
        if problem == .unmounted { folders.unmounted.insert(path) }
        try await keeper.note(problem: problem.message, at: path)
      case .overflowed:
        logger.notice("the kernel dropped events; every folder is looked at again")
        folders.overflowed()
        // What was compared may have gone since, in an event that was lost.
        compared = []
        try await keeper.overflowed()
      case .degraded(let degradation):
        if await health.raise(.watching(kind, "\(degradation)"), degradation.message) {
          logger.warning("\(degradation.message)")
        }
      case .recovered(let degradation): await health.clear(.watching(kind, "\(degradation)"))
      case .rootOffline(let root):
        folders.lose(root)
        if !unrecorded.isEmpty {
          unrecorded = unrecorded.filter { !$0.starts(with: root) }
          await finishRecording()
        }
        let sentence =
          "\(root) is not there: what came from it is kept until it is back, or removed from the settings"
        if await health.raise(.watching(kind, root.string), sentence) {
          logger.warning("\(sentence)")
        }
      case .rootOnline(let root):
        folders.regain(root)
        await health.clear(.watching(kind, root.string))
      case .synced(let token):
        try await keeper.caughtUp(folders)
        guard unrecorded.isEmpty else {
          heldSync = max(heldSync, token)
          return
        }
        lastSync = max(lastSync, token)
        await syncReached.raise()
      }
      if case .changed(let directory) = event { await recorded(directory) }
    } catch {
      // The rows are as they were; another look at the folders makes up for it.
      if await health.raise(.storage, error.message) { logger.error("\(error.message)") }
      switch event {
      case .changed(let directory): retry(directory)
      case .vanished(let directory): retry(directory.removingLastComponent())
      case .renamed(let from, let to):
        retry(from.removingLastComponent())
        retry(to)
      case .walked(let directory, _), .walkAbandoned(let directory):
        Task {
          try? await Task.sleep(for: .seconds(5))
          await watcher.rescan(below: directory)
        }
      default: break
      }
    }
  }

  /// Looks at a folder every few seconds until what is there has been recorded.
  private func retry(_ directory: FilePath) {
    guard covers(directory), unrecorded.insert(directory).inserted else { return }
    Task {
      while unrecorded.contains(directory) {
        try? await Task.sleep(for: .seconds(5))
        await watcher.look(at: directory)
      }
    }
  }

  /// A folder was compared, and the store took what there was to say.
  private func recorded(_ directory: FilePath) async {
    guard !unrecorded.isEmpty else { return }
    unrecorded = unrecorded.filter { waiting in
      waiting != directory && !(waiting.starts(with: directory) && Self.isGone(waiting))
    }
    await finishRecording()
  }

  private func finishRecording() async {
    guard unrecorded.isEmpty else { return }
    await health.clear(.storage)
    guard heldSync > lastSync else { return }
    lastSync = heldSync
    await syncReached.raise()
  }

  /// Leaves out the folders that a scan finds to be as they are recorded: nearly all, at a fraction
  /// of what a comparison costs.
  private func withoutUnchanged(_ events: [WatchEvent]) async -> [WatchEvent] {
    guard folders.isScanning else { return events }
    let directories = events.compactMap { event -> FilePath? in
      guard case .changed(let directory) = event, folders.covers(directory),
        !folders.isOffline(directory), folders.isScanning(directory)
      else { return nil }
      return directory
    }
    guard directories.count > 1 else { return events }
    let unchanged = await keeper.unchanged(among: directories, in: folders)
    guard !unchanged.isEmpty else { return events }
    compared.formUnion(unchanged)
    return events.filter { event in
      if case .changed(let directory) = event { !unchanged.contains(directory) } else { true }
    }
  }

  /// Has the rows of one folder made equal to the folder.
  private func reconcile(_ directory: FilePath) async throws(StoreError) {
    // The settings, or a mount, may have changed since the event.
    guard folders.covers(directory), !folders.isOffline(directory) else { return }
    let listing: DirectoryListing
    do throws(ScanError) {
      listing = try LibraryScanner.list(
        directory, options: folders.options, relativeTo: folders.root(of: directory))
    } catch {
      if !error.isMissing {
        try await keeper.note(problem: error.description, at: directory)
      } else if !roots.contains(directory), await !keeper.isAway(directory) {
        // What came from a root that is gone is kept: the root is offline.
        try await keeper.forget(below: directory)
      }
      return
    }
    if folders.isScanning { compared.insert(directory) }
    folders.unmounted.remove(directory)
    try await keeper.note(problem: nil, at: directory)
    try await keeper.compare(directory, with: listing, in: folders)
    if listing.isIgnored { try await keeper.forget(below: directory) }
  }

  /// After a walk every folder there is has been compared; what rows remain lie in folders that
  /// are gone, or that are not looked at any more.
  private func finishWalk(of top: FilePath) async throws(StoreError) {
    // Whatever happens: a scan that never ended would hide what is deleted.
    folders.end(top)
    let recorded = try await keeper.folders(below: top)
    let unseen = recorded.filter { !compared.contains($0) && !folders.isOffline($0) }
    for directory in unseen where isPassedOver(directory) {
      try await keeper.forget(below: directory)
    }
    let gone = unseen.filter(Self.isGone)
    try await keeper.walked(top, recorded: recorded, gone: gone, in: folders)
    if roots.contains(top) { walked.insert(top) }
    try await finishScan()
  }

  /// A walk that has not been everywhere says nothing of what it did not find.
  private func abandonWalk(of top: FilePath) async throws(StoreError) {
    folders.end(top)
    try await keeper.walked(
      top, recorded: try await keeper.folders(below: top), gone: [], in: folders)
    try await finishScan()
  }

  private func finishScan() async throws(StoreError) {
    guard !folders.isScanning else { return }
    defer {
      folders.endScan()
      (compared, walked) = ([], [])
    }
    try await forgetOtherWays()
    if !walked.isEmpty, walked.isSuperset(of: Set(roots).subtracting(folders.offline)) {
      try await keeper.scanned(roots)
    }
  }

  private func isPassedOver(_ directory: FilePath) -> Bool {
    LibraryScanner.passesOver(
      directory, options: folders.options, relativeTo: folders.root(of: directory))
  }

  /// Forgets what is recorded below a path that is there, but that a link makes lead to a folder
  /// which the scan has compared by another path.
  private func forgetOtherWays() async throws(StoreError) {
    var places: Set<FilePath>?
    for root in walked where !compared.isEmpty {
      for directory in try await keeper.folders(below: root)
      where !compared.contains(directory) && !folders.isOffline(directory) {
        guard let place = directory.physical else { continue }
        let known = places ?? Set(compared.compactMap(\.physical))
        places = known
        if known.contains(place) { try await keeper.forget(below: directory) }
      }
    }
  }

  /// A folder taken out of the settings takes its rows with it; putting it back finds them.
  private func dropRowsOutsideRoots() async {
    await gate.enter()
    do throws(StoreError) {
      for directory in try await keeper.folders(below: "/") where !folders.covers(directory) {
        // Not what lies below: a folder that is still watched may be among it.
        try await keeper.dropRows(in: directory)
      }
    } catch {
      await health.raise(.storage, error.message)
    }
    await gate.leave()
  }

  /// True only when it is certain that there is no folder at `path`: one that cannot be looked at
  /// keeps its rows.
  private static func isGone(_ path: FilePath) -> Bool {
    do throws(Errno) {
      return try path.statAtAnyLength().mode & UInt32(S_IFMT) != UInt32(S_IFDIR)
    } catch {
      return error == .noSuchFileOrDirectory || error == .notDirectory
    }
  }
}
