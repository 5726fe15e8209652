import CLinux
import FileWatching
import Glibc
import MusicModel
import SystemPackage

/// Why a file could not be opened for analysis.
enum OpenFailure: Error, Hashable, Sendable {
  /// Nothing of that name is there any more.
  case gone
  /// It is there but cannot be read; the sentence says why.
  case unreadable(reason: String)
}

/// A regular file held open for reading.
final class OpenFile: Sendable {
  let descriptor: CInt

  /// Opens `path` without waiting for anything: a FIFO or a device is refused, not read.
  init(_ path: FilePath) throws(OpenFailure) {
    do throws(Errno) {
      descriptor = try path.openAtAnyLength(O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    } catch {
      switch error {
      case .noSuchFileOrDirectory, .notDirectory: throw .gone
      case .permissionDenied, .notPermitted:
        throw .unreadable(reason: FileProblem.permissionDenied)
      default: throw .unreadable(reason: "\(error)")
      }
    }
    guard let found = Self.stat(descriptor), found.mode & UInt32(S_IFMT) == UInt32(S_IFREG) else {
      throw .unreadable(reason: FileProblem.notRegular)
    }
  }

  deinit { close(descriptor) }

  /// What the open file is at this moment; nil if the system will not say.
  var identity: FileIdentity? {
    Self.stat(descriptor).map { FileIdentity($0, of: descriptor) }
  }

  /// True while some process has the file open for writing. Where the kernel will not say, a file
  /// modified in the last two seconds counts as being written.
  func isBeingWritten(now: Int64) -> Bool {
    switch orpheus_is_open_for_writing(descriptor) {
    case 0: false
    case 1: true
    // Not one of the future, which a wrong clock may have made long ago.
    default: (identity?.modified).map { (0..<2_000_000_000).contains(now - $0) } ?? false
    }
  }

  private static func stat(_ descriptor: CInt) -> orpheus_stat? {
    var found = orpheus_stat()
    return orpheus_statx(descriptor, "", true, &found) == 0 ? found : nil
  }
}

/// The sentences for files that never reach a decoder.
enum FileProblem {
  static let permissionDenied = "permission denied: Orpheus may not read this file"
  static let notRegular = "not a regular file"
}
