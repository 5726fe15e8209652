import CLinux
import Glibc
import SystemPackage

/// The daemon's own folder, held so that no second daemon uses it.
///
/// The lock is the kernel's (flock(2)): it goes with the process, however that ends.
final class StateFolder: Sendable {
  let path: FilePath
  private let lock: CInt

  /// Makes the folder, if need be, and takes it.
  init(_ path: FilePath) throws(DaemonError) {
    self.path = path
    try Self.makeFolder(path)
    let file = path.appending("lock")
    lock = file.withPlatformString { open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard lock >= 0 else { throw Self.inaccessible(file) }
    guard orpheus_lock_exclusively(lock) == 0 else {
      close(lock)
      throw DaemonError(
        code: .alreadyRunning,
        message: "another orpheusd uses \(path): stop it, or give this one a --state of its own")
    }
  }

  deinit { close(lock) }

  private static func makeFolder(_ path: FilePath) throws(DaemonError) {
    if path.withPlatformString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, path.lastComponent != nil else { throw inaccessible(path) }
    try makeFolder(path.removingLastComponent())
    guard path.withPlatformString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
      throw inaccessible(path)
    }
  }

  private static func inaccessible(_ path: FilePath) -> DaemonError {
    DaemonError(
      code: .inaccessible, message: "\(path) cannot be used: \(String(cString: strerror(errno)))")
  }
}
