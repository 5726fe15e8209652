import ControlProtocol

/// What the server owes one connection: a state machine without I/O.
///
/// One call is in hand at a time and replies come in the order of calls. While one is in hand nothing
/// is read, so a client that sends faster than it is answered waits in its own socket buffer.
struct Conversation {
  /// What the connection has to do next.
  enum Action {
    /// Nothing, until something else happens.
    case wait
    /// Read from the client.
    case read
    /// Answer this call, then report ``Conversation/finishedCall()``.
    case answer(VarlinkCall)
    /// Cancel the call in hand; it will still report that it finished.
    case cancelCall
    /// Send this error, then close.
    case refuse(ControlError)
    /// Close.
    case close
    /// The connection is closed and nothing is in hand: forget it.
    case end
  }

  private enum InHand {
    /// A call with one reply.
    case call
    /// A call with any number of replies, which may never end by itself.
    case stream
    /// A call nobody waits for.
    case oneway
  }

  private enum Input {
    /// The client may send more.
    case open
    /// The client has sent all it will, and still listens.
    case ended
    /// The client is gone.
    case gone
  }

  private var decoder: FrameDecoder
  private var inHand: InHand?
  private var input = Input.open
  /// No further call is begun.
  private var isClosing = false

  /// Begins a conversation with nothing said.
  init(requestBytes: Int, depth: Int) {
    decoder = FrameDecoder(limit: requestBytes, depth: depth)
  }

  /// True while the client owes the rest of a request. Not while a call is in hand: then it is we
  /// who do not read.
  var awaitsRestOfFrame: Bool {
    inHand == nil && !isClosing && input == .open && decoder.holdsPartialFrame
  }

  /// Bytes came.
  mutating func receive(_ bytes: some Collection<UInt8>) -> Action {
    guard !isClosing else { return .wait }
    decoder.append(bytes)
    return inHand == nil ? next() : .wait
  }

  /// The call in hand has sent its last reply, or was cancelled.
  mutating func finishedCall() -> Action {
    inHand = nil
    return next()
  }

  /// The client shut down its sending side; what it sent before is still answered.
  mutating func inputEnded() -> Action {
    guard input == .open else { return .wait }
    input = .ended
    return inHand == nil ? next() : .wait
  }

  /// The connection is closed, by whomever.
  ///
  /// A call that somebody waited for is cancelled, and what stood behind it dropped. A oneway call
  /// was sent by someone who meant to leave, so it is carried out, and those behind it as well.
  mutating func connectionClosed() -> Action {
    guard input != .gone else { return .wait }
    input = .gone
    switch inHand {
    case nil: return next()
    case .oneway: return .wait
    case .call, .stream:
      isClosing = true
      return .cancelCall
    }
  }

  /// The rest of a request did not come in time.
  mutating func frameTimedOut(after limit: Duration) -> Action {
    guard awaitsRestOfFrame else { return .wait }
    isClosing = true
    return .refuse(.limitExceeded(limit: "a request has to arrive within \(limit)"))
  }

  /// The server stops: the reply in hand is finished, a stream is not.
  mutating func stop() -> Action {
    isClosing = true
    return switch inHand {
    case nil: input == .gone ? .wait : .close
    case .stream: .cancelCall
    case .call, .oneway: .wait
    }
  }

  /// The next call that has come whole, or what to do until one has.
  private mutating func next() -> Action {
    if isClosing { return input == .gone ? .end : .close }
    do {
      while let frame = try decoder.nextFrame() {
        let call = try VarlinkCall(frame: frame)
        if input == .gone && !call.isOneway { continue }
        inHand = call.isOneway ? .oneway : call.wantsMore ? .stream : .call
        return .answer(call)
      }
    } catch {
      isClosing = true
      return input == .gone ? .end : .refuse(error.controlError)
    }
    return switch input {
    case .open: .read
    case .ended: .close
    case .gone: .end
    }
  }
}
