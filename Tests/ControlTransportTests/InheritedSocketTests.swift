import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import ControlTransport

/// Programs that are started beside the server: what they inherit must not keep clients waiting.
@Suite("The socket of an accepted client")
struct InheritedSocketTests {
  /// The accepted sockets of the server at `path`, which is in this process.
  private func accepted(at path: FilePath) -> [CInt] {
    (3..<min(getdtablesize(), 4096)).filter { descriptor in
      var address = sockaddr_un()
      var length = socklen_t(MemoryLayout<sockaddr_un>.size)
      let isNamed = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getsockname(descriptor, $0, &length) == 0
        }
      }
      guard isNamed, address.sun_family == sa_family_t(AF_UNIX) else { return false }
      let name = withUnsafeBytes(of: &address.sun_path) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      var isListening: CInt = 0
      length = socklen_t(MemoryLayout<CInt>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length)
      return name == path.string && isListening == 0
    }
  }

  @Test("is closed in programs that are started", .timeLimit(.minutes(10)))
  func closedOnExecution() async throws {
    try await TestServer.with { server in
      try await blocking {
        let client = try RawClient(server.socket)
        _ = try client.frame(after: Frames.mood("in"))
        let sockets = accepted(at: server.socket)
        #expect(sockets.count == 1)
        for socket in sockets { #expect(fcntl(socket, F_GETFD) & FD_CLOEXEC != 0) }
      }
    }
  }

  @Test("is hung up although somebody else has it as well", .timeLimit(.minutes(10)))
  func hungUp() async throws {
    try await TestServer.with { server in
      try await blocking {
        let client = try RawClient(server.socket)
        _ = try client.frame(after: Frames.mood("in"))
        let copies = accepted(at: server.socket).map { dup($0) }
        #expect(copies.count == 1)
        defer { for copy in copies { close(copy) } }
        // Not a call: refused, and the connection ended.
        client.send("rubbish")
        #expect(try client.frames().count == 1)
      }
    }
  }
}
