extension HistoryFormat {
  /// How much of a file ``detect(_:)`` wants to see, in bytes.
  package static let headLength = 1 << 16

  /// The format of a file that begins with `head`, told by content alone; nil when it is no
  /// listening history.
  package static func detect(_ head: UnsafeBufferPointer<UInt8>) -> HistoryFormat? {
    let head = UnsafeBufferPointer(rebasing: head.prefix(headLength))
    return JSONFormats.detect(head) ?? TextFormats.detect(head)
  }

  /// What divides a file of this format into records, from `offset` bytes and `line` lines on,
  /// where `state` is what a splitter and a parser remembered.
  package func splitter(offset: Int64, line: Int, state: ParserState) -> any RecordSplitter {
    let framing = JSONFormats.framing(of: self) ?? TextFormats.framing(of: self)
    return framing.flatMap {
      TextFormats.splitter($0, offset: offset, line: line, state: state)
    } ?? JSONObjectSplitter(self, offset: offset, line: line, state: state)
  }

  /// What reads the records of this format, going on from `state`.
  package func parser(context: ParserContext, state: ParserState) -> any RecordParser {
    guard
      let parser = JSONFormats.parser(for: self, context: context, state: state)
        ?? TextFormats.parser(for: self, context: context, state: state)
    else { preconditionFailure("every format is either JSON or text") }
    return parser
  }
}
