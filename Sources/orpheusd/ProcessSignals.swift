import Dispatch
import Glibc
import Synchronization

/// The signals a service manager and a terminal send, as values.
final class ProcessSignals {
  /// An element for every SIGHUP; several in a row count as one.
  let reloads: AsyncStream<Void>
  /// Asked for by the first SIGTERM or SIGINT.
  let stop = StopRequest()

  private let sources: [any DispatchSourceSignal]

  /// Takes over the signals of the process.
  init() {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    reloads = stream
    let queue = DispatchQueue(label: "signals")
    func source(_ number: CInt, _ action: @escaping @Sendable () -> Void)
      -> any DispatchSourceSignal
    {
      // Dispatch sees a signal only if its default action is out of the way.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler(handler: action)
      source.activate()
      return source
    }
    sources = [
      source(SIGHUP) { continuation.yield() },
      source(SIGTERM) { [stop] in stop.ask() },
      source(SIGINT) { [stop] in stop.ask() },
    ]
    signal(SIGPIPE, SIG_IGN)
    // Comes when someone opens a file for writing in the instant that we hold a lease on it.
    signal(SIGIO, SIG_IGN)
  }
}

/// A wish to stop, which may come before anyone can follow it.
final class StopRequest: Sendable {
  private let state = Mutex<(isAsked: Bool, action: (@Sendable () -> Void)?)>((false, nil))

  /// Calls `action` when asked to stop, at once if that has happened already.
  func onAsked(_ action: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      state.action = action
      return state.isAsked
    }
    if isLate { action() }
  }

  /// Asks to stop.
  func ask() {
    let action = state.withLock { state in
      state.isAsked = true
      return state.action
    }
    action?()
  }
}
