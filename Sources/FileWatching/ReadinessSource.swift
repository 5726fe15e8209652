import Dispatch

/// Calls a handler when records wait, for as long as it exists.
final class ReadinessSource {
  private let source: any DispatchSourceRead

  /// Whether the handler is held back.
  var isPaused = false {
    didSet {
      guard isPaused != oldValue else { return }
      if isPaused { source.suspend() } else { source.resume() }
    }
  }

  init(_ inotify: Inotify, queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void) {
    source = DispatchSource.makeReadSource(fileDescriptor: inotify.descriptor, queue: queue)
    source.setEventHandler(handler: handler)
    // The descriptor must stay open until the source has let go of it.
    source.setCancelHandler { withExtendedLifetime(inotify) {} }
    source.activate()
  }

  // A suspended source must not be let go.
  deinit {
    source.cancel()
    if isPaused { source.resume() }
  }
}
