/// Reads Last.fm's history as a table with a header line, as common exporters write it:
/// `uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid`, the columns found by name.
/// The stamp is the start.
package struct LastFMTableParser: RecordParser {
  private var table: HeaderTable

  /// Goes on from `state`; an empty one stands for the start of a table.
  package init(context: ParserContext, state: ParserState) {
    table = HeaderTable(kind: .lastFM, context: context, state: state)
  }

  package var state: ParserState { table.state }

  package mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    table.parse(record)
  }

  /// Whether a file that begins with `head` is such a table.
  package static func recognises(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    HeaderTable.recognises(head, kind: .lastFM)
  }
}
