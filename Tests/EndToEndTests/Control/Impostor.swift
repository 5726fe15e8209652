import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage

/// Something that listens where a daemon should, and answers every client with the same bytes.
final class Impostor: Sendable {
  private let listener: CInt

  /// Listens at `path`. Each client is sent `bytes` once it has said something, and then hung up
  /// on.
  init(at path: String, answering bytes: [UInt8]) throws {
    listener = try Self.listen(at: path)
    Thread.detachNewThread { [listener] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        _ = recv(client, &buffer, buffer.count, 0)
        _ = send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        close(client)
      }
    }
  }

  deinit {
    // Wakes the thread, which close alone does not.
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }

  /// Leaves a socket file behind that nobody listens at, as a crash does.
  static func leaveSocket(at path: String) throws { close(try listen(at: path)) }

  private static func listen(at path: String) throws -> CInt {
    let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, Glibc.listen(listener, 8) == 0 else { throw Errno(rawValue: errno) }
    return listener
  }
}
