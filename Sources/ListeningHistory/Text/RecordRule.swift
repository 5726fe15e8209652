/// What keeps one record from swallowing memory or the rest of a file.
package enum TextLimits {
  /// The most bytes a record may have, its line end counted.
  package static let record = 1 << 20
  /// The most bytes between two double quotes.
  package static let quotedBytes = 64 << 10
  /// The most line ends between two double quotes.
  package static let quotedLines = 100

  static let tooLong = "the record is longer than 1 MiB"
  static let unbalancedQuote = "a quotation mark is opened and never closed"
}

/// Where a record ends.
package struct RecordBoundary {
  /// The index just after the record and its trailer.
  var end: Int
  /// Line ends in the record and its trailer.
  var lines: Int
  /// Bytes at its end that are not part of it: the blank line after a paragraph.
  var trailer = 0
  var isUnbalanced = false

  static func unbalancedLine(end: Int) -> RecordBoundary {
    RecordBoundary(end: end, lines: 1, isUnbalanced: true)
  }
}

/// What a rule found.
package enum RecordScan {
  case boundary(RecordBoundary)
  /// A quote seems never to be closed, known once the bytes before this index were seen.
  case unbalanced(Int)
}

/// Finds where records end, chunk by chunk; remembers no bytes.
package protocol RecordRule: Sendable {
  /// Whether records of nothing but white space are none.
  static var dropsBlankRecords: Bool { get }

  init(state: ParserState)
  var state: ParserState { get }
  /// Line ends seen in the record so far.
  var lines: Int { get }

  /// Looks on from `index`; nil when `chunk` does not hold the record's end.
  mutating func next(in chunk: UnsafeBufferPointer<UInt8>, from index: Int) -> RecordScan?

  /// Begins a record anew.
  mutating func reset()

  /// Takes quotes for ordinary characters up to the next line end.
  mutating func abandonQuote()

  /// Whether `record`, which the stream ended in, is not one but holds several.
  func isUnbalanced(atEnd record: [UInt8]) -> Bool
}
