import Glibc

/// One record a line.
package struct LineRule: RecordRule {
  package static var dropsBlankRecords: Bool { false }

  package init(state: ParserState) {}
  package var state: ParserState { [:] }
  package var lines: Int { 0 }

  package mutating func next(
    in chunk: UnsafeBufferPointer<UInt8>, from index: Int
  ) -> RecordScan? {
    guard let end = chunk.lineFeed(from: index) else { return nil }
    return .boundary(RecordBoundary(end: end + 1, lines: 1))
  }

  package mutating func reset() {}
  package mutating func abandonQuote() {}
  package func isUnbalanced(atEnd record: [UInt8]) -> Bool { false }
}

extension UnsafeBufferPointer<UInt8> {
  /// The index of the next line feed.
  func lineFeed(from index: Int) -> Int? {
    guard let base = baseAddress, index < count else { return nil }
    guard let found = memchr(base + index, Int32(TextByte.lineFeed), count - index) else {
      return nil
    }
    return UnsafeRawPointer(base).distance(to: found)
  }
}
