import ListeningHistory
import MusicModel

/// What a whole document of a JSON format came to.
struct JSONReading: Equatable {
  /// The end of a record, where reading may stop and go on.
  struct Boundary: Equatable {
    var offset: Int64
    var line: Int
    var state: ParserState
    /// How many outcomes came before.
    var count: Int
  }

  var outcomes: [RecordOutcome] = []
  /// The line of each outcome.
  var lines: [Int] = []
  var boundaries: [Boundary] = []
  /// True when the last outcome is of a record without an end.
  var endsUnfinished = false

  /// Circumstances in which nothing is special: 2027, UTC.
  static let context = ParserContext(localTime: .fixed(0), now: 1_800_000_000, modified: 0)

  /// Reads `text` in pieces of `chunk` bytes, going on from `boundary`.
  init(
    _ format: HistoryFormat, _ text: [UInt8], chunk: Int = .max, from boundary: Boundary? = nil
  ) {
    let state = boundary?.state ?? [:]
    var splitter = format.splitter(
      offset: boundary?.offset ?? 0, line: boundary?.line ?? 0, state: state)
    var parser = format.parser(context: Self.context, state: state)
    var rest = text.dropFirst(Int(boundary?.offset ?? 0))
    let before = boundary?.count ?? 0
    func take(_ record: SplitRecord) {
      let outcome = record.problem.map(RecordOutcome.damaged) ?? parser.parse(record.bytes)
      if outcome != .nothing {
        outcomes.append(outcome)
        lines.append(record.line)
      }
      endsUnfinished = !record.isTerminated
    }
    while !rest.isEmpty {
      var ends: [(offset: Int64, line: Int, count: Int)] = []
      rest.prefix(chunk).withUnsafeBufferPointer { bytes in
        splitter.consume(bytes) { record in
          take(record)
          ends.append((record.endOffset, record.nextLine, before + outcomes.count))
        }
      }
      // The splitter's state is that of the last end; of those before it nothing is known.
      if let end = ends.last {
        boundaries.append(
          Boundary(
            offset: end.offset, line: end.line,
            state: parser.state.merging(splitter.state) { $1 }, count: end.count))
      }
      rest = rest.dropFirst(chunk)
    }
    splitter.finish { take($0) }
  }

  init(_ format: HistoryFormat, _ text: String, chunk: Int = .max) {
    self.init(format, Array(text.utf8), chunk: chunk)
  }

  var listens: [ListenRecord] {
    outcomes.compactMap { if case .listen(let listen) = $0 { listen } else { nil } }
  }
}

extension HistoryFormat {
  /// The format of a file that is, or begins with, `text`.
  static func detect(_ text: String) -> HistoryFormat? {
    Array(text.utf8).withUnsafeBufferPointer { detect($0) }
  }
}

extension ListenRecord {
  /// A listen by its fields, for comparing with.
  init(
    _ artist: String, _ title: String, album: String? = nil, albumArtist: String? = nil,
    id: String? = nil, isrc: String? = nil, seconds: Double? = nil, start: Int64? = nil,
    end: Int64? = nil, played: Double? = nil, skip: Bool = false
  ) {
    var recording = HeardRecording()
    recording.artist = artist
    recording.title = title
    recording.album = album
    recording.albumArtist = albumArtist
    recording.musicBrainzRecordingID = id
    recording.isrc = isrc
    recording.seconds = seconds
    self.init(
      recording: recording, stamp: start ?? end ?? 0, stampMeaning: start == nil ? .end : .start,
      playedSeconds: played, isFlaggedSkip: skip)
  }
}
