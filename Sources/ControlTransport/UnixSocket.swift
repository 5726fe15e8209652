import Glibc
import SystemPackage

/// A Unix stream socket, closed with its last reference unless it was released before.
///
/// It exists because a path is bytes, which a library that takes socket paths as text cannot bind
/// or connect to.
final class UnixSocket {
  /// −1 once released.
  private var descriptor: CInt

  /// A fresh socket, close-on-exec and non-blocking.
  init() throws(Errno) {
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    descriptor = socket(AF_UNIX, type | CInt(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
  }

  /// Takes over a descriptor that somebody else opened.
  init(owning descriptor: CInt) { self.descriptor = descriptor }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Hands the descriptor to somebody who will close it.
  func release() -> CInt {
    defer { descriptor = -1 }
    return descriptor
  }

  /// A socket connected to whoever listens at `path`; a Unix socket connects at once or not at all.
  static func connected(to path: FilePath) throws(Errno) -> UnixSocket {
    let socket = try UnixSocket()
    let result = try withAddress(of: path) { connect(socket.descriptor, $0, $1) }
    guard result == 0 else { throw Errno(rawValue: errno) }
    return socket
  }

  /// Creates the socket's file at `path` with exactly the permissions `mode`.
  ///
  /// The mode of an unbound socket limits that of the file bind(2) makes, so there is no moment at
  /// which it has more; what the umask took is put back before anyone can connect.
  func bind(to path: FilePath, mode: mode_t) throws(Errno) {
    guard fchmod(descriptor, mode) == 0 else { throw Errno(rawValue: errno) }
    let result = try Self.withAddress(of: path) { Glibc.bind(descriptor, $0, $1) }
    guard result == 0 else { throw Errno(rawValue: errno) }
    guard path.withPlatformString({ chmod($0, mode) }) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Begins to listen: from here on clients can connect.
  func listen(backlog: CInt) throws(Errno) {
    guard Glibc.listen(descriptor, backlog) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Calls `body` with the socket address of `path`; `ENAMETOOLONG` past 107 bytes (unix(7)).
  private static func withAddress(
    of path: FilePath, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) throws(Errno) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = path.withPlatformString { text in
      withUnsafeMutableBytes(of: &address.sun_path) { room in
        guard path.length < room.count else { return false }
        room.copyMemory(from: UnsafeRawBufferPointer(start: text, count: path.length))
        return true
      }
    }
    guard fits else { throw .fileNameTooLong }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
