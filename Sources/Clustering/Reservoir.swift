/// Draws a fixed number of items from a stream of unknown length, each as likely as any other.
///
/// Algorithm R: Vitter, ACM Transactions on Mathematical Software 11(1), 1985. The same stream and
/// seed give the same sample.
package struct Reservoir: Sendable {
  /// How many items are kept at most.
  package let limit: Int
  /// How many have come.
  package private(set) var count = 0
  private var generator: SeededGenerator

  /// Keeps at most `limit` items.
  package init(limit: Int, seed: UInt64) {
    self.limit = max(limit, 0)
    generator = SeededGenerator(seed: seed)
  }

  /// What to do with an item.
  package enum Place: Hashable, Sendable {
    /// Keep it as well.
    case append
    /// Keep it in the place of this one.
    case replace(Int)
    /// Let it go.
    case skip
  }

  /// Where the next item goes.
  package mutating func next() -> Place {
    count += 1
    if count <= limit { return .append }
    let place = generator.nextIndex(below: count)
    return place < limit ? .replace(place) : .skip
  }
}
