import MusicModel

/// Reads mpdscribble's journal: a paragraph a play, of lines `key = value`, with `a` artist, `t`
/// title, `b` album, `n` track number, `m` MusicBrainz recording, `r` love, `i` seconds since 1970,
/// `l` length in seconds and `o` source. The stamp is about the end.
package struct MPDScribbleParser: RecordParser {
  private let context: ParserContext

  /// Every paragraph stands for itself: there is no state to go on from.
  package init(context: ParserContext, state: ParserState) {
    self.context = context
  }

  package var state: ParserState { [:] }

  package mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    let paragraph = MPDScribbleParagraph(TextSlice(record))
    guard !paragraph.isEmpty else { return .nothing }
    guard !paragraph.hasRepeatedArtist else {
      return .damaged("two records run into one another")
    }
    guard let artist = paragraph[.artist]?.name else {
      return .damaged("the record names no artist")
    }
    guard let title = paragraph[.title]?.name else {
      return .damaged("the record names no title")
    }
    guard let time = paragraph[.time] else { return .damaged(ListenStamp.missing) }
    return ListenStamp(seconds: time, in: context).outcome(meaning: .end) {
      $0.artist = artist
      $0.title = title
      $0.album = paragraph[.album]?.name
      $0.musicBrainzRecordingID = paragraph[.recordingID]?.musicBrainzID
      // The source comes last. Without it the length may have been cut short.
      if paragraph[.source] != nil, let seconds = paragraph[.length]?.number, seconds > 0 {
        $0.seconds = Double(seconds)
      }
    }
  }

  /// Whether a file that begins with `head` is such a journal: one of its first paragraphs has an
  /// artist, a title and a time, and there is next to nothing else in them all.
  package static func recognises(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    var hasRecord = false
    var lines = 0
    var others = 0
    HistoryHead(head, framing: .paragraphs).forEach { record in
      let paragraph = MPDScribbleParagraph(record)
      lines += paragraph.lines
      others += paragraph.otherLines
      hasRecord =
        hasRecord
        || [.artist, .title, .time].allSatisfy { paragraph[$0]?.isEmpty == false }
          && paragraph[.time]?.number != nil
    }
    return hasRecord && others * 5 <= lines
  }
}

/// The values of one paragraph of mpdscribble's journal.
struct MPDScribbleParagraph {
  enum Key: UInt8, CaseIterable {
    case artist = 0x61  // a
    case album = 0x62  // b
    case time = 0x69  // i
    case length = 0x6C  // l
    case recordingID = 0x6D  // m
    case number = 0x6E  // n
    case source = 0x6F  // o
    case love = 0x72  // r
    case title = 0x74  // t
  }

  private var values: [Key: TextSlice] = [:]
  private(set) var hasRepeatedArtist = false
  /// Lines that are neither blank nor comments, and those of them that are not of the journal.
  private(set) var lines = 0
  private(set) var otherLines = 0

  var isEmpty: Bool { lines == 0 }
  subscript(key: Key) -> TextSlice? { values[key] }

  init(_ record: TextSlice) {
    var start = 0
    while start < record.count {
      let end = record.bytes.lineFeed(from: start) ?? record.count
      read(record[start..<end].trimmed)
      start = end + 1
    }
  }

  private mutating func read(_ line: TextSlice) {
    guard !line.isEmpty, line[0] != TextByte.hash else { return }
    lines += 1
    guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else {
      otherLines += 1
      return
    }
    let name = line[..<sign].trimmed
    guard name.count == 1, let key = Key(rawValue: name[0]) else {
      otherLines += 1
      return
    }
    if key == .artist, values[key] != nil { hasRepeatedArtist = true }
    values[key] = line[(sign + 1)...].trimmed
  }
}
