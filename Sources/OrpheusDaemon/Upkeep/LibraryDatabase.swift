import Glibc
import LibraryStorage
import Logging
import SystemPackage

/// Why the library database has to be replaced by another, which nobody may use meanwhile.
enum Replacement: Error, Hashable, Sendable {
  /// It is damaged, says this sentence; the newest backup takes its place.
  case damaged(String)
  /// Someone wants a copy of it, made then (seconds since 1970), in its place; it lies ready.
  case restore(made: Int64)

  /// What an error that ended everything asks for; nil for nothing. Not all damage is met with by
  /// the store itself.
  init?(for error: any Error) {
    if let replacement = error as? Replacement {
      self = replacement
    } else if let error = error as? StoreError, error.code == .corrupt {
      self = .damaged(error.message)
    } else {
      return nil
    }
  }
}

/// The library database of a state folder: where it lies, and what to do before it can be used.
struct LibraryDatabase: Sendable {
  let folder: FilePath
  let logger: Logger

  private var file: FilePath { Self.file(in: folder) }

  static func file(in folder: FilePath) -> FilePath { folder.appending("library.sqlite") }

  /// Where its backups lie.
  static func backups(in folder: FilePath) -> BackupFolder { BackupFolder(of: file(in: folder)) }

  /// Opens it; replaces it before that, if need be.
  ///
  /// It is not read through here: a large one takes longer than anyone wants to wait for the
  /// daemon to be ready. The upkeep does so after an unclean end.
  func open(
    after replacement: Replacement?, owner: StoreOwner
  ) async throws(DaemonError) -> LibraryStore {
    do throws(StoreError) {
      if let replacement { try await replace(because: replacement) }
      do throws(StoreError) {
        if LibraryRecovery(of: file).isUnfinished {
          throw StoreError(.corrupt, "Replacing the library database was cut short.")
        }
        if LibraryRecovery(of: file).isGone {
          throw StoreError(.corrupt, "The library database is gone.")
        }
        return try await openAlone(owner)
      } catch  where error.code == .corrupt {
        try await replace(because: .damaged(error.message))
        return try await openAlone(owner)
      }
    } catch {
      let isUnusable = error.code == .newerVersion || error.code == .foreign
      throw DaemonError(
        code: isUnusable ? .unusableDatabase : .inaccessible, message: error.message)
    }
  }

  private func openAlone(_ owner: StoreOwner) async throws(StoreError) -> LibraryStore {
    try await LibraryStore.open(
      at: file, now: { Int64(time(nil)) }, checksAfterCrash: false, owner: owner)
  }

  private func replace(because replacement: Replacement) async throws(StoreError) {
    let now = Int64(time(nil))
    let recovery = LibraryRecovery(of: file)
    let restoration: Restoration
    switch replacement {
    case .damaged(let reason):
      logger.error("\(reason)")
      restoration = try await recovery.run(because: reason, now: now)
    case .restore(let made):
      do throws(StoreError) {
        restoration = try recovery.install(made: made, now: now)
      } catch  where !recovery.isUnfinished {
        // Nothing has been touched.
        return logger.error("the copy is not restored: \(error.message)")
      }
    }
    var record = UpkeepRecord.load(from: folder, now: now)
    record.restoration = restoration
    record.backup = Self.backups(in: folder).list().first?.made
    record.check = now
    record.isDoubtful = nil
    try? record.save(in: folder)
    logger.error("\(restoration.sentence)")
  }
}
