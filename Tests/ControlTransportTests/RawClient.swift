import Dispatch
import Foundation
import Glibc
import SystemPackage

@testable import ControlTransport

/// A client that sends whatever bytes it is told to. Its calls block, so it is used inside
/// ``blocking(_:)``.
final class RawClient {
  /// Nothing came for so long that nothing will.
  struct TimedOut: Error {}

  private let descriptor: CInt
  private var buffer: [UInt8] = []

  init(_ path: FilePath) throws {
    descriptor = try UnixSocket.connected(to: path).release()
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends `bytes` in chunks of `size`, as far as the server takes them.
  func send(_ bytes: some Collection<UInt8>, chunk size: Int = .max) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let sent = rest.prefix(size).withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// Sends the frame of `json`.
  func send(_ json: String, chunk size: Int = .max) { send(Array(json.utf8) + [0], chunk: size) }

  /// Says that nothing more will come.
  func endSending() { shutdown(descriptor, CInt(SHUT_WR)) }

  /// The next frame without its NUL; nil when the server has closed the connection.
  func frame() throws -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EAGAIN { throw TimedOut() }
      // A reset is how a connection ends on which the server left something unread.
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  /// Every frame until the server closes the connection.
  func frames() throws -> [String] {
    var all: [String] = []
    while let frame = try frame() { all.append(frame) }
    return all
  }
}

/// Runs `body`, which blocks, on a thread of its own: tasks share theirs with Dispatch's queues.
func blocking<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
  }
}

extension RawClient {
  /// The reply to `json`, for a client that knows there is one.
  func frame(after json: String) throws -> String {
    send(json)
    return try frame() ?? "closed"
  }

  /// Waits for something to read; true when there is, end of stream included.
  func waitForInput(milliseconds: CInt) -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, milliseconds) > 0
  }

  /// Keeps the connection open without reading until somebody sends `done`.
  func hold(until signals: Signals) {
    let semaphore = DispatchSemaphore(value: 0)
    Task {
      await signals.wait(for: "done")
      semaphore.signal()
    }
    semaphore.wait()
  }
}
