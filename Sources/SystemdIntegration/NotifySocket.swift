import Glibc

/// The datagram socket a service manager listens at, as NOTIFY_SOCKET names it (sd_notify(3)).
///
/// libsystemd's own `sd_notify` takes the address from the environment of the process alone, which
/// tests that run side by side cannot share; the protocol is one sendmsg(2), so it is spoken here.
final class NotifySocket: Sendable {
  private let descriptor: CInt
  private let address: [UInt8]

  /// Opens a socket to send to `address`: an absolute path, or `@` and an abstract name. Nil for
  /// any other address and when no socket can be had: a missed notice is no reason to fail.
  init?(address: String) {
    guard let first = address.utf8.first, address.utf8.count < Self.pathCapacity,
      first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
    else { return nil }
    let type = CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { return nil }
    // The abstract name space is entered with a NUL (unix(7)).
    self.address = (first == UInt8(ascii: "@") ? [0] : [first]) + address.utf8.dropFirst()
  }

  deinit { close(descriptor) }

  /// Bytes in `sun_path`.
  private static var pathCapacity: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) }

  /// Sends one datagram; false when nobody took it.
  func send(_ text: String) -> Bool {
    var to = sockaddr_un()
    to.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &to.sun_path) { $0.copyBytes(from: address) }
    // The length counts for abstract names: what follows the name must not belong to it.
    let pathOffset = MemoryLayout<sockaddr_un>.size - Self.pathCapacity
    let size = socklen_t(pathOffset + address.count)
    let bytes = Array(text.utf8)
    return withUnsafePointer(to: &to) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        var sent: Int
        repeat {
          sent = sendto(
            descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), address, size)
        } while sent == -1 && errno == EINTR
        return sent == bytes.count
      }
    }
  }
}
