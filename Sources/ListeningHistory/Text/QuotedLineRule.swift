/// One record a line, except that a line break between double quotes does not end one (RFC 4180).
///
/// A quote counts only where a field begins, so that `7" single` opens nothing. Names have line
/// breaks rarely and writers forget quotes rarely; when a quote is open it may be either. It was
/// forgotten, and the record is its first line alone, when
/// - it stays open for ``TextLimits/quotedBytes`` or ``TextLimits/quotedLines``,
/// - it spans lines and what seems to close it does not end a field, or
/// - the stream ends and one of the lines it spans has as many fields as the records before.
package struct QuotedLineRule: RecordRule {
  package static var dropsBlankRecords: Bool { false }

  private enum Place {
    case fieldStart
    /// In a field without quotes, or after what closed one too early.
    case plain
    case quoted
    /// After a quote between quotes: it closes the field, unless another follows.
    case closing
    /// After spaces that follow a closing quote.
    case closed
    /// Up to the line's end, whatever comes.
    case abandoned
  }

  package private(set) var lines = 0
  private var place = Place.fieldStart
  private var commas = 0
  /// Bytes of the record in earlier chunks.
  private var length = 0
  /// Where in the record the quote was opened, and after how many line ends.
  private var quoteOffset = 0
  private var quoteLine = 0
  /// Commas outside quotes in the last record that may have been a row.
  private var usualCommas: Int?

  package init(state: ParserState) {
    usualCommas = state["commas"].flatMap { Int($0) }
  }

  package var state: ParserState {
    usualCommas.map { ["commas": String($0)] } ?? [:]
  }

  package mutating func next(
    in chunk: UnsafeBufferPointer<UInt8>, from index: Int
  ) -> RecordScan? {
    // What `length` would be had the record begun with the chunk.
    let origin = index - length
    var at = index
    while at < chunk.count {
      let byte = chunk[at]
      at += 1
      if isClosed, lines > quoteLine, byte != TextByte.comma, !TextByte.isBlank(byte),
        place == .closed || byte != TextByte.quote
      {
        length = at - origin
        return .unbalanced(at)
      }
      switch place {
      case .quoted:
        if byte == TextByte.quote {
          place = .closing
        } else if byte == TextByte.lineFeed {
          lines += 1
        }
        if at - origin - quoteOffset > TextLimits.quotedBytes
          || lines - quoteLine >= TextLimits.quotedLines
        {
          length = at - origin
          return .unbalanced(at)
        }
        continue
      case .closing where byte == TextByte.quote:
        place = .quoted
        continue
      case .closing where byte == UInt8(ascii: " ") || byte == TextByte.tab:
        place = .closed
        continue
      case .closed where byte == UInt8(ascii: " ") || byte == TextByte.tab:
        continue
      case .fieldStart where byte == TextByte.quote && at - origin < Self.lastQuote:
        place = .quoted
        quoteOffset = at - origin
        quoteLine = lines
        continue
      case .fieldStart where byte == UInt8(ascii: " ") || byte == TextByte.tab:
        continue
      default:
        break
      }
      if byte == TextByte.lineFeed {
        return .boundary(endRecord(at: at))
      } else if place != .abandoned {
        if byte == TextByte.comma { commas += 1 }
        place = byte == TextByte.comma ? .fieldStart : .plain
      }
    }
    length = chunk.count - origin
    return nil
  }

  private var isClosed: Bool { place == .closing || place == .closed }

  /// No quote opens so late in a record that its limit could be reached after the record's.
  private static var lastQuote: Int { TextLimits.record - 2 * TextLimits.quotedBytes }

  private mutating func endRecord(at end: Int) -> RecordBoundary {
    let boundary = RecordBoundary(
      end: end, lines: lines + 1, isUnbalanced: place == .abandoned)
    if commas >= 2, place != .abandoned { usualCommas = commas }
    reset()
    return boundary
  }

  package mutating func reset() {
    (lines, place, commas, length) = (0, .fieldStart, 0, 0)
  }

  package mutating func abandonQuote() {
    place = .abandoned
  }

  package func isUnbalanced(atEnd record: [UInt8]) -> Bool {
    guard place == .quoted, lines > 0, let usualCommas else { return false }
    return record.split(separator: TextByte.lineFeed, omittingEmptySubsequences: false).dropFirst()
      .contains { line in
        var rule = QuotedLineRule(state: [:])
        let isOpen = Array(line).withUnsafeBufferPointer { bytes in
          _ = rule.next(in: bytes, from: 0)
          return rule.place == .quoted
        }
        return !isOpen && rule.commas == usualCommas
      }
  }
}
