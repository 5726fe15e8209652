import CLinux
import ControlProtocol
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import ControlTransport

@Suite("A listening socket")
struct ListeningSocketTests {
  private func mode(of path: FilePath) throws -> mode_t? {
    try SocketFile.status(of: path).map { $0.mode & 0o7777 }
  }

  /// Why nobody can listen at `path`; nil when somebody can.
  private func failure(at path: FilePath) -> ControlServerError? {
    do {
      _ = try ListeningSocket.open(.path(path, mode: 0o600))
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "has exactly the permissions it should, whatever the umask", arguments: [0o600, 0o660, 0o666])
  func permissions(mode: mode_t) async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      let socket = try ListeningSocket.open(.path(path, mode: mode))
      #expect(try self.mode(of: path) == mode)
      withExtendedLifetime(socket) {}
    }
  }

  @Test("makes the folder it is in, for its user alone")
  func directory() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("run").appending("control.sock")
      let socket = try ListeningSocket.open(.path(path, mode: 0o600))
      #expect(try mode(of: directory("run")) == 0o700)
      withExtendedLifetime(socket) {}
    }
  }

  @Test("replaces a socket that nobody answers at")
  func stale() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      // Closed without being removed, as after a crash.
      _ = try ListeningSocket.open(.path(path, mode: 0o600))
      #expect(try SocketFile.status(of: path) != nil)
      let socket = try ListeningSocket.open(.path(path, mode: 0o600))
      _ = try UnixSocket.connected(to: path)
      withExtendedLifetime(socket) {}
    }
  }

  @Test("leaves another daemon's socket alone")
  func alive() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      let first = try ListeningSocket.open(.path(path, mode: 0o600))
      let error = failure(at: path)
      #expect(error?.code == .alreadyListening)
      #expect(error?.message == "another orpheusd is listening at \(path)")
      _ = try UnixSocket.connected(to: path)
      withExtendedLifetime(first) {}
    }
  }

  @Test("leaves a file that is not a socket alone")
  func notASocket() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      try Data("precious".utf8).write(to: URL(filePath: path.string))
      let error = failure(at: path)
      #expect(error?.code == .cannotListen)
      #expect(error?.message.contains("is not a socket") == true)
      #expect(try Data(contentsOf: URL(filePath: path.string)) == Data("precious".utf8))
    }
  }

  @Test("says so when the path is too long, or its folder cannot be made")
  func impossible() async throws {
    try await TemporaryDirectory.with { directory in
      let long = directory("x").appending(String(repeating: "x", count: 120))
      let deep = directory("a").appending("b").appending("control.sock")
      for path in [long, deep] {
        let error = failure(at: path)
        #expect(error?.code == .cannotListen)
        #expect(error?.cause != nil)
      }
    }
  }

  @Test("may have a path that is not UTF-8", .timeLimit(.minutes(10)))
  func bytes() async throws {
    try await TemporaryDirectory.with { directory in
      let bytes = Array(directory.path.string.utf8) + Array("/caf".utf8) + [0xE9]
      let path = try #require(WirePath(text: "", base64: Data(bytes).base64EncodedString())).path
      let server = TestServer(socket: path, signals: Signals(), gate: Signals())
      let running = try await server.start(listening: .path(path, mode: 0o600))
      let status = try await ControlClient.withConnection(to: path) { client in
        try await client.call(StatusRequest())
      }
      #expect(status == TestServer.status)
      running.cancel()
      try await running.value
    }
  }

  @Test("may come from systemd, which then keeps the file", .timeLimit(.minutes(10)))
  func activated() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      let descriptor = try ListeningSocket.open(.path(path, mode: 0o600)).release()
      let server = TestServer(socket: path, signals: Signals(), gate: Signals())
      let running = try await server.start(listening: .descriptor(descriptor))
      let status = try await ControlClient.withConnection(to: path) { client in
        try await client.call(StatusRequest())
      }
      #expect(status == TestServer.status)
      running.cancel()
      try await running.value
      #expect(try SocketFile.status(of: path) != nil)
    }
  }

  @Test("does not remove a file that another daemon has put there since")
  func replaced() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory("control.sock")
      let ours = try ListeningSocket.open(.path(path, mode: 0o600))
      // Kept under another name, or the second file could get the first one's inode.
      #expect(rename(path.string, directory("old").string) == 0)
      let theirs = try ListeningSocket.open(.path(path, mode: 0o600))
      ours.file?.remove()
      #expect(try SocketFile.status(of: path) != nil)
      theirs.file?.remove()
      #expect(try SocketFile.status(of: path) == nil)
    }
  }
}
