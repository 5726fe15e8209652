package import ControlProtocol
import FoundationEssentials
import NIOCore
import NIOPosix
package import SystemPackage

/// One connection to the daemon.
///
/// Calls may be made from several tasks at a time; they are answered in the order they were made.
package struct ControlClient: Sendable {
  /// The daemon's limits: a request longer than that is not even sent, a reply may be a little
  /// longer in case the daemon is a newer one.
  private static let requestBytes = ControlLimits.standard.requestBytes
  private static let replyBytes = 2 * ControlLimits.standard.replyBytes
  private static let year = 31_536_000.0

  private let channel: any Channel
  private let end: ConnectionEnd

  /// Connects to the daemon at `socket`, runs `body`, and closes the connection whatever happens.
  ///
  /// Throws ``ControlClientError`` when there is no daemon to talk to, and what `body` throws.
  package static func withConnection<Result: Sendable>(
    to socket: FilePath, _ body: (ControlClient) async throws -> Result
  ) async throws -> Result {
    let connected = try connect(to: socket)
    let thread = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let outcome: Swift.Result<Result, any Error>
    do {
      let end = ConnectionEnd()
      let channel = try await ClientBootstrap(group: thread)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              ReplyHandler(limit: replyBytes, end: end))
          }
        }
        .withConnectedSocket(connected.release()).get()
      outcome = .success(try await body(ControlClient(channel: channel, end: end)))
    } catch {
      outcome = .failure(error)
    }
    // Ends the connection as well.
    try? await thread.shutdownGracefully()
    return try outcome.get()
  }

  private static func connect(to socket: FilePath) throws(ControlClientError) -> UnixSocket {
    do {
      return try UnixSocket.connected(to: socket)
    } catch {
      throw ControlClientError(connectingTo: socket, error)
    }
  }

  /// Calls `request`'s method and returns its reply.
  ///
  /// Throws the `ControlError` the daemon answers with, or ``ControlClientError``. Cancelling closes
  /// the connection: nothing else tells the daemon that nobody waits any more. So does an answer
  /// that does not come within the request's ``ControlRequest/patience``.
  package func call<Request: ControlRequest>(
    _ request: Request
  ) async throws -> Request.Reply {
    try await call(request, patience: request.patience)
  }

  /// The same with another patience, in seconds.
  func call<Request: ControlRequest>(
    _ request: Request, patience: Double?
  ) async throws -> Request.Reply {
    let (replies, continuation) = AsyncThrowingStream<VarlinkReply, any Error>.makeStream()
    let alarm = patience.map { seconds in
      let seconds = min(max(seconds, 0), Self.year)
      return channel.eventLoop.scheduleTask(in: TimeAmount(.seconds(seconds))) { [channel, end] in
        end.note(ControlClientError.noAnswer(after: seconds))
        channel.close(promise: nil)
      }
    }
    defer { alarm?.cancel() }
    try send(request, more: false) { result in
      switch result {
      case .success(let reply):
        continuation.yield(reply)
        continuation.finish()
      case .failure(let error): continuation.finish(throwing: error)
      }
    }
    for try await reply in replies { return try Self.parameters(of: reply) }
    // A reply or an error always comes, unless this task was cancelled.
    channel.close(promise: nil)
    throw CancellationError()
  }

  /// Calls `request`'s method with `more` and returns its replies as they come.
  ///
  /// Ending the iteration early closes the connection, because Varlink has no other way to end a
  /// stream; calls made meanwhile wait behind it. Replies that are not taken pile up here, so take
  /// them: the daemon sends one a change, not one a track.
  package func stream<Request: ControlRequest>(
    _ request: Request
  ) -> AsyncThrowingStream<Request.Reply, any Error> {
    AsyncThrowingStream { continuation in
      continuation.onTermination = { [channel] reason in
        if case .cancelled = reason { channel.close(promise: nil) }
      }
      do {
        try send(request, more: true) { result in
          do {
            let reply = try result.get()
            // The last reply of a stream may carry nothing but the end.
            if let value: Request.Reply = try Self.element(of: reply) { continuation.yield(value) }
            if !reply.continues { continuation.finish() }
          } catch {
            continuation.finish(throwing: error)
          }
        }
      } catch {
        continuation.finish(throwing: error)
      }
    }
  }

  private func send(
    _ request: some ControlRequest, more: Bool,
    receive: @escaping @Sendable (Result<VarlinkReply, any Error>) -> Void
  ) throws {
    let frame = try VarlinkCall.frame(calling: request, more: more)
    guard frame.count - 1 <= Self.requestBytes else {
      throw ControlError.limitExceeded(limit: "a request has at most \(Self.requestBytes) bytes")
    }
    // On a connection that has ended the call never reaches the handler that keeps the queue.
    channel.writeAndFlush(OutgoingCall(frame: frame, receive: receive)).whenFailure { [end] _ in
      receive(.failure(end.error))
    }
  }

  private static func parameters<Reply: Decodable>(of reply: VarlinkReply) throws -> Reply {
    if let error = reply.error { throw meaning(of: error) }
    do {
      return try reply.parameters()
    } catch {
      throw ControlClientError.otherVersion(error)
    }
  }

  private static func element<Reply: Decodable>(of reply: VarlinkReply) throws -> Reply? {
    if !reply.continues, reply.error == nil { return try? reply.parameters() }
    return try parameters(of: reply)
  }

  /// A service that does not know our interface is not the daemon.
  private static func meaning(of error: ControlError) -> any Error {
    if case .interfaceNotFound(ControlInterface.name) = error {
      return ControlClientError.notOrpheus(error)
    }
    return error
  }
}
