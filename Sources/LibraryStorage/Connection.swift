import FoundationEssentials
import GRDB
import Glibc
import SystemPackage

/// How the one connection to the database is opened.
enum Connection {
  /// Opens or makes the database at `file` and brings its schema up to date. Blocks.
  ///
  /// `wasClosedCleanly` is false when a write-ahead log was lying beside the file: closing removes
  /// it, so its owner died.
  static func open(
    _ file: FilePath, now: Int64, owner: StoreOwner
  ) throws(StoreError) -> (queue: DatabaseQueue, wasClosedCleanly: Bool) {
    guard let path = file.withPlatformString({ String(validatingCString: $0) }) else {
      throw StoreError(.io, "The state directory's path must be valid UTF-8: \(file)")
    }
    try prepareFile(file)
    // Not its size: before idling the log is emptied, and stays.
    let wasClosedCleanly = !DurableFiles.exists(FilePath(path + "-wal"))
    do {
      let queue = try DatabaseQueue(
        path: path,
        configuration: configuration(
          Migration(folder: BackupFolder(of: file), now: now, report: owner.migrating)))
      return (queue, wasClosedCleanly)
    } catch {
      throw StoreError(error)
    }
  }

  private static func configuration(_ migration: Migration) -> Configuration {
    var configuration = Configuration()
    configuration.label = "orpheus.library"
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      // Before anything is read: with the lock held for good, the index of the write-ahead log is
      // kept in memory and no -shm file is made or mapped. A mapping would mean SIGBUS on a full
      // disk. https://www.sqlite.org/wal.html#noshm
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      let version = try Schema.verify(db)
      try db.execute(
        sql: """
          PRAGMA journal_mode = WAL;
          PRAGMA mmap_size = 0;
          PRAGMA cache_size = -16384;
          PRAGMA journal_size_limit = \(LibraryStore.roomWanted);
          PRAGMA wal_autocheckpoint = \(LogLimit.pages);
          """)
      db.add(function: VectorBlob.addTags)
      db.add(function: BlobChecksum.function)
      try migration.run(db, from: version)
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    return configuration
  }

  /// Makes the directory for the owner alone, and an empty file: SQLite would give it the umask's
  /// mode, and gives its -wal the mode of the file.
  private static func prepareFile(_ file: FilePath) throws(StoreError) {
    let directory = file.removingLastComponent()
    do {
      try makeDirectory(directory)
      // Closed before SQLite opens it: closing any descriptor of a file drops the process's POSIX
      // locks on it (fcntl(2)).
      try FileDescriptor.open(
        file, .readWrite, options: [.create, .closeOnExec], permissions: .ownerReadWrite
      ).close()
    } catch {
      throw StoreError(.io, "\(file) cannot be opened for writing: \(error)", cause: error)
    }
  }

  private static func makeDirectory(_ directory: FilePath) throws {
    if directory.isEmpty { return }
    if directory.withPlatformString({ mkdir($0, 0o700) }) == 0 { return }
    switch Errno(rawValue: errno) {
    case .fileExists: return
    case .noSuchFileOrDirectory:
      try makeDirectory(directory.removingLastComponent())
      // Someone else may have made it meanwhile; opening the file tells whether all is well.
      _ = directory.withPlatformString { mkdir($0, 0o700) }
    case let error: throw error
    }
  }
}
