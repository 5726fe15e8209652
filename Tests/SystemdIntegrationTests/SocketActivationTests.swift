import Glibc
import Testing

@testable import SystemdIntegration

@Suite("Socket activation")
struct SocketActivationTests {
  /// Calls `body` with a fresh socket, bound to a name the kernel chooses.
  private func withSocket(
    _ kind: __socket_type, listening: Bool, _ body: (CInt) throws -> Void
  ) throws {
    let descriptor = socket(AF_UNIX, CInt(kind.rawValue), 0)
    defer { close(descriptor) }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let bound = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size))
      }
    }
    #expect(bound == 0)
    if listening { #expect(listen(descriptor, 1) == 0) }
    try body(descriptor)
  }

  @Test("takes a listening stream socket")
  func takes() throws {
    try withSocket(SOCK_STREAM, listening: true) { descriptor in
      let taken = try SocketActivation.listeningDescriptor(count: 1, first: descriptor)
      #expect(taken == descriptor)
    }
  }

  @Test("refuses a socket that does not listen, or takes datagrams")
  func refuses() throws {
    for kind in [SOCK_STREAM, SOCK_DGRAM] {
      try withSocket(kind, listening: false) { descriptor in
        #expect(throws: SocketActivation.Failure.self) {
          try SocketActivation.listeningDescriptor(count: 1, first: descriptor)
        }
      }
    }
  }

  @Test("refuses what is no socket at all")
  func noSocket() throws {
    let descriptor = open("/dev/null", O_RDONLY)
    defer { close(descriptor) }
    #expect(throws: SocketActivation.Failure.self) {
      try SocketActivation.listeningDescriptor(count: 1, first: descriptor)
    }
  }

  @Test("refuses more than one socket, and finds none where none is")
  func count() throws {
    #expect(throws: SocketActivation.Failure.self) {
      try SocketActivation.listeningDescriptor(count: 2, first: 3)
    }
    #expect(try SocketActivation.listeningDescriptor(count: 0, first: 3) == nil)
  }
}
