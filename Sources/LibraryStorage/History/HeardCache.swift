import Synchronization

/// What is stored of recordings heard lately, so that reading a history does not look up its
/// favourites again with every batch.
///
/// It is taken by each transaction that changes what it holds, and only comes back, brought up to
/// date, with the commit: after a rollback, or a change made elsewhere, it is empty.
final class HeardCache: Sendable {
  /// Recordings in two generations: what was not heard in the time it took to hear as many others
  /// is forgotten.
  struct Contents {
    /// Each generation holds so many at most, some 2 MB.
    private static let most = 20_000

    private var recent: [HeardDigest: HeardState] = [:]
    private var former: [HeardDigest: HeardState] = [:]

    /// Nothing.
    init() {}

    subscript(digest: HeardDigest) -> HeardState? { recent[digest] ?? former[digest] }

    /// Puts in the place of what was known of a recording what is known now.
    mutating func keep(_ state: HeardState, of digest: HeardDigest) {
      if recent.count >= Self.most, recent[digest] == nil { (former, recent) = (recent, [:]) }
      recent[digest] = state
    }
  }

  private let contents = Mutex(Contents())

  /// Hands over what is cached; the cache is empty from then on.
  func take() -> Contents {
    contents.withLock { contents in
      defer { contents = Contents() }
      return contents
    }
  }

  /// Keeps what holds after a commit.
  func put(_ committed: Contents) { contents.withLock { $0 = committed } }
}
