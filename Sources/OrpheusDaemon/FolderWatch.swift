import CLinux
import FileWatching
import Glibc
import LibraryStorage
import Logging
import SystemPackage

/// What keeps rows equal to watched folders. Called for one event at a time.
protocol FolderKeeper: Sendable {
  /// Makes the rows of one folder equal to what was found in it.
  func compare(
    _ directory: FilePath, with listing: DirectoryListing
  ) async throws(StoreError)

  /// Everything at and below `directory` is gone.
  func forget(below directory: FilePath) async throws(StoreError)

  /// A folder has a new path.
  func rename(_ from: FilePath, to destination: FilePath) async throws(StoreError)

  /// A folder or file cannot be read, or, without a reason, can be again.
  func note(problem reason: String?, at path: FilePath) async throws(StoreError)

  /// The folders at and below `directory` that hold rows.
  func folders(below directory: FilePath) async throws(StoreError) -> [FilePath]

  /// Drops the rows of one folder that is not watched any more, and nothing below it.
  func dropRows(in directory: FilePath) async throws(StoreError)

  /// The kernel dropped events; everything is being looked at again.
  func overflowed() async throws(StoreError)

  /// A walk has come to its end.
  func walked() async
}

/// Follows folders: whatever happened, every folder that may have changed is listed again, and its
/// keeper compares what is there with its rows.
actor FolderWatch {
  private let kind: HealthBoard.WatchKind
  private let watcher: LibraryWatcher
  private let keeper: any FolderKeeper
  private let health: HealthBoard
  private let logger: Logger

  private let gate = SerialGate()
  private(set) var roots: [FilePath]
  private var options: WatchOptions
  private var scanning: Set<FilePath>
  private var offline: Set<FilePath> = []
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
    self.roots = roots
    self.options = options
    self.keeper = keeper
    self.health = health
    self.logger = logger
    scanning = Set(roots)
  }

  /// Follows the folders until cancelled.
  func run() async {
    await dropRowsOutsideRoots()
    await withTaskCancellationHandler {
      while let event = await watcher.next() { await handle(event) }
    } onCancel: {
      Task { [watcher] in await watcher.stop() }
    }
  }

  /// `watching`, `scanning` or `offline`.
  func state(of root: FilePath) -> String {
    if offline.contains(root) { return "offline" }
    return scanning.contains(root) ? "scanning" : "watching"
  }

  /// True until the first walk of every root is over, and during later ones.
  var isScanning: Bool { !scanning.isEmpty }

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
  func look(at directory: FilePath) async { await watcher.rescan(below: directory) }

  /// Looks at every file again, below `directory` or everywhere.
  func rescan(below directory: FilePath?) async {
    // Only a walk from its top ends a root's scan.
    scanning.formUnion(roots.filter { !isOffline($0) && $0 == directory ?? $0 })
    await watcher.rescan(below: directory)
  }

  /// True when `directory` lies in a watched folder.
  func covers(_ directory: FilePath) -> Bool { roots.contains { directory.starts(with: $0) } }

  private func isOffline(_ directory: FilePath) -> Bool {
    offline.contains { directory.starts(with: $0) }
  }

  /// Follows a changed configuration.
  func adopt(roots: [FilePath], options: WatchOptions) async {
    for root in offline.subtracting(roots) { await health.clear(.watching(kind, root.string)) }
    offline.formIntersection(roots)
    scanning = Set(roots).subtracting(offline)
    self.roots = roots
    self.options = options
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
    do throws(StoreError) {
      switch event {
      case .changed(let directory): try await reconcile(directory)
      case .vanished(let directory): try await keeper.forget(below: directory)
      case .renamed(let from, let to): try await keeper.rename(from, to: to)
      case .walked(let directory, _): try await finishWalk(of: directory)
      case .problem(let path, let problem):
        logger.notice("\(problem.message)", metadata: ["path": "\(path)"])
        try await keeper.note(problem: problem.message, at: path)
      case .overflowed:
        logger.notice("the kernel dropped events; every folder is looked at again")
        scanning = Set(roots).subtracting(offline)
        try await keeper.overflowed()
      case .degraded(let degradation):
        if await health.raise(.watching(kind, "\(degradation)"), degradation.message) {
          logger.warning("\(degradation.message)")
        }
      case .recovered(let degradation): await health.clear(.watching(kind, "\(degradation)"))
      case .rootOffline(let root):
        offline.insert(root)
        scanning.remove(root)
        let sentence =
          "\(root) is not there: what came from it is kept until it is back, or removed from the settings"
        if await health.raise(.watching(kind, root.string), sentence) {
          logger.warning("\(sentence)")
        }
      case .rootOnline(let root):
        offline.remove(root)
        scanning.insert(root)
        await health.clear(.watching(kind, root.string))
      case .synced(let token):
        lastSync = max(lastSync, token)
        await syncReached.raise()
      }
      if case .changed = event { await health.clear(.storage) }
    } catch {
      // The row is as it was; the next look at the folder tries again.
      if await health.raise(.storage, error.message) { logger.error("\(error.message)") }
      if case .changed(let directory) = event { retry(directory) }
    }
  }

  private func retry(_ directory: FilePath) {
    Task {
      try? await Task.sleep(for: .seconds(5))
      await watcher.rescan(below: directory)
    }
  }

  /// Has the rows of one folder made equal to the folder.
  private func reconcile(_ directory: FilePath) async throws(StoreError) {
    // The settings, or a mount, may have changed since the event.
    guard covers(directory), !isOffline(directory) else { return }
    let listing: DirectoryListing
    do throws(ScanError) {
      listing = try LibraryScanner.list(
        directory, options: options, relativeTo: root(of: directory))
    } catch {
      if !error.isMissing {
        try await keeper.note(problem: error.description, at: directory)
      } else if !roots.contains(directory) {
        // What came from a root that is gone is kept: the root is offline.
        try await keeper.forget(below: directory)
      }
      return
    }
    try await keeper.note(problem: nil, at: directory)
    try await keeper.compare(directory, with: listing)
    if listing.isIgnored { try await keeper.forget(below: directory) }
  }

  /// After a walk every folder there is has been compared; what rows remain lie in folders that
  /// are gone.
  private func finishWalk(of walked: FilePath) async throws(StoreError) {
    scanning = scanning.filter { !$0.starts(with: walked) }
    for directory in try await keeper.folders(below: walked)
    where Self.isGone(directory) && !isOffline(directory) {
      try await keeper.forget(below: directory)
    }
    await keeper.walked()
  }

  /// A folder taken out of the settings takes its rows with it; putting it back finds them.
  private func dropRowsOutsideRoots() async {
    await gate.enter()
    do throws(StoreError) {
      for directory in try await keeper.folders(below: "/") where !covers(directory) {
        // Not what lies below: a folder that is still watched may be among it.
        try await keeper.dropRows(in: directory)
      }
    } catch {
      await health.raise(.storage, error.message)
    }
    await gate.leave()
  }

  private func root(of directory: FilePath) -> FilePath {
    roots.filter { directory.starts(with: $0) }.max { $0.length < $1.length } ?? directory
  }

  /// True only when it is certain that there is no folder at `path`: one that cannot be looked at
  /// keeps its rows.
  private static func isGone(_ path: FilePath) -> Bool {
    var found = orpheus_stat()
    switch path.withPlatformString({ orpheus_statx(AT_FDCWD, $0, true, &found) }) {
    case 0: return found.mode & UInt32(S_IFMT) != UInt32(S_IFDIR)
    case -ENOENT, -ENOTDIR: return true
    default: return false
    }
  }
}
