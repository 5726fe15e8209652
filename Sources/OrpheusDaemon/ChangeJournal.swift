import ControlProtocol

/// Remembers when each topic last changed, so that any number of subscribers can catch up without
/// a queue: a subscriber that falls behind merely finds more topics changed.
actor ChangeJournal {
  /// What a subscriber learns.
  struct Change: Hashable, Sendable {
    var generation: Int
    var topics: Set<Topic>
    /// True when the subscriber's generation was not of this run.
    var isFresh: Bool
  }

  /// The number of the latest change. It starts from the clock, so that no generation of an
  /// earlier run is ever taken for one of this.
  private(set) var generation: Int { didSet { latestGeneration.publish(generation) } }
  /// ``generation``, for those who must not wait.
  nonisolated let latestGeneration: Published<Int>
  private let first: Int
  private var latest: [Topic: Int] = [:]
  private let signal = Signal()

  /// Starts at `secondsSince1970`, leaving room for a million changes a second.
  init(secondsSince1970: Int) {
    first = secondsSince1970 * 1_000_000
    generation = first
    latestGeneration = Published(first)
  }

  /// Notes that `topics` changed and wakes whoever waits.
  func note(_ topics: Topic...) async {
    generation += 1
    for topic in topics { latest[topic] = generation }
    await signal.raise()
  }

  /// What changed in `topics` after `since`; returns at once if anything did, and otherwise when
  /// something does. Nil when the calling task is cancelled.
  func change(in topics: Set<Topic>, after since: Int) async -> Change? {
    guard (first...generation).contains(since) else {
      return Change(generation: generation, topics: topics, isFresh: true)
    }
    while !Task.isCancelled {
      // Read first: a note made while we look is then not slept through.
      let epoch = await signal.epoch
      let changed = topics.filter { (latest[$0] ?? first) > since }
      guard changed.isEmpty else {
        return Change(generation: generation, topics: changed, isFresh: false)
      }
      await signal.wait(after: epoch)
    }
    return nil
  }
}
