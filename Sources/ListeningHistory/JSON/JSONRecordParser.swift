import MusicModel

/// Reads the listens of the JSON formats, one object each.
///
/// Nothing is remembered from one object to the next.
struct JSONRecordParser: RecordParser {
  private typealias Reading =
    @Sendable (UnsafeBufferPointer<UInt8>, ParserContext) -> RecordOutcome

  private let context: ParserContext
  private let reading: Reading

  /// Nil for a format that is not JSON.
  init?(_ format: HistoryFormat, context: ParserContext) {
    self.context = context
    switch format {
    case .spotifyExtended: reading = Self.reading(SpotifyExtendedPlay.self)
    case .spotifyBasic: reading = Self.reading(SpotifyBasicPlay.self)
    case .listenBrainzLines, .listenBrainzArray: reading = Self.reading(ListenBrainzListen.self)
    case .lastFMPages: reading = Self.reading(LastFMTrack.self)
    case .maloja: reading = Self.reading(MalojaScrobble.self)
    case .panoScrobbler: reading = Self.reading(PanoScrobble.self)
    case .lastFMTable, .lastFMBareTable, .libreFMTable, .scrobblerLog, .mpdscribble, .mpdLog:
      return nil
    }
  }

  var state: ParserState { [:] }

  mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    reading(record, context)
  }

  private static func reading<Listen: JSONListen>(_: Listen.Type) -> Reading {
    { record, context in
      var scanner = JSONScanner(record)
      if scanner.isAtEnd() { return .nothing }
      guard scanner.isAtObject() else { return .damaged("the record is not a JSON object") }
      let listen = Listen(reading: &scanner)
      if let problem = scanner.problem { return .damaged(problem.description) }
      guard scanner.isAtEnd() else { return .damaged("something stands after the JSON object") }
      return listen.outcome(in: context)
    }
  }
}

/// What one object of a JSON history says, before it is judged.
protocol JSONListen: SendableMetatype {
  /// Reads the object that the scanner stands at.
  init(reading scanner: inout JSONScanner)

  /// What the object comes to.
  func outcome(in context: ParserContext) -> RecordOutcome
}

extension JSONListen {
  /// A listen, if it names a recording and a time that can be believed.
  func listen(
    to recording: HeardRecording, at stamp: Double?, _ meaning: ListenRecord.StampMeaning,
    playedSeconds: Double? = nil, isFlaggedSkip: Bool = false, in context: ParserContext
  ) -> RecordOutcome {
    guard recording.title != nil else { return .damaged("the record names no title") }
    guard recording.artist != nil else { return .damaged("the record names no artist") }
    guard let stamp else { return .damaged("the record gives no time that can be read") }
    // Fractions of a second are dropped, as the other histories of the same listen never had them.
    guard let seconds = Int64(exactly: stamp.rounded(.down)), context.isPlausible(seconds) else {
      let number = Int64(exactly: stamp.rounded(.down)).map { "\($0)" } ?? "\(stamp)"
      return .damaged("the time \(number) is not one a track could have been played at")
    }
    return .listen(
      ListenRecord(
        recording: recording, stamp: seconds, stampMeaning: meaning,
        playedSeconds: playedSeconds, isFlaggedSkip: isFlaggedSkip))
  }
}
