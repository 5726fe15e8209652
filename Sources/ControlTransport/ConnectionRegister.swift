import ControlProtocol
import Glibc
import NIOCore
import Synchronization

/// One accepted connection, as tasks outside its event loop hold it.
struct Connection: Sendable {
  /// Nil when the kernel would not say; such a connection is refused.
  let peer: PeerCredentials?
  /// Where replies go.
  let channel: any Channel
  /// Calls to answer and cancellations, until the connection is over.
  let events: AsyncStream<ConnectionEvent>
  private let handler: NIOLoopBound<ConnectionHandler>

  /// Sets up `channel`, on its event loop.
  init(
    _ channel: any Channel, peer: PeerCredentials?, refusal: ControlError?, limits: ControlLimits
  ) throws {
    let (events, continuation) = AsyncStream<ConnectionEvent>.makeStream()
    let handler = ConnectionHandler(limits: limits, refusal: refusal, events: continuation)
    try channel.pipeline.syncOperations.addHandler(handler)
    self.peer = peer
    self.channel = channel
    self.events = events
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
  }

  /// Reports that the call of the last event is done.
  func finishedCall() { channel.eventLoop.execute { handler.value.finishedCall() } }

  /// Finishes the reply in hand, then closes.
  func stop() { channel.eventLoop.execute { handler.value.stop() } }

  /// Closes.
  func stopNow() { channel.eventLoop.execute { handler.value.stopNow() } }
}

/// Who is connected: counts them against the limits, and reaches them all when the server stops.
final class ConnectionRegister: Sendable {
  private struct State {
    var connections: [ObjectIdentifier: Connection] = [:]
    var perUser: [UInt32: Int] = [:]
    var isStopping = false
  }

  private let limits: ControlLimits
  private let owner: UInt32
  private let state = Mutex(State())

  /// A register with nobody in it, that keeps some room for `owner` and root.
  init(limits: ControlLimits, owner: UInt32) {
    self.limits = limits
    self.owner = owner
  }

  /// Sets up an accepted `channel`, on its event loop: it is served when there is room, and told
  /// why not otherwise.
  func admit(_ channel: any Channel) throws -> Connection {
    do {
      return try register(channel)
    } catch {
      // Nobody else would: what cannot be set up never gets to the task that serves it.
      channel.close(promise: nil)
      throw error
    }
  }

  private func register(_ channel: any Channel) throws -> Connection {
    let peer = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable {
      (descriptor: NIOBSDSocket.Handle) in
      // Accepted sockets are inherited by programs unless they are told not to be.
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return try PeerCredentials(socket: descriptor)
    }
    return try state.withLock { state in
      let refusal = refusal(of: peer, in: state)
      let connection = try Connection(channel, peer: peer, refusal: refusal, limits: limits)
      if refusal == nil, let peer {
        state.connections[ObjectIdentifier(channel)] = connection
        state.perUser[peer.user, default: 0] += 1
      }
      return connection
    }
  }

  /// Forgets a connection; harmless for one that was refused.
  func remove(_ connection: Connection) {
    state.withLock { state in
      guard state.connections.removeValue(forKey: ObjectIdentifier(connection.channel)) != nil,
        let user = connection.peer?.user
      else { return }
      let left = state.perUser[user, default: 1] - 1
      state.perUser[user] = left > 0 ? left : nil
    }
  }

  /// Finishes the replies in hand and closes every connection.
  func stop() {
    let connections = state.withLock { state in
      state.isStopping = true
      return Array(state.connections.values)
    }
    for connection in connections { connection.stop() }
  }

  /// Closes every connection that is left.
  func stopNow() {
    for connection in state.withLock({ Array($0.connections.values) }) { connection.stopNow() }
  }

  private func refusal(of peer: PeerCredentials?, in state: State) -> ControlError? {
    guard let peer else { return .failed(reason: "the kernel does not say who you are") }
    if state.isStopping { return .failed(reason: "the daemon is stopping") }
    let kept = peer.mayChange(what: owner) ? 0 : min(limits.connectionsForOwner, limits.connections)
    if state.connections.count >= limits.connections - kept {
      return .limitExceeded(limit: "at most \(limits.connections) clients at a time")
    }
    if state.perUser[peer.user, default: 0] >= limits.connectionsPerUser {
      return .limitExceeded(limit: "at most \(limits.connectionsPerUser) clients a user at a time")
    }
    return nil
  }
}
