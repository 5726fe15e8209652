/// Which pairs of neighbouring letters a name has, in 256 bits: tells names that cannot be similar
/// apart in some tens of nanoseconds, before their spelling is levelled.
struct LetterPairs {
  private var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// Different pairs.
  private(set) var count = 0

  /// Reads a name; nil when it tells too little: letters other than ASCII, or hardly any.
  init?(_ name: String) {
    var name = name
    let isTelling = name.withUTF8 { read($0) }
    guard isTelling else { return nil }
    count = common(with: self)
    if count < 3 { return nil }
  }

  /// False when a byte is not ASCII.
  private mutating func read(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in utf8.prefix(NameFolding.longestName) {
      if byte >= 0x80 { return false }
      let letter = byte | 0x20
      guard letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z") else { continue }
      if previous != 0 {
        // 31 and 256 have no common factor: pairs spread over all bits.
        let bit = Int(previous &* 31 &+ letter)
        let mask: UInt64 = 1 << UInt64(bit & 63)
        switch bit >> 6 {
        case 0: bits.0 |= mask
        case 1: bits.1 |= mask
        case 2: bits.2 |= mask
        default: bits.3 |= mask
        }
      }
      previous = letter
    }
    return true
  }

  /// The share of pairs of the shorter name that the other has too, 0…1; spelling mistakes and
  /// added words leave most.
  func shared(with other: LetterPairs) -> Double {
    Double(common(with: other)) / Double(min(count, other.count))
  }

  /// The share of its own pairs that the other has too, 0…1.
  func contained(in other: LetterPairs) -> Double {
    Double(common(with: other)) / Double(count)
  }

  private func common(with other: LetterPairs) -> Int {
    (bits.0 & other.bits.0).nonzeroBitCount + (bits.1 & other.bits.1).nonzeroBitCount
      + (bits.2 & other.bits.2).nonzeroBitCount + (bits.3 & other.bits.3).nonzeroBitCount
  }
}
