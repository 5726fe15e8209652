import FileWatching
import Glibc
import LibraryStorage
import Logging
import Settings
import Synchronization
import SystemPackage

/// The watched places of listening history: folders, with everything below them, and single files,
/// for which the folder they lie in is watched but nothing below it.
struct HistoryWatches: Sendable {
  private let folders: FolderWatch
  private let singles: FolderWatch
  private let files: WantedFiles

  /// Watches what `settings` name; `cookies` is a folder of Orpheus' own.
  init(
    _ settings: Settings, cookies: FilePath, store: LibraryStore, service: HistoryService,
    health: HealthBoard, logger: Logger
  ) {
    let places = Places(settings)
    files = WantedFiles(places.files)
    folders = FolderWatch(
      .historyFolders, roots: places.folders, options: .history(settings, isRecursive: true),
      cookies: cookies,
      keeper: HistoryFolders(store: store, service: service, health: health, wanted: nil),
      health: health, logger: logger)
    singles = FolderWatch(
      .historyFiles, roots: places.foldersOfFiles, options: .history(settings, isRecursive: false),
      cookies: cookies,
      keeper: HistoryFolders(store: store, service: service, health: health, wanted: files),
      health: health, logger: logger)
  }

  /// Both kinds.
  var all: [FolderWatch] { [folders, singles] }

  /// Follows a changed configuration.
  func adopt(_ settings: Settings) async {
    let places = Places(settings)
    files.replace(with: places.files)
    await folders.adopt(roots: places.folders, options: .history(settings, isRecursive: true))
    await singles.adopt(
      roots: places.foldersOfFiles, options: .history(settings, isRecursive: false))
  }

  /// The setting, taken apart.
  private struct Places {
    var folders: [FilePath] = []
    var files: Set<FilePath> = []

    init(_ settings: Settings) {
      for path in settings.library.history {
        if let file = Self.file(at: path) { files.insert(file) } else { folders.append(path) }
      }
    }

    /// The folders that single files lie in, in a stable order.
    var foldersOfFiles: [FilePath] {
      Set(files.map { $0.removingLastComponent() }).sorted { $0.string < $1.string }
    }

    /// The file that `path` means; nil for a folder.
    ///
    /// Without links: what is written to their target is only seen where the target lies. A file
    /// that is still to come, such as a player's log before its first track, has an ending, which
    /// folders of histories seldom have.
    private static func file(at path: FilePath) -> FilePath? {
      var status = stat()
      guard path.withPlatformString({ stat($0, &status) }) == 0 else {
        return path.extension == nil ? nil : path
      }
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      guard let resolved = path.withPlatformString({ realpath($0, nil) }) else { return path }
      defer { free(resolved) }
      return FilePath(platformString: resolved)
    }
  }
}

/// The single files that are wanted, which a reload changes while folders are being compared.
final class WantedFiles: Sendable {
  private let paths: Mutex<Set<FilePath>>

  init(_ paths: Set<FilePath>) { self.paths = Mutex(paths) }

  func contains(_ path: FilePath) -> Bool { paths.withLock { $0.contains(path) } }

  func replace(with new: Set<FilePath>) { paths.withLock { $0 = new } }
}

/// Keeps the listens equal to the history folders: what a file said is kept when it goes.
struct HistoryFolders: FolderKeeper {
  let store: LibraryStore
  let service: HistoryService
  let health: HealthBoard
  /// Only these files; nil for all.
  let wanted: WantedFiles?

  func compare(
    _ directory: FilePath, with listing: DirectoryListing, in folders: WatchedFolders
  ) async throws(StoreError) {
    try await service.compare(listing.files, in: directory, wanted: wanted)
  }

  /// There are few of them.
  func unchanged(
    among directories: [FilePath], in folders: WatchedFolders
  ) async -> Set<FilePath> { [] }

  func forget(below directory: FilePath) async throws(StoreError) {
    try await store.historyFilesGone(below: directory)
    await health.clearHistory(below: directory)
  }

  func rename(_ from: FilePath, to destination: FilePath) async throws(StoreError) {
    try await store.renameHistory(directory: from, to: destination)
  }

  func note(problem reason: String?, at path: FilePath) async throws(StoreError) {
    if let reason {
      await health.raise(.history(path.string), "\(path): \(reason)")
    } else {
      await health.clear(.history(path.string))
    }
  }

  func folders(below directory: FilePath) async throws(StoreError) -> [FilePath] {
    try await store.historyDirectories(below: directory)
  }

  /// Listens outlive the settings: what was heard was heard.
  func dropRows(in directory: FilePath) async throws(StoreError) {
    await health.clearHistory(below: directory)
  }

  func overflowed() async throws(StoreError) {}

  func trust(_ directory: FilePath) {}

  func unreachable() -> [FilePath] { [] }

  /// What was heard is kept in any case.
  func isAway(_ directory: FilePath) -> Bool { false }

  func walked(
    _ directory: FilePath, recorded: [FilePath], gone: [FilePath], in folders: WatchedFolders
  ) async throws(StoreError) {
    for directory in gone { try await forget(below: directory) }
    await service.somethingChanged()
  }

  func scanned(_ roots: [FilePath]) async throws(StoreError) {}

  func caughtUp(_ folders: WatchedFolders) async throws(StoreError) {}
}

extension HistoryService.Rules {
  /// The history part of the settings.
  init(_ settings: Settings) { self.init(gap: Int64(settings.history.sessionGap * 60)) }
}

extension WatchOptions {
  /// How listening history is watched. A log is often hidden, or open for as long as its player
  /// runs; it changes seldom, and is wanted soon.
  fileprivate static func history(_ settings: Settings, isRecursive: Bool) -> WatchOptions {
    var options = WatchOptions(settings)
    options.includesHidden = true
    options.followsWriting = true
    options.isRecursive = isRecursive
    options.quietTime = .milliseconds(250)
    options.maximumDelay = .seconds(1)
    // Other markers are for players of music.
    options.markers = [".orpheusignore"]
    return options
  }
}
