import Glibc
import SystemPackage

/// Owns an open `/proc/self/mountinfo`, which tells by poll(2) that something was mounted or
/// unmounted since it was last asked (proc_pid_mountinfo(5)).
struct MountWatch: ~Copyable {
  private let descriptor: CInt

  init() {
    descriptor = (try? systemCall { open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC) }) ?? -1
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Whether the mounts are others than when this was last asked; true when nobody knows.
  borrowing func hasChanged() -> Bool {
    guard descriptor >= 0 else { return true }
    var asked = pollfd(fd: descriptor, events: Int16(POLLPRI), revents: 0)
    return poll(&asked, 1, 0) != 0
  }

  /// The mounts there are; nil when they cannot be read.
  borrowing func table() -> MountTable? {
    guard descriptor >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
    var text: [UInt8] = []
    let file = FileDescriptor(rawValue: descriptor)
    var chunk = [UInt8](repeating: 0, count: 32 * 1024)
    do {
      while case let count = try chunk.withUnsafeMutableBytes({ try file.read(into: $0) }),
        count > 0
      {
        text += chunk[..<count]
      }
    } catch {
      return nil
    }
    return MountTable(parsing: text)
  }
}
