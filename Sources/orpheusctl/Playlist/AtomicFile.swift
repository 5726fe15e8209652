import Glibc
import Settings
import SystemPackage

/// Files that are either the old or the new, never half of one.
enum AtomicFile {
  /// Replaces the contents of `path` by `bytes`: a new file beside it, then rename(2).
  ///
  /// A symbolic link stays and its target is replaced; what is not a regular file, such as
  /// `/dev/stdout` or a named pipe, is written to as it is.
  ///
  /// - Throws: ``CommandFailure`` naming the file; nothing is left behind then.
  static func write(_ bytes: [UInt8], to path: FilePath) throws(CommandFailure) {
    do {
      let target = path.physical ?? path
      let mode = try existingMode(of: target)
      if let mode, mode & S_IFMT != S_IFREG {
        let file = try FileDescriptor.open(target, .writeOnly, options: .closeOnExec)
        try file.closeAfter { _ = try file.writeAll(bytes) }
      } else {
        try replace(target, with: bytes, mode: mode)
      }
    } catch {
      throw CommandFailure(message: "cannot write \(path.string.printable): \(error)")
    }
  }

  private static func replace(_ path: FilePath, with bytes: [UInt8], mode: mode_t?) throws {
    // The process's number keeps two exports apart; a hidden name keeps players away from it.
    var temporary = path.removingLastComponent()
    temporary.append(".orpheusctl-\(getpid()).tmp")
    let file = try FileDescriptor.open(
      temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
    do {
      try file.closeAfter {
        _ = try file.writeAll(bytes)
        // A new name must not come to light before its contents, should the power fail.
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
        if let mode { fchmod(file.rawValue, mode & 0o777) }
      }
      let status = temporary.withPlatformString { from in
        path.withPlatformString { rename(from, $0) }
      }
      guard status == 0 else { throw Errno(rawValue: errno) }
    } catch {
      _ = temporary.withPlatformString { unlink($0) }
      throw error
    }
  }

  /// The type and permissions of `path`; nil when there is nothing.
  private static func existingMode(of path: FilePath) throws -> mode_t? {
    var found = stat()
    guard path.withPlatformString({ stat($0, &found) }) == 0 else {
      guard errno == ENOENT else { throw Errno(rawValue: errno) }
      return nil
    }
    return found.st_mode
  }
}
