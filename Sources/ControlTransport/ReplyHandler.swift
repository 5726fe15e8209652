import ControlProtocol
import FoundationEssentials
import NIOCore
import Synchronization

/// A call on its way out, and who waits for its replies.
struct OutgoingCall: Sendable {
  /// The bytes to send.
  let frame: Data
  /// Called with each reply, or once with why there will be none. May be called again after a
  /// failure and has to take no notice then.
  let receive: @Sendable (Result<VarlinkReply, any Error>) -> Void
}

/// Why a connection ended; the first reason counts.
final class ConnectionEnd: Sendable {
  private let reason = Mutex<(any Error)?>(nil)

  /// What calls on the ended connection throw.
  var error: any Error { reason.withLock { $0 } ?? ControlClientError.connectionLost() }

  /// Notes why it ends, unless that is known already.
  func note(_ error: any Error) { reason.withLock { $0 = $0 ?? error } }
}

/// Sends calls and gives each reply to the call it belongs to. Replies come in the order of calls,
/// so that is a queue.
final class ReplyHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = OutgoingCall
  typealias OutboundOut = ByteBuffer

  private var decoder: FrameDecoder
  private var waiting: CircularBuffer<OutgoingCall> = []
  private let end: ConnectionEnd

  /// Takes replies of at most `limit` bytes.
  init(limit: Int, end: ConnectionEnd) {
    decoder = FrameDecoder(limit: limit)
    self.end = end
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let call = unwrapOutboundIn(data)
    waiting.append(call)
    context.write(wrapOutboundOut(ByteBuffer(bytes: call.frame)), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    decoder.append(unwrapInboundIn(data).readableBytesView)
    do {
      while let frame = try decoder.nextFrame() { try deliver(VarlinkReply(frame: frame)) }
    } catch {
      end.note(error is FrameBreach ? ControlClientError.notOrpheus(error) : error)
      context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end.note(ControlClientError.connectionLost(error))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    for call in waiting { call.receive(.failure(end.error)) }
    waiting.removeAll()
    context.fireChannelInactive()
  }

  private func deliver(_ reply: VarlinkReply) throws {
    guard let call = waiting.first else {
      // Said unasked: the daemon turns us away before the first call.
      throw reply.error ?? ControlClientError.notOrpheus()
    }
    if !reply.continues { waiting.removeFirst() }
    call.receive(.success(reply))
  }
}
