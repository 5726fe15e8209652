import ControlProtocol
import NIOCore

/// What a connection tells the task that serves it.
enum ConnectionEvent: Sendable {
  /// Answer this call, then call ``Connection/finishedCall()``.
  case call(VarlinkCall)
  /// Cancel the call in hand.
  case cancel
  /// The connection is being closed because the client broke a rule; for the log.
  case dropped(reason: String)
}

/// Performs on the event loop what ``Conversation`` decides, and keeps the two timers.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var conversation: Conversation
  private let limits: ControlLimits
  private let refusal: ControlError?
  private let events: AsyncStream<ConnectionEvent>.Continuation
  private var context: ChannelHandlerContext?
  private var frameTimer: Scheduled<Void>?

  /// Serves one connection; with a `refusal` it says so and closes.
  init(
    limits: ControlLimits, refusal: ControlError?,
    events: AsyncStream<ConnectionEvent>.Continuation
  ) {
    conversation = Conversation(requestBytes: limits.requestBytes, depth: limits.depth)
    self.limits = limits
    self.refusal = refusal
    self.events = events
  }

  /// The call of the last ``ConnectionEvent/call(_:)`` is done.
  func finishedCall() { perform(conversation.finishedCall()) }

  /// No more calls; the reply in hand is finished.
  func stop() { perform(conversation.stop()) }

  /// No more anything.
  func stopNow() {
    events.yield(.cancel)
    perform(.close)
  }

  // MARK: What the channel tells

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    perform(refusal.map { .refuse($0) } ?? .read)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard refusal == nil else { return }
    perform(conversation.receive(unwrapInboundIn(data).readableBytesView))
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { perform(conversation.inputEnded()) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    perform(conversation.connectionClosed())
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A reset or a broken pipe: the client is gone, and nobody is left to tell.
    context.close(promise: nil)
  }

  // MARK: What the server sends

  /// Sends one reply, and drops the client when it has not taken it in time. The promise is kept
  /// when the kernel has all of it, which is how one reply at a time is in memory.
  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let written = promise ?? context.eventLoop.makePromise()
    let channel = context.channel
    let timer = context.eventLoop.scheduleTask(in: TimeAmount(limits.stalledOutput)) { [events] in
      events.yield(.dropped(reason: "it does not read its replies"))
      channel.close(promise: nil)
    }
    written.futureResult.whenComplete { _ in timer.cancel() }
    context.write(data, promise: written)
  }

  /// Hangs up before it closes: a copy of the socket, in a program that was being started when the
  /// client was accepted, would otherwise keep the client waiting for as long as that program runs.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if mode == .all { context.close(mode: .output, promise: nil) }
    context.close(mode: mode, promise: promise)
  }

  private func refuse(_ error: ControlError, context: ChannelHandlerContext) {
    events.yield(.dropped(reason: "\(error)"))
    let written = context.eventLoop.makePromise(of: Void.self)
    let channel = context.channel
    written.futureResult.whenComplete { _ in channel.close(promise: nil) }
    write(
      context: context,
      data: wrapOutboundOut(ByteBuffer(bytes: VarlinkReply.frame(error: error))), promise: written)
    context.flush()
  }

  // MARK: Performing

  private func perform(_ action: Conversation.Action) {
    switch action {
    case .wait: break
    case .read: context?.read()
    case .answer(let call): events.yield(.call(call))
    case .cancelCall: events.yield(.cancel)
    case .refuse(let error): if let context { refuse(error, context: context) }
    case .close: if let context { close(context: context, mode: .all, promise: nil) }
    case .end: events.finish()
    }
    updateFrameTimer()
  }

  /// The timer runs from the first byte of a request to its last; bytes in between do not wind it
  /// up again, or a client could send one every few seconds for ever.
  private func updateFrameTimer() {
    guard conversation.awaitsRestOfFrame, let context else {
      frameTimer?.cancel()
      frameTimer = nil
      return
    }
    guard frameTimer == nil else { return }
    frameTimer = context.eventLoop.assumeIsolated().scheduleTask(
      in: TimeAmount(limits.partialFrame)
    ) { [self] in
      frameTimer = nil
      perform(conversation.frameTimedOut(after: limits.partialFrame))
    }
  }
}
