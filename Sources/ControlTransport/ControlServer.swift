import ControlProtocol
package import Logging
import NIOCore
import NIOPosix

/// Serves ``ControlInterface`` on a Unix socket.
///
/// One thread does the reading and writing; each call is answered in a task, on threads of the
/// server's own. A connection lives and fails alone.
package struct ControlServer: Sendable {
  private let router: ControlRouter
  private let limits: ControlLimits
  private let owner: UInt32
  private let logger: Logger

  /// Makes a server that lets `owner` and root change things.
  package init(
    router: ControlRouter, limits: ControlLimits = .standard, owner: UInt32, logger: Logger
  ) {
    self.router = router
    self.limits = limits
    self.owner = owner
    self.logger = logger
  }

  /// Serves until the task is cancelled, then stops: nobody is accepted any more, replies in hand
  /// are finished, streams end, and everything is closed within ``ControlLimits/stopGrace``.
  ///
  /// Calls `onListening` once clients can connect. Throws ``ControlServerError`` when there is
  /// nothing to listen at, or the socket is lost; returns normally after a cancellation.
  package func run(
    listening endpoint: ListeningEndpoint, onListening: @Sendable () async -> Void = {}
  ) async throws(ControlServerError) {
    let socket = try ListeningSocket.open(endpoint)
    let file = socket.file
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let answering = ControlThreads()
    var failure: (any Error)?
    do {
      let register = ConnectionRegister(limits: limits, owner: owner)
      let listener = try await ServerBootstrap(group: threads)
        // Reading is asked for call by call, see Conversation.
        .childChannelOption(.autoRead, value: false)
        // A client may say all it has to say, shut down its side, and wait for the replies.
        .childChannelOption(.allowRemoteHalfClosure, value: true)
        .bind(socket.release()) { channel in
          channel.eventLoop.makeCompletedFuture { try register.admit(channel) }
        }
      await onListening()
      // Not a child task: cancelling this one has to let the replies in hand be finished.
      let serving = Task(executorPreference: answering) {
        try await serve(listener, register: register, file: file)
      }
      try await withTaskCancellationHandler {
        try await serving.value
      } onCancel: {
        listener.channel.close(promise: nil)
      }
      if !Task.isCancelled { failure = ChannelError.alreadyClosed }
    } catch {
      failure = error
    }
    file?.remove()
    try? await threads.shutdownGracefully()
    await answering.shutDown()
    if let failure, !Task.isCancelled {
      throw ControlServerError(
        code: .cannotListen, message: "the control socket was lost", cause: failure)
    }
  }

  /// Accepts until the listener is closed, then sees every connection to its end.
  private func serve(
    _ listener: NIOAsyncChannel<Connection, Never>, register: ConnectionRegister, file: SocketFile?
  ) async throws {
    try await listener.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          group.addTask {
            await serve(connection)
            register.remove(connection)
          }
        }
        // First the file, so that nobody new finds the way to a closed door.
        file?.remove()
        register.stop()
        listener.channel.eventLoop.scheduleTask(in: TimeAmount(limits.stopGrace)) {
          register.stopNow()
        }
      }
    }
  }

  /// Answers the calls of one connection until it is over.
  private func serve(_ connection: Connection) async {
    guard let peer = connection.peer else { return }
    var logger = logger
    logger[metadataKey: "peer"] = "uid \(peer.user), pid \(peer.process)"
    let mayChange = peer.mayChange(what: owner)
    await withDiscardingTaskGroup { group in
      for await event in connection.events {
        switch event {
        case .dropped(let reason):
          logger.info("dropping a client", metadata: ["reason": "\(reason)"])
        case .call(let call):
          let replies = ReplySink(isOneway: call.isOneway, limit: limits.replyBytes) { frame in
            try await connection.channel.writeAndFlush(frame)
          }
          group.addTask { [logger] in
            await router.answer(
              call, from: peer, mayChange: mayChange, replies: replies, logger: logger)
            connection.finishedCall()
          }
        case .cancel:
          // The connection begins no further call after this, so the group may stay cancelled.
          group.cancelAll()
        }
      }
    }
  }
}
