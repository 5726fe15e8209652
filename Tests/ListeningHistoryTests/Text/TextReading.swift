import ListeningHistory
import MusicModel

/// One record of a text, and what it came to.
struct ReadRecord: Hashable {
  var line: Int
  var nextLine: Int
  var endOffset: Int64
  var isTerminated: Bool
  var outcome: RecordOutcome
}

/// Reads a history as the reader of files does, but from memory.
struct TextReading {
  let format: HistoryFormat
  var context: ParserContext
  var records: [ReadRecord] = []
  private var splitter: any RecordSplitter
  private var parser: any RecordParser

  /// A position and what has to be known to go on from it.
  struct Bookmark {
    var offset: Int64 = 0
    var line = 0
    var splitterState: ParserState = [:]
    var parserState: ParserState = [:]
  }

  /// Nil for a format that is not one of text.
  init?(_ format: HistoryFormat, context: ParserContext, from bookmark: Bookmark = Bookmark()) {
    guard let framing = TextFormats.framing(of: format),
      let splitter = TextFormats.splitter(
        framing, offset: bookmark.offset, line: bookmark.line, state: bookmark.splitterState),
      let parser = TextFormats.parser(
        for: format, context: context, state: bookmark.parserState)
    else { return nil }
    (self.format, self.context, self.splitter, self.parser) = (format, context, splitter, parser)
  }

  /// Where the last record that was terminated ended.
  private(set) var bookmark = Bookmark()

  mutating func consume(_ bytes: ArraySlice<UInt8>) {
    var cut: [ReadRecord] = []
    bytes.withUnsafeBufferPointer { bytes in
      splitter.consume(bytes) { cut.append(Self.read($0, with: &parser, &bookmark)) }
    }
    records += cut
    bookmark.splitterState = splitter.state
  }

  mutating func finish() {
    var cut: [ReadRecord] = []
    splitter.finish { cut.append(Self.read($0, with: &parser, &bookmark)) }
    records += cut
  }

  private static func read(
    _ record: SplitRecord, with parser: inout any RecordParser, _ bookmark: inout Bookmark
  ) -> ReadRecord {
    let outcome = record.problem.map { .damaged($0) } ?? parser.parse(record.bytes)
    if record.isTerminated {
      bookmark.offset = record.endOffset
      bookmark.line = record.nextLine
      bookmark.parserState = parser.state
    }
    return ReadRecord(
      line: record.line, nextLine: record.nextLine, endOffset: record.endOffset,
      isTerminated: record.isTerminated, outcome: outcome)
  }

  /// Reads all of `text` in chunks of the sizes that `size` gives.
  static func records(
    of text: [UInt8], as format: HistoryFormat, context: ParserContext,
    chunks size: () -> Int = { .max }
  ) -> [ReadRecord] {
    guard var reading = TextReading(format, context: context) else { return [] }
    var rest = text[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(size())
      reading.consume(chunk)
      rest = rest.dropFirst(chunk.count)
    }
    reading.finish()
    return reading.records
  }
}

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
struct TextRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Seconds since 1970 of a time in UTC.
func moment(
  _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
) -> Int64 {
  CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)?
    .secondsSince1970 ?? 0
}

extension TextFixture {
  /// An hour ahead of UTC, two in summer, by the dates of 2022 to 2025.
  static let berlin = LocalTime(identifier: "Europe/Berlin") { instant in
    let summers: [Range<Int64>] = [
      moment(2022, 3, 27, 1)..<moment(2022, 10, 30, 1),
      moment(2023, 3, 26, 1)..<moment(2023, 10, 29, 1),
      moment(2024, 3, 31, 1)..<moment(2024, 10, 27, 1),
      moment(2025, 3, 30, 1)..<moment(2025, 10, 26, 1),
    ]
    return summers.contains { $0.contains(instant) } ? 7_200 : 3_600
  }
}

extension TextFixture {
  /// Berlin, on the first of June 2025.
  static let usualContext = ParserContext(
    localTime: berlin, now: moment(2025, 6, 1), modified: moment(2025, 6, 1))
}

extension RecordOutcome {
  /// A listen by names, the stamp being the start.
  static func heard(
    _ artist: String, _ title: String, album: String? = nil, id: String? = nil,
    seconds: Double? = nil, at stamp: Int64, meaning: ListenRecord.StampMeaning = .start,
    skipped: Bool = false
  ) -> RecordOutcome {
    var recording = HeardRecording()
    recording.artist = artist
    recording.title = title
    recording.album = album
    recording.musicBrainzRecordingID = id
    recording.seconds = seconds
    return .listen(
      ListenRecord(
        recording: recording, stamp: stamp, stampMeaning: meaning, isFlaggedSkip: skipped))
  }

  /// A listen by path, the stamp being the end.
  static func played(_ path: String, at stamp: Int64) -> RecordOutcome {
    var recording = HeardRecording()
    recording.relativePath = path
    return .listen(ListenRecord(recording: recording, stamp: stamp, stampMeaning: .end))
  }
}
