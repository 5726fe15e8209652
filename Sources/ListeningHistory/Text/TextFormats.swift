/// The histories that are lines of text: which a file holds, how it is cut, what reads it.
package enum TextFormats {
  /// The format of a file that begins with `head`, its first 64 KiB or all of it if it is shorter,
  /// with a byte-order mark or without; nil when it is none of these.
  ///
  /// Told by what the file says, never by its name; from the formats that say their name to those
  /// that are known by their shape alone.
  package static func detect(_ head: UnsafeBufferPointer<UInt8>) -> HistoryFormat? {
    if ScrobblerLogParser.recognises(head) { return .scrobblerLog }
    if LastFMTableParser.recognises(head) { return .lastFMTable }
    if MPDLogParser.recognises(head) { return .mpdLog }
    if MPDScribbleParser.recognises(head) { return .mpdscribble }
    if LibreFMTableParser.recognises(head) { return .libreFMTable }
    if LastFMBareTableParser.recognises(head) { return .lastFMBareTable }
    return nil
  }

  /// How files of a format are cut into records; nil when it is not one of text.
  package static func framing(of format: HistoryFormat) -> RecordFraming? {
    switch format {
    case .lastFMTable, .lastFMBareTable, .libreFMTable: .quotedLines
    case .scrobblerLog, .mpdLog: .lines
    case .mpdscribble: .paragraphs
    case .spotifyExtended, .spotifyBasic, .listenBrainzLines, .listenBrainzArray, .lastFMPages,
      .maloja, .panoScrobbler:
      nil
    }
  }

  /// What reads the records of a format, going on from `state`, which is empty at the start of a
  /// file; nil when it is not one of text.
  package static func parser(
    for format: HistoryFormat, context: ParserContext, state: ParserState
  ) -> (any RecordParser)? {
    switch format {
    case .lastFMTable: LastFMTableParser(context: context, state: state)
    case .lastFMBareTable: LastFMBareTableParser(context: context, state: state)
    case .libreFMTable: LibreFMTableParser(context: context, state: state)
    case .scrobblerLog: ScrobblerLogParser(context: context, state: state)
    case .mpdscribble: MPDScribbleParser(context: context, state: state)
    case .mpdLog: MPDLogParser(context: context, state: state)
    case .spotifyExtended, .spotifyBasic, .listenBrainzLines, .listenBrainzArray, .lastFMPages,
      .maloja, .panoScrobbler:
      nil
    }
  }

  /// What cuts a stream of text into records, from `offset` bytes and `line` lines on, with the
  /// state another splitter had there; nil when `framing` is not one of text.
  package static func splitter(
    _ framing: RecordFraming, offset: Int64 = 0, line: Int = 0, state: ParserState = [:]
  ) -> (any RecordSplitter)? {
    switch framing {
    case .lines: TextSplitter<LineRule>(offset: offset, line: line, state: state)
    case .quotedLines: TextSplitter<QuotedLineRule>(offset: offset, line: line, state: state)
    case .paragraphs: TextSplitter<ParagraphRule>(offset: offset, line: line, state: state)
    case .objects: nil
    }
  }
}
