import CLinux
import Glibc
package import SystemPackage

/// Where a server listens.
package enum ListeningEndpoint: Sendable, Hashable {
  /// A socket file to create with permissions `mode`, and to remove at the end.
  case path(FilePath, mode: CInterop.Mode)
  /// A listening socket that systemd made and keeps.
  case descriptor(CInt)
}

/// Why the server cannot listen.
package struct ControlServerError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  package enum Code: Sendable, Hashable {
    /// Somebody answers at the path.
    case alreadyListening
    /// The socket cannot be made, or was lost.
    case cannotListen
  }

  /// What kind of failure it is.
  package var code: Code
  /// A sentence for the log.
  package var message: String
  /// What the system said.
  package var cause: (any Error)?

  /// The message, and the cause behind it.
  package var description: String { cause.map { "\(message): \($0)" } ?? message }
}

/// A socket that clients can connect to, and its file when it is ours.
struct ListeningSocket {
  private let socket: UnixSocket
  /// Nil when systemd owns the file.
  let file: SocketFile?

  /// The number of clients that may wait to be accepted.
  private static let backlog: CInt = 128

  private init(_ socket: UnixSocket, file: SocketFile?) {
    self.socket = socket
    self.file = file
  }

  /// Opens `endpoint`. A socket file nobody answers at is left over from a crash and replaced.
  static func open(_ endpoint: ListeningEndpoint) throws(ControlServerError) -> ListeningSocket {
    switch endpoint {
    case .descriptor(let descriptor):
      return ListeningSocket(UnixSocket(owning: descriptor), file: nil)
    case .path(let path, let mode):
      do {
        return try create(at: path, mode: mode)
      } catch let error as ControlServerError {
        throw error
      } catch {
        throw ControlServerError(
          code: .cannotListen, message: "cannot listen at \(path)", cause: error)
      }
    }
  }

  /// Hands the descriptor to somebody who will close it.
  func release() -> CInt { socket.release() }

  private static func create(at path: FilePath, mode: CInterop.Mode) throws -> ListeningSocket {
    try makeDirectory(path.removingLastComponent())
    try clear(path)
    let socket = try UnixSocket()
    try socket.bind(to: path, mode: mode)
    let file = try SocketFile(path)
    try socket.listen(backlog: backlog)
    return ListeningSocket(socket, file: file)
  }

  private static func makeDirectory(_ directory: FilePath) throws(Errno) {
    guard !directory.isEmpty else { return }
    guard directory.withPlatformString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
      throw Errno(rawValue: errno)
    }
  }

  /// Removes a stale socket file; refuses to touch anything else.
  private static func clear(_ path: FilePath) throws {
    guard let found = try SocketFile.status(of: path) else { return }
    guard found.mode & S_IFMT == S_IFSOCK else {
      throw ControlServerError(
        code: .cannotListen, message: "\(path) is not a socket; move it out of the way")
    }
    switch connectionError(path) {
    case .connectionRefused:
      guard path.withPlatformString({ unlink($0) }) == 0 || errno == ENOENT else {
        throw Errno(rawValue: errno)
      }
    case .noSuchFileOrDirectory: break
    // The latter when its queue of clients is full: busy, but alive.
    case nil, .resourceTemporarilyUnavailable:
      throw ControlServerError(
        code: .alreadyListening, message: "another orpheusd is listening at \(path)")
    case let other?: throw other
    }
  }

  /// Why nobody can be reached at `path`; nil when somebody answers.
  private static func connectionError(_ path: FilePath) -> Errno? {
    do {
      _ = try UnixSocket.connected(to: path)
      return nil
    } catch {
      return error
    }
  }
}

/// A socket file that this process made.
struct SocketFile: Sendable {
  private let path: FilePath
  private let device: UInt64
  private let inode: UInt64

  /// Remembers the file now at `path`.
  init(_ path: FilePath) throws(Errno) {
    guard let status = try Self.status(of: path) else { throw .noSuchFileOrDirectory }
    self.path = path
    device = status.device
    inode = status.inode
  }

  /// Removes the file unless it is gone, or another daemon has put its own there since.
  func remove() {
    guard let now = try? Self.status(of: path), now.device == device, now.inode == inode else {
      return
    }
    _ = path.withPlatformString { unlink($0) }
  }

  /// What is at `path` itself, symbolic links not followed; nil for nothing.
  static func status(of path: FilePath) throws(Errno) -> orpheus_stat? {
    var status = orpheus_stat()
    let result = path.withPlatformString { orpheus_statx(AT_FDCWD, $0, false, &status) }
    switch result {
    case 0: return status
    case -ENOENT: return nil
    default: throw Errno(rawValue: -result)
    }
  }
}
