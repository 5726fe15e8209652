/// Reads Libre.fm's history: a table with a header line that names at least `Artist`, `Track` and
/// `Time`, in any case and order, perhaps after lines of something else. The time is in seconds
/// since 1970 or a date, UTC where it names no zone, and is the start.
package struct LibreFMTableParser: RecordParser {
  private var table: HeaderTable

  /// Goes on from `state`; an empty one stands for the start of a table.
  package init(context: ParserContext, state: ParserState) {
    table = HeaderTable(kind: .libreFM, context: context, state: state)
  }

  package var state: ParserState { table.state }

  package mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    table.parse(record)
  }

  /// Whether a file that begins with `head` is such a table.
  package static func recognises(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    HeaderTable.recognises(head, kind: .libreFM)
  }
}
