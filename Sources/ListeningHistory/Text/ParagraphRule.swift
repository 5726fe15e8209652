/// Groups of lines with blank lines between; a line of white space is blank.
package struct ParagraphRule: RecordRule {
  package static var dropsBlankRecords: Bool { true }

  package private(set) var lines = 0
  /// Of the line under way.
  private var isBlank = true
  private var lineLength = 0

  package init(state: ParserState) {}
  package var state: ParserState { [:] }

  package mutating func next(
    in chunk: UnsafeBufferPointer<UInt8>, from index: Int
  ) -> RecordScan? {
    var start = index
    while start < chunk.count {
      let lineEnd = chunk.lineFeed(from: start)
      let stop = lineEnd ?? chunk.count
      isBlank = isBlank && chunk[start..<stop].allSatisfy(TextByte.isBlank)
      lineLength += stop - start
      guard let lineEnd else { return nil }
      lines += 1
      if isBlank {
        let boundary = RecordBoundary(end: lineEnd + 1, lines: lines, trailer: lineLength + 1)
        reset()
        return .boundary(boundary)
      }
      (isBlank, lineLength) = (true, 0)
      start = lineEnd + 1
    }
    return nil
  }

  package mutating func reset() {
    (lines, isBlank, lineLength) = (0, true, 0)
  }

  package mutating func abandonQuote() {}
  package func isUnbalanced(atEnd record: [UInt8]) -> Bool { false }
}
