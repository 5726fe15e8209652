import CLinux
import FoundationEssentials
import Glibc

/// Why a message did not get through.
package enum WorkerChannelError: Error, Hashable, Sendable {
  /// The other end is gone: it exited, or crashed.
  case closed
  /// Nothing came within the time limit.
  case timedOut
  /// The other end sent something that is no message of this protocol.
  case malformed
  /// The system refused; `errno` and what was being done.
  case system(code: CInt, doing: String)
}

/// One end of the socket between the daemon and a worker.
///
/// The socket is a `SOCK_SEQPACKET` pair: a message is a packet of JSON, and an open descriptor may
/// ride along (unix(7), SCM_RIGHTS). Calls block; the daemon makes them on a queue of their own.
/// One thread at a time may send and one may receive.
package final class WorkerChannel: Sendable {
  /// More than the largest reply (some 10 kB), less than the socket's buffer.
  private static let messageLimit = 128 * 1024

  private let socket: CInt

  /// Takes ownership of `socket`, one end of a ``makePair()``.
  package init(owning socket: CInt) { self.socket = socket }

  deinit { close(socket) }

  /// Two connected, close-on-exec sockets: one to keep, one to hand to a worker.
  package static func makePair() throws(WorkerChannelError) -> (ours: CInt, theirs: CInt) {
    var ends: [CInt] = [-1, -1]
    let kind = CInt(SOCK_SEQPACKET.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw .system(code: errno, doing: "making a socket pair")
    }
    return (ends[0], ends[1])
  }

  /// Makes ``receive(_:)`` give up with `timedOut` after `seconds` of silence.
  package func setReceiveLimit(seconds: Int) throws(WorkerChannelError) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    guard setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size) == 0 else {
      throw .system(code: errno, doing: "setting a receive limit")
    }
  }

  /// Sends `message`, with `descriptor` attached unless it is negative.
  package func send(
    _ message: some Encodable, descriptor: CInt = -1
  ) throws(WorkerChannelError) {
    let bytes: Data
    do {
      bytes = try JSONEncoder().encode(message)
    } catch {
      throw .malformed
    }
    let sent = bytes.withUnsafeBytes { buffer in
      orpheus_send_descriptor(socket, buffer.baseAddress, buffer.count, descriptor)
    }
    guard sent < 0 else { return }
    switch CInt(-sent) {
    case EPIPE, ECONNRESET: throw .closed
    case let code: throw .system(code: code, doing: "sending to a worker")
    }
  }

  /// Receives one message and the descriptor that came with it (−1 for none), which the caller
  /// then owns.
  package func receive<Message: Decodable>(
    _: Message.Type = Message.self
  ) throws(WorkerChannelError) -> (message: Message, descriptor: CInt) {
    var buffer = [UInt8](repeating: 0, count: Self.messageLimit)
    var descriptor: CInt = -1
    let received = orpheus_receive_descriptor(socket, &buffer, buffer.count, &descriptor)
    guard received != 0 else { throw .closed }
    guard received > 0 else {
      switch CInt(-received) {
      case EAGAIN: throw .timedOut
      case ECONNRESET, EPIPE: throw .closed
      case EMSGSIZE: throw .malformed
      case let code: throw .system(code: code, doing: "receiving from a worker")
      }
    }
    do {
      let message = try JSONDecoder().decode(Message.self, from: Data(buffer[..<received]))
      return (message, descriptor)
    } catch {
      if descriptor >= 0 { close(descriptor) }
      throw .malformed
    }
  }

  /// Ends the conversation: the other end reads end of stream.
  package func hangUp() { shutdown(socket, CInt(SHUT_RDWR)) }

  /// Returns once the other end is gone, even while messages wait unread.
  package func waitForHangup() { orpheus_wait_for_hangup(socket) }
}
