/// Tells a bad file from a bad worker: decides from deaths in a row when to let the workers rest.
///
/// A file that ends its worker is one thing; five different files in a row that do are another: a
/// library that was just upgraded, a machine out of memory, a wall of the sandbox where a decoder
/// wants to pass. Then every further file would only be given an undeserved strike.
struct WorkerDeaths: Sendable {
  /// When to rest, and for how long.
  struct Policy: Sendable {
    /// So many deaths in a row, each on another file, begin the first rest.
    var allowed = 5
    /// Each rest is twice as long as the one before.
    var firstRest: Duration = .seconds(30)
    var longestRest: Duration = .seconds(600)
  }

  /// Deaths since a file was last read to its end.
  private(set) var inARow = 0
  private let policy: Policy
  private var nextRest: Duration

  /// Starts with no deaths.
  init(policy: Policy = Policy()) {
    self.policy = policy
    nextRest = policy.firstRest
  }

  /// A file was read to its end: the workers are well.
  mutating func readToTheEnd() { self = WorkerDeaths(policy: policy) }

  /// A worker died on a file, or had to be killed. Returns how long to rest before the next; nil
  /// to go on.
  ///
  /// A file that has ended a worker before says nothing new about workers, unless they are under
  /// suspicion already.
  mutating func died(isFirstTry: Bool) -> Duration? {
    if isFirstTry || inARow >= policy.allowed { inARow += 1 }
    guard inARow >= policy.allowed else { return nil }
    defer { nextRest = min(nextRest * 2, policy.longestRest) }
    return nextRest
  }
}
