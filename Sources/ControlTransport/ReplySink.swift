import ControlProtocol
import NIOCore

/// Where the replies to one call go.
struct ReplySink: Sendable {
  /// Thrown when a reply could not be delivered; there is nobody left to tell.
  struct ClientGone: Error {}

  /// A oneway call is answered with nothing at all.
  let isOneway: Bool
  /// Bytes in a reply.
  let limit: Int
  /// Puts one frame on the wire; returns when the kernel has all of it.
  let write: @Sendable (ByteBuffer) async throws -> Void

  /// Sends a successful reply, or an error in its place when it is too long.
  func send(_ reply: some Encodable, continues: Bool) async throws {
    guard !isOneway else { return }
    guard let frame = try frame(reply, continues: continues) else {
      throw ControlError.limitExceeded(
        limit: "a reply has at most \(limit) bytes; ask for less with limit")
    }
    try await deliver(frame)
  }

  /// Sends an error.
  func send(_ error: ControlError) async throws {
    guard !isOneway else { return }
    try await deliver(ByteBuffer(bytes: VarlinkReply.frame(error: error)))
  }

  /// The frame of a successful reply; nil when it is too long.
  ///
  /// In the form in which it is sent, so that no second copy waits beside it for a slow client.
  func frame(_ reply: some Encodable, continues: Bool = false) throws -> ByteBuffer? {
    try VarlinkReply.frame(reply, continues: continues, limit: limit).map(ByteBuffer.init(bytes:))
  }

  /// Sends a frame; throws ``ClientGone`` when nobody takes it.
  func deliver(_ frame: ByteBuffer) async throws {
    do {
      try await write(frame)
    } catch {
      throw ClientGone()
    }
  }
}
