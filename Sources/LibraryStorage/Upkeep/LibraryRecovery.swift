import FoundationEssentials
import Glibc
package import SystemPackage

/// What was done about a damaged database.
package struct Restoration: Codable, Sendable, Hashable {
  /// What was wrong with it; nil when someone wanted another.
  package var reason: String?
  /// When this was done, in seconds since 1970.
  package var date: Int64
  /// Where the damaged file lies now; nil when there was none.
  package var setAside: String?
  /// When the backup was made that was restored; nil when an empty database was begun.
  package var backup: Int64?
  /// Backups that were there but could not be used; nil for none.
  package var passedOver: Int?
}

/// Puts a sound database in the place of a damaged one, which nobody may have open.
///
/// Can be killed anywhere: a mark beside the database says that it is not to be opened, and stays
/// until a sound one, or none, is in its place. Nothing is deleted but earlier damaged files, of
/// which two are kept.
package struct LibraryRecovery: Sendable {
  private let file: FilePath
  private let backups: BackupFolder
  private let damaged: FilePath

  /// For the database at `file`.
  package init(of file: FilePath) {
    self.file = file
    backups = BackupFolder(of: file)
    damaged = file.removingLastComponent().appending("damaged")
  }

  /// Damaged files kept.
  package static let kept = 2

  /// True when a recovery was cut short: it has to be run again before the database is opened.
  package var isUnfinished: Bool { DurableFiles.exists(mark) }

  /// True when there is no database, or an empty file, though there was one: it has backups.
  package var isGone: Bool { DurableFiles.size(of: file) == 0 && !backups.list().isEmpty }

  /// Sets the database aside, and restores the newest backup that is sound; where there is none,
  /// nothing is in its place then.
  ///
  /// `reason` is a sentence on what is wrong; `now` seconds since 1970. Throws `.io` when files
  /// cannot be moved or read, and `.interrupted` when the task is cancelled.
  package func run(because reason: String, now: Int64) async throws(StoreError) -> Restoration {
    // What an earlier run had chosen may be all there is of a backup that had to be moved.
    var candidates = backups.list().map(\.file)
    if isUnfinished, DurableFiles.exists(restored) { candidates.insert(restored, at: 0) }
    var restoration = Restoration(reason: reason, date: now)
    for candidate in candidates {
      do throws(StoreError) {
        try await ClosedDatabase(file: candidate).check()
      } catch  where [.corrupt, .foreign, .newerVersion].contains(error.code) {
        // An older one may be sound. This one stays, for whoever wants to look into it. Any other
        // failure says nothing about it.
        restoration.passedOver = (restoration.passedOver ?? 0) + 1
        continue
      }
      restoration.backup = BackupFolder.made(candidate)
      return try replace(by: candidate, restoration, now)
    }
    return try replace(by: nil, restoration, now)
  }

  /// Makes a copy of `copy`, with the log beside it if there is one, ready to take the database's
  /// place, which may be in use meanwhile. Answers when `copy` was made, in seconds since 1970.
  ///
  /// Throws when `copy` cannot be read, is no sound database of Orpheus, or there is no room for it.
  package func stage(_ copy: FilePath) async throws(StoreError) -> Int64 {
    do {
      removeStaged()
      try DurableFiles.copy(copy, to: restored)
      let log = FilePath(copy.string + "-wal")
      if DurableFiles.exists(log) {
        try DurableFiles.copy(log, to: FilePath(restored.string + "-wal"))
      }
    } catch {
      removeStaged()
      throw StoreError(
        error as? Errno == .noSpace ? .diskFull : .io,
        "\(copy) cannot be copied by the daemon: \(error). It has to be a file that user "
          + "\(geteuid()) can read, and not in a folder of temporary files where the daemon has "
          + "one of its own.", cause: error)
    }
    do throws(StoreError) {
      // What was in use has a log, or would want one, so that it cannot be read as it is.
      let staged = ClosedDatabase(file: restored)
      try await LibraryStore.blocking { () throws(StoreError) in try staged.seal() }
      try await staged.check()
      DurableFiles.remove(FilePath(restored.string + "-journal"))
    } catch {
      removeStaged()
      throw StoreError(
        error.code, error.message.replacing("The library database", with: "The copy"), cause: error)
    }
    return BackupFolder.made(copy)
  }

  /// Sets the database aside, and puts in its place what ``stage(_:)`` has made ready.
  package func install(made: Int64, now: Int64) throws(StoreError) -> Restoration {
    guard DurableFiles.exists(restored) else { throw StoreError(.io, "The copy is gone.") }
    return try replace(by: restored, Restoration(date: now, backup: made), now)
  }

  private func removeStaged() {
    for ending in ["", "-wal", "-journal"] {
      DurableFiles.remove(FilePath(restored.string + ending))
    }
  }

  private func replace(
    by candidate: FilePath?, _ restoration: Restoration, _ now: Int64
  ) throws(StoreError) -> Restoration {
    var restoration = restoration
    do {
      if let candidate { try prepare(candidate) }
      if !isUnfinished { try DurableFiles.create(mark) }
      try DurableFiles.sync(file.removingLastComponent())
      restoration.setAside = try setAside(now).map(\.string)
      if candidate != nil { try DurableFiles.rename(restored, to: file) }
      try DurableFiles.sync(file.removingLastComponent())
      DurableFiles.remove(mark)
      try DurableFiles.sync(file.removingLastComponent())
    } catch {
      throw StoreError(
        error as? Errno == .noSpace ? .diskFull : .io,
        "The library database at \(file) cannot be replaced: \(error)", cause: error)
    }
    return restoration
  }

  /// Puts what is to take the database's place beside it.
  private func prepare(_ candidate: FilePath) throws {
    guard candidate != restored else { return }
    removeStaged()
    do {
      try DurableFiles.copy(candidate, to: restored)
    } catch Errno.noSpace {
      // The library matters more than having it twice.
      DurableFiles.remove(restored)
      try DurableFiles.rename(candidate, to: restored)
    } catch {
      DurableFiles.remove(restored)
      throw error
    }
  }

  private var mark: FilePath { FilePath(file.string + ".damaged") }
  private var restored: FilePath { FilePath(file.string + ".restored") }

  /// Moves the database and its log to the damaged ones.
  private func setAside(_ now: Int64) throws -> FilePath? {
    let log = FilePath(file.string + "-wal")
    guard DurableFiles.exists(file) || DurableFiles.exists(log) else { return nil }
    try DurableFiles.makeDirectory(damaged)
    var place = damaged.appending("library-\(Timestamp.text(now)).sqlite")
    var number = 1
    while DurableFiles.exists(place) {
      number += 1
      place = damaged.appending("library-\(Timestamp.text(now))-\(number).sqlite")
    }
    // The log first: one left behind would be read into whatever database is put beside it.
    if DurableFiles.exists(log) {
      try DurableFiles.rename(log, to: FilePath(place.string + "-wal"))
      try DurableFiles.sync(file.removingLastComponent())
    }
    if DurableFiles.exists(file) { try DurableFiles.rename(file, to: place) }
    try DurableFiles.sync(damaged)
    try DurableFiles.sync(file.removingLastComponent())
    for name in DurableFiles.names(in: damaged).filter({ $0.hasSuffix(".sqlite") })
      .sorted().dropLast(Self.kept)
    {
      DurableFiles.remove(damaged.appending(name))
      DurableFiles.remove(damaged.appending(name + "-wal"))
    }
    return place
  }
}
