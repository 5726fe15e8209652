import MusicModel

/// Reads the rows of a table with a header line: what the tables of Last.fm and Libre.fm share.
struct HeaderTable {
  private let kind: TableColumns.Kind
  private let context: ParserContext
  /// Nil until the header has come.
  private var columns: TableColumns?
  /// Kept for its capacity.
  private var row = CommaSeparatedRow()

  init(kind: TableColumns.Kind, context: ParserContext, state: ParserState) {
    self.kind = kind
    self.context = context
    columns = TableColumns(state: state)
  }

  var state: ParserState { columns?.state ?? [:] }

  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    let record = TextSlice(bytes)
    row.cut(record)
    guard let columns else {
      // Whatever stands before the header is no listen.
      self.columns = TableColumns(header: row, of: record, kind: kind)
      return .nothing
    }
    if row.isBlank { return row.count == 1 ? .nothing : .passedOver }
    if row.isOpen { return .damaged(TextLimits.unbalancedQuote) }
    let fits = fits(columns, record)
    let written = row[columns.stamp, of: record]
    if !fits || written.bytes.first.map(TextSlice.isDigit) == false,
      let header = TableColumns(header: row, of: record, kind: kind)
    {
      // Tables put one after the other, each with its header.
      self.columns = header
      return .nothing
    }
    guard fits else {
      if record.bytes.first == TextByte.hash { return .nothing }
      return .damaged(CommaSeparatedRow.wrongCount(row.count, insteadOf: columns.count))
    }
    guard let artist = row.name(columns.artist, of: record),
      let title = row.name(columns.title, of: record)
    else { return .passedOver }
    guard let stamp = stamp(written, columns, record) else {
      // Last.fm lists what is playing now as a play without a date.
      return kind == .lastFM ? .passedOver : .damaged(ListenStamp.missing)
    }
    return stamp.outcome(meaning: .start) {
      $0.artist = artist
      $0.title = title
      $0.album = columns.album.flatMap { row.name($0, of: record) }
      $0.musicBrainzRecordingID = columns.recordingID.flatMap {
        row[$0, of: record].musicBrainzID
      }
    }
  }

  /// Whether the row has the header's columns, and nothing in any beyond them.
  private func fits(_ columns: TableColumns, _ record: TextSlice) -> Bool {
    row.count >= columns.count
      && (columns.count..<row.count).allSatisfy { row[$0, of: record].isEmpty }
  }

  /// The row's time; nil when it gives none.
  private func stamp(
    _ written: TextSlice, _ columns: TableColumns, _ record: TextSlice
  ) -> ListenStamp? {
    switch kind {
    case .lastFM:
      if !written.isEmpty { return ListenStamp(seconds: written, in: context) }
      guard let date = columns.date.map({ row[$0, of: record] }), !date.isEmpty else { return nil }
      return ListenStamp(date: date, in: context)
    case .libreFM:
      guard !written.isEmpty else { return nil }
      return ListenStamp(secondsOrDate: written, in: context)
    }
  }
}

extension HeaderTable {
  /// Whether a file that begins with `head` has such a header among its first lines, and after it
  /// either nothing or a row that can be read.
  ///
  /// A list of tracks may have the columns of Libre.fm, with a length for the time; Last.fm's are
  /// nobody else's.
  static func recognises(
    _ head: UnsafeBufferPointer<UInt8>, kind: TableColumns.Kind
  ) -> Bool {
    // Any moment will do here from 2000 to 2100.
    let context = ParserContext(localTime: .fixed(0), now: 4_102_444_800, modified: 0)
    var table = HeaderTable(kind: kind, context: context, state: [:])
    var rows = 0
    var readable = 0
    HistoryHead(head, framing: .quotedLines).forEach { record in
      switch table.parse(record.bytes) {
      case .nothing, .passedOver: break
      case .listen:
        readable += 1
        rows += 1
      case .damaged:
        rows += 1
      }
    }
    let hasReadableRows = rows == 0 || readable > 0
    return !table.state.isEmpty && (kind == .lastFM || hasReadableRows)
  }
}
