import ControlProtocol
import FileWatching
import LibraryStorage
import Logging
import MusicModel
import SystemPackage

/// Keeps the tracks of the library equal to the music folders.
actor LibraryService: FolderKeeper {
  private let store: LibraryStore
  private let journal: ChangeJournal
  private let health: HealthBoard
  private let logger: Logger
  private let workArrived: @Sendable () async -> Void
  private let returned: @Sendable (FilePath) async -> Void
  private var absence = Absence()
  /// The roots that something is said of on that account.
  private var rootsWithAbsences: Set<FilePath> = []

  /// `workArrived` is called when there may be new pending tracks, or tracks that listens may be
  /// matched to; `returned` with a folder below which files may be there again.
  init(
    store: LibraryStore, journal: ChangeJournal, health: HealthBoard, logger: Logger,
    workArrived: @escaping @Sendable () async -> Void,
    returned: @escaping @Sendable (FilePath) async -> Void
  ) {
    self.store = store
    self.journal = journal
    self.health = health
    self.logger = logger
    self.workArrived = workArrived
    self.returned = returned
  }

  func compare(
    _ directory: FilePath, with listing: DirectoryListing, in folders: WatchedFolders
  ) async throws(StoreError) {
    let isScanned = folders.isScanning(directory)
    let stored = try await store.files(in: directory)
    let sections = try await sections(in: listing, at: directory)
    let comparison = Reconciliation(stored: stored, listing: listing, sections: sections)
    let wasAway = absence.keeps(directory)
    absence.see(directory, on: listing.volume, holding: listing.files.compactMap(\.identity))
    var changes = absence.sift(
      comparison.changes, of: stored, in: directory, on: listing.volume, duringScan: isScanned)
    if wasAway || absence.keeps(directory) { await tellOfAbsence(in: folders.roots) }
    if wasAway, !absence.keeps(directory) { await returned(directory) }
    for file in comparison.arrivals {
      var elsewhere: [StoredFile] = []
      if let identity = file.identity {
        elsewhere = try await store.files(matching: identity)
      }
      changes.append(
        Reconciliation.change(for: file, candidates: elsewhere) { $0.isStillThere })
    }
    changes += comparison.superseded.map { .vanished($0) }
    for arrival in comparison.sections {
      let elsewhere = try await store.files(matching: arrival.identity)
      changes.append(
        Reconciliation.change(for: arrival, candidates: elsewhere) {
          $0.isStillThere && !comparison.superseded.contains($0.id)
        })
    }
    // The end of a scan sees to it for the whole root.
    if !listing.isIgnored, !isScanned { try await forgetUnlisted(listing, in: directory, folders) }
    try await apply(changes)
  }

  /// What the sheets in a folder make sections of, as far as that is possible; what is wrong with
  /// the others is put down.
  private func sections(
    in listing: DirectoryListing, at directory: FilePath
  ) async throws(StoreError) -> [FilePath: [FileSection]] {
    var sheets = FolderSheets(listing)
    for (file, identity) in sheets.images {
      guard let seconds = try await store.image(identity)?.seconds else { continue }
      sheets.measure(file, seconds: seconds)
    }
    let known = try await store.troubledSheets().filter {
      $0.key.removingLastComponent() == directory
    }
    let changed = sheets.problems.filter { known[$0.key] != $0.value }
    for (path, reason) in changed.sorted(by: { $0.key.string < $1.key.string }) {
      logger.notice("the sheet divides no file: \(reason)", metadata: ["path": "\(path)"])
    }
    try await store.recordSheetProblems(
      changed, forgetting: known.keys.filter { sheets.problems[$0] == nil })
    return sheets.sections
  }

  func unchanged(
    among directories: [FilePath], in folders: WatchedFolders
  ) async -> Set<FilePath> {
    guard let sheets = try? await store.troubledSheets() else { return [] }
    let troubled = Set(sheets.keys.map { $0.removingLastComponent() })
    let places = directories.filter { !absence.doubts($0) && !troubled.contains($0) }
      .map { (directory: $0, root: folders.root(of: $0)) }
    let contents = await FolderContents.read(places, folders.options)
    // Where that fails, the comparison will say so.
    return (try? await store.unchanged(among: contents)) ?? []
  }

  func isAway(_ directory: FilePath) async -> Bool {
    guard let rows = try? await store.files(in: directory) else { return true }
    return absence.isAway(rows, from: directory, on: directory.nearestVolume)
  }

  func unreachable() -> [FilePath] { absence.awayFolders }

  func forget(below directory: FilePath) async throws(StoreError) {
    if absence.forget(below: directory) { await tellOfAbsence(in: []) }
    try await store.clearProblems(below: directory)
    if try await store.vanished(below: directory) > 0 {
      await journal.note(.library)
      await workArrived()
    }
  }

  func rename(_ from: FilePath, to destination: FilePath) async throws(StoreError) {
    if absence.forget(below: from) { await tellOfAbsence(in: []) }
    // The walk that follows finds what is wrong at the new place.
    try await store.clearProblems(below: from)
    let count = try await store.rename(directory: from, to: destination)
    logger.info(
      "folder renamed, \(count) tracks kept",
      metadata: ["path": "\(destination)", "from": "\(from)"])
    if count > 0 { await journal.note(.library) }
  }

  func note(problem reason: String?, at path: FilePath) async throws(StoreError) {
    if let reason {
      try await store.recordProblem(at: path, reason: reason)
    } else {
      try await store.clearProblem(at: path)
    }
  }

  func folders(below directory: FilePath) async throws(StoreError) -> [FilePath] {
    try await store.directories(below: directory)
  }

  func dropRows(in directory: FilePath) async throws(StoreError) {
    if absence.forget(directory) { await tellOfAbsence(in: []) }
    try await store.clearProblem(at: directory)
    try await apply(try await store.files(in: directory).map { .vanished($0.id) })
  }

  func overflowed() async throws(StoreError) {
    try await store.addOverflows(1)
    await journal.note(.health)
  }

  func trust(_ directory: FilePath) { absence.trust(directory) }

  func walked(
    _ walked: FilePath, recorded: [FilePath], gone: [FilePath], in folders: WatchedFolders
  ) async throws(StoreError) {
    absence.keepOnly(recorded, below: walked)
    for directory in gone {
      absence.miss(
        try await store.files(in: directory), of: directory, on: directory.nearestVolume)
    }
    let sheets = try await store.troubledSheets().keys.filter { $0.starts(with: walked) }
    try await store.recordSheetProblems(
      [:], forgetting: sheets.filter { (try? $0.statAtAnyLength()) == nil })
    try await releaseMissed(below: walked, in: folders, isEnd: true)
    absence.endScan(of: walked)
    await tellOfAbsence(in: folders.roots)
    await journal.note(.library, .health)
    await returned(walked)
    await workArrived()
  }

  func scanned(_ roots: [FilePath]) async throws(StoreError) {
    _ = try await store.removeTombstones(olderThan: Absence.tombstoneAge)
  }

  func caughtUp(_ folders: WatchedFolders) async throws(StoreError) {
    for top in folders.scanned {
      try await releaseMissed(below: top, in: folders, isEnd: false)
    }
  }

  // MARK: - What is missing

  /// What is recorded below a folder that is not listed any more is gone.
  private func forgetUnlisted(
    _ listing: DirectoryListing, in directory: FilePath, _ folders: WatchedFolders
  ) async throws(StoreError) {
    let listed = Set(listing.subdirectories)
    let depth = directory.components.count + 1
    for recorded in try await store.directories(below: directory)
    where recorded != directory && folders.root(of: recorded) == folders.root(of: directory) {
      let child = FilePath(root: recorded.root, recorded.components.prefix(depth))
      guard !listed.contains(child) else { continue }
      let missed = try await store.files(in: recorded)
      if absence.isAway(missed, from: recorded, on: listing.volume) {
        absence.miss(missed, of: recorded, on: listing.volume)
        await tellOfAbsence(in: folders.roots)
      } else {
        try await forget(below: recorded)
      }
    }
  }

  /// Lets go of what a scan has missed, unless it is too much to have been deleted.
  private func releaseMissed(
    below directory: FilePath, in folders: WatchedFolders, isEnd: Bool
  ) async throws(StoreError) {
    guard !folders.isOffline(directory) else { return }
    let total = try await store.trackCounts(below: [directory]).first ?? 0
    let gone = absence.release(
      below: directory, of: total,
      isEmpty: folders.roots.contains(directory) && isEmpty(directory, folders.options),
      manyMayBeDeleted: folders.isAfterOverflow, isEnd: isEnd)
    var changes: [FileChange] = []
    for (directory, rows) in Dictionary(grouping: gone, by: { $0.path.removingLastComponent() }) {
      // It may have been found elsewhere meanwhile, or be back.
      let files = try await store.files(in: directory).map { ($0.id, $0.path) }
      let recorded = Dictionary(files, uniquingKeysWith: { first, _ in first })
      changes += rows.filter { recorded[$0.id] == $0.path && !$0.isAnythingThere }
        .map { .vanished($0.id) }
    }
    try await apply(changes)
  }

  private func isEmpty(_ directory: FilePath, _ options: WatchOptions) -> Bool {
    let listing = try? LibraryScanner.list(directory, options: options, relativeTo: directory)
    return listing.map { $0.files.isEmpty && $0.subdirectories.isEmpty } ?? true
  }

  private func apply(_ changes: [FileChange]) async throws(StoreError) {
    guard !changes.isEmpty else { return }
    _ = try await store.reconcile(changes)
    await journal.note(.library)
    await workArrived()
  }

  /// Says which tracks are kept though they were not found.
  private func tellOfAbsence(in roots: [FilePath]) async {
    for root in rootsWithAbsences.union(roots) {
      let concern = HealthBoard.Concern.watching(.music, "absence in \(root)")
      let count = absence.keptCount(below: root)
      guard count > 0 else {
        rootsWithAbsences.remove(root)
        await health.clear(concern)
        continue
      }
      rootsWithAbsences.insert(root)
      let sentence =
        "\(count) tracks in \(root) are not there, as if their disk were away: they are kept; "
        + "if they were deleted: orpheusctl rescan \(root)"
      if await health.raise(concern, sentence) { logger.warning("\(sentence)") }
    }
  }
}

extension StoredFile {
  /// True when there is a file at the row's path, this or another.
  fileprivate var isAnythingThere: Bool { (try? file.statAtAnyLength()) != nil }

  /// True when the row's path still holds the very file that the row describes.
  var isStillThere: Bool { identity != nil && FileIdentity(at: file) == identity }
}
