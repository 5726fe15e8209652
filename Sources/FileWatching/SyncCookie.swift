import CLinux
import Glibc
import SystemPackage

/// Makes the files whose creation marks a place in the queue of events.
struct SyncCookie: Sendable {
  private let directory: FilePath
  private let prefix: String

  /// - Parameter directory: where Orpheus keeps its state; never a directory of music.
  init(directory: FilePath) {
    self.directory = directory
    prefix = "sync-\(getpid())-\(UInt64.random(in: 0 ... .max))-"
  }

  /// The directory's identity, so that a walk can leave it alone.
  var directoryIdentity: DirectoryIdentity? {
    statIfPresent(directory, followingLink: true).map { DirectoryIdentity($0) }
  }

  /// Watches the directory for cookies only.
  func watch(with inotify: Inotify) throws(Errno) -> CInt {
    let opened = try OpenDirectory(directory, followingLink: true)
    return try inotify.watch(opened.descriptor, for: .cookies)
  }

  /// The name of the file for one sync, unlike that of any other.
  func name(for serial: UInt64) -> EntryName { EntryName("\(prefix)\(serial)") }

  /// Creates the file and removes it at once.
  func drop(_ name: EntryName) throws(Errno) {
    let path = directory.appending(name)
    let descriptor = try systemCall {
      path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    }
    close(descriptor)
    _ = path.withPlatformString { unlink($0) }
  }
}
