import FileWatching
import LibraryStorage
import SystemPackage

/// What keeps rows equal to watched folders. Called for one event at a time.
protocol FolderKeeper: Sendable {
  /// Makes the rows of one folder equal to what was found in it.
  func compare(
    _ directory: FilePath, with listing: DirectoryListing, in folders: WatchedFolders
  ) async throws(StoreError)

  /// Those of `directories` whose rows are known to be equal to them already, so that they need not
  /// be compared.
  func unchanged(
    among directories: [FilePath], in folders: WatchedFolders
  ) async -> Set<FilePath>

  /// Whether `directory`, which is not there, is so because its disk is not.
  func isAway(_ directory: FilePath) async -> Bool

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

  /// Somebody has asked for this folder to be looked at, who knows that it is as it should be.
  func trust(_ directory: FilePath) async

  /// A walk of everything below `directory` has come to its end. Of the folders that hold rows
  /// there, `recorded`, those in `gone` are no longer there.
  func walked(
    _ directory: FilePath, recorded: [FilePath], gone: [FilePath], in folders: WatchedFolders
  ) async throws(StoreError)

  /// Folders whose rows are kept because the disk is away that they were on.
  func unreachable() async -> [FilePath]

  /// Every walk has come to its end, and all of `roots` have been walked.
  func scanned(_ roots: [FilePath]) async throws(StoreError)

  /// All events up to some moment have been handled, though scans may go on.
  func caughtUp(_ folders: WatchedFolders) async throws(StoreError)
}
