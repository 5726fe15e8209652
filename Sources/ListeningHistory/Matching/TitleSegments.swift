/// A folded title taken apart at its brackets and dashes.
struct TitleSegments {
  enum Kind {
    case main
    case bracket
    /// After " - ".
    case dash
  }

  struct Segment {
    var kind: Kind
    var range: Range<Int>
  }

  private(set) var segments: [Segment] = []
  /// True when a bracket was not closed.
  private(set) var isOpen = false

  /// Takes `bytes` apart; an unclosed bracket reaches to the end, as in titles cut short.
  init(_ bytes: [UInt8]) {
    var start = 0
    var depth = 0
    var kind = Kind.main
    func trimmed(_ end: Int) -> Range<Int>? {
      var lower = start
      var upper = end
      while lower < upper, bytes[lower] == UInt8(ascii: " ") { lower += 1 }
      while upper > lower, bytes[upper - 1] == UInt8(ascii: " ") { upper -= 1 }
      return lower < upper ? lower..<upper : nil
    }
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        close(trimmed(index), depth > 0 ? .bracket : kind)
        depth += 1
        start = index + 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth > 0 else { break }
        close(trimmed(index), .bracket)
        depth -= 1
        start = index + 1
      case UInt8(ascii: "-"), UInt8(ascii: "|"):
        guard depth == 0, index > 0, index + 1 < bytes.count,
          bytes[index - 1] == UInt8(ascii: " "), bytes[index + 1] == UInt8(ascii: " ")
        else { break }
        close(trimmed(index), kind)
        kind = .dash
        start = index + 1
      default: break
      }
      index += 1
    }
    close(trimmed(bytes.count), depth > 0 ? .bracket : kind)
    isOpen = depth > 0
  }

  private mutating func close(_ range: Range<Int>?, _ kind: Kind) {
    guard let range else { return }
    segments.append(Segment(kind: kind, range: range))
  }
}
