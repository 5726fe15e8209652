import CLinux
import ControlProtocol
import FileWatching
import Glibc
import LibraryStorage
import Logging
import MusicModel
import SystemPackage

/// Keeps the tracks of the library equal to the music folders.
struct LibraryService: FolderKeeper {
  let store: LibraryStore
  let journal: ChangeJournal
  let logger: Logger
  /// Called when there may be new pending tracks, or tracks that listens may be matched to.
  let workArrived: @Sendable () async -> Void

  func compare(
    _ directory: FilePath, with listing: DirectoryListing
  ) async throws(StoreError) {
    let stored = try await store.files(in: directory)
    let comparison = Reconciliation(stored: stored, listing: listing)
    var changes = comparison.changes
    for file in comparison.arrivals {
      var elsewhere: [StoredFile] = []
      if let identity = file.identity {
        elsewhere = try await store.files(matching: identity)
      }
      changes.append(
        Reconciliation.change(for: file, candidates: elsewhere) { $0.isStillThere })
    }
    guard !changes.isEmpty else { return }
    _ = try await store.reconcile(changes)
    await journal.note(.library)
    await workArrived()
  }

  func forget(below directory: FilePath) async throws(StoreError) {
    try await store.clearProblems(below: directory)
    if try await store.vanished(below: directory) > 0 {
      await journal.note(.library)
      await workArrived()
    }
  }

  func rename(_ from: FilePath, to destination: FilePath) async throws(StoreError) {
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
    let rows = try await store.files(in: directory)
    _ = try await store.reconcile(rows.map { .vanished($0.id) })
  }

  func overflowed() async throws(StoreError) {
    try await store.addOverflows(1)
    await journal.note(.health)
  }

  func walked() async {
    await journal.note(.library, .health)
    await workArrived()
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
