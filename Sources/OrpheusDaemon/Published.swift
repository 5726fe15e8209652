import Synchronization

/// The latest of a value that an actor keeps, for those who must not wait for the actor: it may be
/// listing a folder on a slow disk, or forming moods.
final class Published<Value: Sendable>: Sendable {
  private let latest: Mutex<Value>

  init(_ value: Value) { latest = Mutex(value) }

  /// The value as it was last published.
  var value: Value { latest.withLock { $0 } }

  /// To be called with every change, before anyone is told of it.
  func publish(_ value: Value) { latest.withLock { $0 = value } }
}
