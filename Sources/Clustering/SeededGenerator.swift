/// SplitMix64: random numbers that a seed determines completely.
///
/// Clustering the same library twice has to give the same moods, on any machine and with any
/// version of the standard library. Source: Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014.
package struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// Starts the sequence that belongs to `seed`; every seed is a good one, 0 included.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

extension RandomNumberGenerator {
  /// A uniform number in 0..<1 made of the upper 53 bits.
  ///
  /// `Double.random(in:using:)` leaves its method open, so a seed would not promise a result.
  package mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform whole number in 0..<bound, by Lemire's multiplication; the bias of its simplest form
  /// is below bound/2⁶⁴.
  package mutating func nextIndex(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Puts elements into random order (Fisher and Yates), as the standard library does by a method
  /// it does not promise to keep.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, nextIndex(below: index + 1))
    }
  }
}
