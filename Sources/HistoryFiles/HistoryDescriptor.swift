import CLinux
import Dispatch
import FileWatching
import Glibc
import MusicModel
import SystemPackage

/// An open file of listening history.
///
/// Reads name their place, so that the descriptor has no state and may be used from anywhere.
final class HistoryDescriptor: Sendable {
  let path: FilePath
  /// The version of the file at the moment it was opened. It is what progress is stored with: if
  /// the file is written to while it is read, the next look finds another version and reads on.
  let identity: FileIdentity
  let number: CInt

  /// Opens `path` for reading.
  init(_ path: FilePath) throws(HistoryFileError) {
    // Without O_NONBLOCK, opening a pipe would wait for someone to write to it.
    let flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    var number: CInt
    repeat {
      number = path.withPlatformString { open($0, flags) }
    } while number < 0 && errno == EINTR
    guard number >= 0 else {
      throw HistoryFileError(.unreadable(Errno(rawValue: errno)), path: path)
    }
    var found = orpheus_stat()
    let code = orpheus_statx(number, "", true, &found)
    guard code == 0, found.mode & S_IFMT == S_IFREG else {
      close(number)
      throw HistoryFileError(
        code == 0 ? .notAFile : .unreadable(Errno(rawValue: -code)), path: path)
    }
    self.path = path
    self.number = number
    identity = FileIdentity(found, of: number)
  }

  deinit { close(number) }

  /// The version of the file at `path`, which is not opened.
  static func identity(of path: FilePath) throws(HistoryFileError) -> FileIdentity {
    if let identity = FileIdentity(at: path) { return identity }
    do throws(Errno) {
      _ = try path.statAtAnyLength()
    } catch {
      throw HistoryFileError(.unreadable(error), path: path)
    }
    // It came between the two looks.
    throw HistoryFileError(.unreadable(.noSuchFileOrDirectory), path: path)
  }

  /// The bytes from `offset` on: `count` of them, or fewer if the file ends before.
  func read(at offset: Int64, count: Int) throws(HistoryFileError) -> [UInt8] {
    var failure: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let taken = pread(
          number, buffer.baseAddress?.advanced(by: filled), count - filled,
          off_t(offset) + off_t(filled))
        if taken < 0, errno == EINTR { continue }
        if taken < 0 { failure = errno }
        guard taken > 0 else { return }
        filled += taken
      }
    }
    guard failure == 0 else {
      throw HistoryFileError(.unreadable(Errno(rawValue: failure)), path: path)
    }
    return bytes
  }
}

/// Runs `work`, which may wait for a disk or a network, where waiting holds up nobody.
///
/// The threads that tasks share are as many as there are processors; one that sleeps in a read is
/// missing.
func awayFromTasks<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global(qos: .utility).async {
      continuation.resume(with: Result(catching: work))
    }
  }
}
