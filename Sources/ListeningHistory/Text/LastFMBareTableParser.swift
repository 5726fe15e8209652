import MusicModel

/// Reads Last.fm's history as a table without a header line: artist, album, title, and the start as
/// `DD Mon YYYY HH:MM`, UTC.
package struct LastFMBareTableParser: RecordParser {
  private static let columns = 4

  private let context: ParserContext
  /// Kept for its capacity.
  private var row = CommaSeparatedRow()

  /// Every row stands for itself: there is no state to go on from.
  package init(context: ParserContext, state: ParserState) {
    self.context = context
  }

  package var state: ParserState { [:] }

  package mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    let record = TextSlice(record)
    row.cut(record)
    if row.isBlank { return row.count == 1 ? .nothing : .passedOver }
    if row.isOpen { return .damaged(TextLimits.unbalancedQuote) }
    guard row.count == Self.columns else {
      return .damaged(CommaSeparatedRow.wrongCount(row.count, insteadOf: Self.columns))
    }
    guard let artist = row.name(0, of: record), let title = row.name(2, of: record) else {
      return .passedOver
    }
    let date = row[3, of: record]
    // What is playing now is listed as a play without a date.
    guard !date.isEmpty else { return .passedOver }
    return ListenStamp(date: date, in: context).outcome(meaning: .start) {
      $0.artist = artist
      $0.title = title
      $0.album = row.name(1, of: record)
    }
  }

  /// Whether a file that begins with `head` is such a table: most rows have four columns, the last
  /// of them a date written as Last.fm writes it.
  package static func recognises(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    var row = CommaSeparatedRow()
    var dated = 0
    var others = 0
    HistoryHead(head, framing: .quotedLines).forEach { record in
      row.cut(record)
      guard !row.isBlank else { return }
      let date = row[3, of: record]
      // ISO dates stand in tables of many other things.
      let isDated =
        row.count == columns && date.firstIndex(of: UInt8(ascii: "-")) == nil
        && WrittenTime(date) != nil
      if isDated { dated += 1 } else if row.count != columns || !date.isEmpty { others += 1 }
    }
    return dated > others
  }
}
