import Synchronization

/// What is stored of recordings heard lately, so that reading a history does not look up its
/// favourites again with every batch.
///
/// It is taken by each transaction that changes what it holds, and only comes back, brought up to
/// date, with the commit: after a rollback, or a change made elsewhere, it is empty.
final class HeardCache: Sendable {
  /// Some 2 MB.
  static let most = 20_000

  private let states = Mutex<[HeardDigest: HeardState]>([:])

  /// Hands over what is cached; the cache is empty from then on.
  func take() -> [HeardDigest: HeardState] {
    states.withLock { states in
      defer { states = [:] }
      return states
    }
  }

  /// Keeps what holds after a commit.
  func put(_ committed: [HeardDigest: HeardState]) {
    states.withLock { $0 = committed }
  }
}
