import CLinux
import Glibc

/// A service manager's end of NOTIFY_SOCKET, at an abstract address of its own.
package final class NotifyListener: Sendable {
  private let descriptor: CInt
  /// What NOTIFY_SOCKET would say.
  package let address: String

  /// Listens at a name that nobody else has.
  package init?() {
    let kind = CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    self.descriptor = descriptor
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    // Bound to the family alone, the kernel chooses an unused abstract name (unix(7), autobind).
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let offset = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: name.sun_path)
    var size = socklen_t(offset)
    let result = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(descriptor, address, size) == 0 else { return CInt(-1) }
        size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return getsockname(descriptor, address, &size)
      }
    }
    let bytes = withUnsafeBytes(of: name.sun_path) { Array($0.prefix(Int(size) - offset)) }
    address = "@" + String(decoding: bytes.dropFirst(), as: UTF8.self)
    guard result == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  /// The next datagram; nil when none came.
  package func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// True when something has come that nobody has received yet.
  package var hasMessage: Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) == 1
  }
}
