import Glibc
import Synchronization
import SystemPackage

/// Owns an inotify descriptor and its 1 MiB buffer.
///
/// Watches are added from the threads that walk while the records are read on another, so the set
/// of them is locked.
final class Inotify: Sendable {
  /// Becomes readable when records wait; for a readiness source that must not outlive this object.
  let descriptor: CInt
  private let limit: Int
  private let watches = Mutex<Set<CInt>>([])

  /// Takes an instance, on which at most `limit` watches will be set. Throws `EMFILE` when the
  /// user's instances are used up.
  init(limit: Int?) throws(Errno) {
    descriptor = try systemCall { inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC)) }
    self.limit = limit ?? .max
  }

  deinit { close(descriptor) }

  /// Watches an open directory. Watching one twice gives the same number again.
  ///
  /// Through `/proc/self/fd`, because there is no inotify_add_watch(2) relative to a descriptor:
  /// so it is certainly the directory that is open, however long its path. Throws `ENOSPC` when
  /// the limit is reached.
  func watch(_ directory: CInt, for mask: InotifyMask) throws(Errno) -> CInt {
    let number = try systemCall {
      inotify_add_watch(descriptor, "/proc/self/fd/\(directory)", mask.rawValue)
    }
    let isGranted = watches.withLock { watches in
      guard watches.count < limit || watches.contains(number) else { return false }
      watches.insert(number)
      return true
    }
    guard isGranted else {
      _ = inotify_rm_watch(descriptor, number)
      throw .noSpace
    }
    return number
  }

  /// How many watches are held.
  var watchCount: Int { watches.withLock { $0.count } }

  /// Ends a watch. One that ended by itself is no error.
  func unwatch(_ number: CInt) {
    _ = inotify_rm_watch(descriptor, number)
    forget(number)
  }

  private func forget(_ number: CInt) {
    watches.withLock { _ = $0.remove(number) }
  }

  /// Reads everything that was queued when the call began, and hands it over in portions.
  ///
  /// Not until the queue is empty: a stream of events that never ends must not keep the reader
  /// from its other work.
  func drain(_ body: ([InotifyRecord]) -> Void) {
    var queued: CInt = 0
    guard ioctl(descriptor, UInt(FIONREAD), &queued) == 0, queued > 0 else { return }
    withUnsafeTemporaryAllocation(byteCount: min(Int(queued), 1 << 20), alignment: 8) { buffer in
      var remaining = Int(queued)
      while remaining > 0 {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count == -1 && errno == EINTR { continue }
        guard count > 0 else { return }
        let records = InotifyRecord.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        for record in records where record.mask.contains(.watchRemoved) { forget(record.watch) }
        body(records)
        remaining -= count
      }
    }
  }
}

/// The kernel's limits for one user.
struct InotifyLimits: Hashable, Sendable {
  var watches: Int
  var instances: Int

  /// The limits in force: the smaller of those of the machine and of the user namespace.
  static var current: InotifyLimits {
    let watches = ["/proc/sys/fs/inotify/max_user_watches", "/proc/sys/user/max_inotify_watches"]
    let instances = [
      "/proc/sys/fs/inotify/max_user_instances", "/proc/sys/user/max_inotify_instances",
    ]
    return InotifyLimits(
      watches: watches.compactMap(number).min() ?? 0,
      instances: instances.compactMap(number).min() ?? 0)
  }

  private static func number(in file: String) -> Int? {
    guard let descriptor = try? FileDescriptor.open(FilePath(file), .readOnly) else { return nil }
    defer { try? descriptor.close() }
    var bytes = [UInt8](repeating: 0, count: 32)
    guard let count = try? bytes.withUnsafeMutableBytes({ try descriptor.read(into: $0) }) else {
      return nil
    }
    return Int(String(decoding: bytes[..<count].prefix { $0 > 32 }, as: UTF8.self))
  }
}
