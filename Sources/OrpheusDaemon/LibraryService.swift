import CLinux
import ControlProtocol
import FileWatching
import Glibc
import LibraryStorage
import Logging
import MusicModel
import SystemPackage

/// Keeps the library equal to the folders: whatever happened, every folder that may have changed
/// is listed again and compared with its rows.
actor LibraryService {
  private let store: LibraryStore
  private let watcher: LibraryWatcher
  private let health: HealthBoard
  private let journal: ChangeJournal
  private let logger: Logger
  /// Called when there may be new pending tracks.
  private let workArrived: @Sendable () async -> Void

  private let gate = SerialGate()
  private(set) var roots: [FilePath]
  private var options: WatchOptions
  private var scanning: Set<FilePath>
  private var offline: Set<FilePath> = []
  private let syncReached = Signal()
  private var lastToken: UInt64 = 0
  private var lastSync: UInt64 = 0

  init(
    store: LibraryStore, watcher: LibraryWatcher, roots: [FilePath], options: WatchOptions,
    health: HealthBoard, journal: ChangeJournal, logger: Logger,
    workArrived: @escaping @Sendable () async -> Void
  ) {
    self.store = store
    self.watcher = watcher
    self.roots = roots
    self.options = options
    self.health = health
    self.journal = journal
    self.logger = logger
    self.workArrived = workArrived
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
    for root in offline.subtracting(roots) { await health.clear(.watching(root.string)) }
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
      case .vanished(let directory): try await forget(below: directory)
      case .renamed(let from, let to): try await rename(from, to)
      case .walked(let directory, _): try await finishWalk(of: directory)
      case .problem(let path, let problem):
        logger.notice("\(problem.message)", metadata: ["path": "\(path)"])
        try await store.recordProblem(at: path, reason: problem.message)
      case .overflowed:
        logger.notice("the kernel dropped events; every folder is looked at again")
        scanning = Set(roots).subtracting(offline)
        try await store.addOverflows(1)
        await journal.note(.health)
      case .degraded(let degradation):
        if await health.raise(.watching("\(degradation)"), degradation.message) {
          logger.warning("\(degradation.message)")
        }
      case .recovered(let degradation): await health.clear(.watching("\(degradation)"))
      case .rootOffline(let root):
        offline.insert(root)
        scanning.remove(root)
        let sentence =
          "\(root) is not there: its tracks are kept until it is back, or removed from the settings"
        if await health.raise(.watching(root.string), sentence) { logger.warning("\(sentence)") }
      case .rootOnline(let root):
        offline.remove(root)
        scanning.insert(root)
        await health.clear(.watching(root.string))
      case .synced(let token):
        lastSync = max(lastSync, token)
        await syncReached.raise()
      }
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

  /// Makes the rows of one folder equal to the folder.
  func reconcile(_ directory: FilePath) async throws(StoreError) {
    // The settings, or a mount, may have changed since the event.
    guard covers(directory), !isOffline(directory) else { return }
    let listing: DirectoryListing
    do throws(ScanError) {
      listing = try LibraryScanner.list(
        directory, options: options, relativeTo: root(of: directory))
    } catch {
      if !error.isMissing {
        try await store.recordProblem(at: directory, reason: error.description)
      } else if !roots.contains(directory) {
        // A root that is gone is offline, and its tracks are kept.
        try await forget(below: directory)
      }
      return
    }
    try await store.clearProblem(at: directory)
    let stored = try await store.files(in: directory)
    let comparison = Reconciliation(stored: stored, listing: listing)
    var changes = comparison.changes
    if !comparison.arrivals.isEmpty {
      for file in comparison.arrivals {
        var elsewhere: [StoredFile] = []
        if let identity = file.identity {
          elsewhere = try await store.files(matching: identity)
        }
        changes.append(
          Reconciliation.change(for: file, candidates: elsewhere) { $0.isStillThere })
      }
    }
    if listing.isIgnored { try await forget(below: directory) }
    guard !changes.isEmpty else { return }
    _ = try await store.reconcile(changes)
    await journal.note(.library)
    await workArrived()
  }

  private func forget(below directory: FilePath) async throws(StoreError) {
    try await store.clearProblems(below: directory)
    if try await store.vanished(below: directory) > 0 {
      await journal.note(.library)
      await workArrived()
    }
  }

  private func rename(_ from: FilePath, _ to: FilePath) async throws(StoreError) {
    let count = try await store.rename(directory: from, to: to)
    logger.info(
      "folder renamed, \(count) tracks kept", metadata: ["path": "\(to)", "from": "\(from)"])
    if count > 0 { await journal.note(.library) }
  }

  /// After a walk every folder there is has been compared; what rows remain lie in folders that
  /// are gone.
  private func finishWalk(of walked: FilePath) async throws(StoreError) {
    scanning = scanning.filter { !$0.starts(with: walked) }
    for directory in try await store.directories(below: walked)
    where Self.isGone(directory) && !isOffline(directory) {
      try await forget(below: directory)
    }
    await journal.note(.library, .health)
    await workArrived()
  }

  /// A folder taken out of the settings takes its tracks with it; putting it back finds them.
  private func dropRowsOutsideRoots() async {
    await gate.enter()
    do throws(StoreError) {
      for directory in try await store.directories(below: "/") where !covers(directory) {
        // Not what lies below: a folder that is still watched may be among it.
        let rows = try await store.files(in: directory)
        _ = try await store.reconcile(rows.map { .vanished($0.id) })
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
  /// keeps its tracks.
  private static func isGone(_ path: FilePath) -> Bool {
    var found = orpheus_stat()
    switch path.withPlatformString({ orpheus_statx(AT_FDCWD, $0, true, &found) }) {
    case 0: return found.mode & UInt32(S_IFMT) != UInt32(S_IFDIR)
    case -ENOENT, -ENOTDIR: return true
    default: return false
    }
  }
}

extension StoredFile {
  /// True when the row's path still holds the very file that the row describes.
  var isStillThere: Bool {
    var found = orpheus_stat()
    let status = path.withPlatformString { orpheus_statx(AT_FDCWD, $0, true, &found) }
    return status == 0 && FileIdentity(found) == identity
  }
}
