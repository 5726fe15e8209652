import ControlProtocol
import FoundationEssentials

/// Where the replies to one call go.
struct ReplySink: Sendable {
  /// Thrown when a reply could not be delivered; there is nobody left to tell.
  struct ClientGone: Error {}

  /// A oneway call is answered with nothing at all.
  let isOneway: Bool
  /// Bytes in a reply.
  let limit: Int
  /// Puts one frame on the wire; returns when the kernel has all of it.
  let write: @Sendable (Data) async throws -> Void

  /// Sends a successful reply, or an error in its place when it is too long.
  func send(_ reply: some Encodable, continues: Bool) async throws {
    guard !isOneway else { return }
    let frame = try VarlinkReply.frame(reply, continues: continues)
    guard frame.count - 1 <= limit else {
      throw ControlError.limitExceeded(
        limit: "a reply has at most \(limit) bytes; ask for less with limit")
    }
    try await deliver(frame)
  }

  /// Sends an error.
  func send(_ error: ControlError) async throws {
    guard !isOneway else { return }
    try await deliver(VarlinkReply.frame(error: error))
  }

  private func deliver(_ frame: Data) async throws {
    do {
      try await write(frame)
    } catch {
      throw ClientGone()
    }
  }
}
