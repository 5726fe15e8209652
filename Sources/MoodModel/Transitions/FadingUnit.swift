import Glibc

/// What one new observation adds to counts that fade.
///
/// Fading every count at every step would touch thousands of numbers. Instead the newest
/// observation is made to weigh more, and a count is read as its number divided by ``value``. All
/// numbers are scaled down together, by a power of two and therefore exactly, before they grow too
/// large.
struct FadingUnit: Hashable, Sendable {
  /// Where the counts are scaled down, and by how much.
  static let limit = 0x1p32
  /// A count below this is nought: kept up for ever it would end as a denormal number.
  static let negligible = 1e-9

  private let growth: Double
  /// 1 …  ``limit``.
  var value = 1.0

  /// Counts halve with every `halfLife` steps; nil: they never fade.
  init(halfLife: Double?) {
    growth = halfLife.map { exp2(1 / $0) } ?? 1
  }

  /// Lets one step pass; true when every number has to be ``scaledDown(_:)`` now.
  mutating func advance() -> Bool {
    value *= growth
    guard value > Self.limit else { return false }
    value /= Self.limit
    return true
  }

  /// `numbers` in the unit that holds after ``advance()`` returned true.
  static func scaledDown(_ numbers: [Double]) -> [Double] {
    numbers.map { $0 / limit < negligible ? 0 : $0 / limit }
  }

  /// Whether ``advance()`` can have led here.
  var isSound: Bool { value > 1 / Self.limit && value <= Self.limit }
}
