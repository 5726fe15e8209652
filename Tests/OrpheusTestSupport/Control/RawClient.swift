import CLinux
import Foundation
import Glibc
package import SystemPackage

/// A client of the control socket that sends whatever bytes it is told to. Its calls block, so it is
/// used inside ``blocking(_:)``.
package final class RawClient {
  /// Nothing came for so long that nothing will.
  package struct TimedOut: Error {}

  private let descriptor: CInt
  private var buffer: [UInt8] = []

  /// Connects to whoever listens at `path`.
  ///
  /// `receiveBuffer` bounds what the kernel holds for a client that does not read; nil leaves it
  /// to the system.
  package init(_ path: FilePath, receiveBuffer: CInt? = nil) throws {
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    var patience = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    if var receiveBuffer {
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<CInt>.size))
    }
    guard try Self.connect(descriptor, to: path) == 0 else {
      let error = Errno(rawValue: errno)
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private static func connect(_ descriptor: CInt, to path: FilePath) throws -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = path.withPlatformString { text in
      withUnsafeMutableBytes(of: &address.sun_path) { room in
        guard path.length < room.count else { return false }
        room.copyMemory(from: UnsafeRawBufferPointer(start: text, count: path.length))
        return true
      }
    }
    guard fits else { throw Errno.fileNameTooLong }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// Sends `bytes` in chunks of `size`, as far as the server takes them; false when it takes no
  /// more.
  @discardableResult
  package func send(_ bytes: some Collection<UInt8>, chunk size: Int = .max) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let sent = rest.prefix(size).withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// Sends the frame of `json`.
  @discardableResult
  package func send(_ json: String, chunk size: Int = .max) -> Bool {
    send(Array(json.utf8) + [0], chunk: size)
  }

  /// Sends the frame of `json` with an open file attached (SCM_RIGHTS).
  package func send(_ json: String, attaching file: CInt) -> Bool {
    let bytes = Array(json.utf8) + [0]
    return orpheus_send_descriptor(descriptor, bytes, bytes.count, file) == bytes.count
  }

  /// Says that nothing more will come.
  package func endSending() { shutdown(descriptor, CInt(SHUT_WR)) }

  /// Says that nothing more will be read.
  package func endReading() { shutdown(descriptor, CInt(SHUT_RD)) }

  /// The next frame without its NUL; nil when the server has closed the connection.
  package func frame() throws -> String? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: 0) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      searched = buffer.count
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EAGAIN { throw TimedOut() }
      // A reset is how a connection ends on which the server left something unread.
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  /// Every frame until the server closes the connection.
  package func frames() throws -> [String] {
    var all: [String] = []
    while let frame = try frame() { all.append(frame) }
    return all
  }

  /// The reply to `json`, for a client that knows there is one.
  package func frame(after json: String) throws -> String {
    send(json)
    return try frame() ?? "closed"
  }

  /// Waits for something to read; true when there is, end of stream included.
  package func waitForInput(milliseconds: CInt) -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, milliseconds) > 0
  }
}

/// Runs `body`, which blocks, on a thread of its own: tasks share theirs with Dispatch's queues.
package func blocking<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
  }
}
