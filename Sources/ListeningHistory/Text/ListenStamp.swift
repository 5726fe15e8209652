import MusicModel

/// The time a record gives for its listen, or why that is none.
enum ListenStamp {
  /// Seconds since 1970, UTC.
  case moment(Int64)
  /// A sentence for the listener.
  case wrong(String)

  /// Judges a moment that was written as `text`.
  init(_ moment: Int64, writtenAs text: TextSlice, in context: ParserContext) {
    self =
      context.isPlausible(moment)
      ? .moment(moment)
      : .wrong("the time \(text.quotable) is not one a track could have been played at")
  }

  /// Reads seconds since 1970, perhaps with a fraction, which is dropped.
  ///
  /// `moment` finds the moment from what is written, where that is not UTC.
  init(
    seconds text: TextSlice, in context: ParserContext,
    moment: (Int64) -> Int64 = { $0 }
  ) {
    if let seconds = Self.seconds(text) {
      self.init(moment(seconds), writtenAs: text, in: context)
    } else {
      self = .unreadable(text)
    }
  }

  /// Reads a date with a time, UTC unless it says otherwise.
  init(date text: TextSlice, in context: ParserContext) {
    if let written = WrittenTime(text) {
      self.init(written.moment, writtenAs: text, in: context)
    } else {
      self = .unreadable(text)
    }
  }

  /// Reads either.
  init(secondsOrDate text: TextSlice, in context: ParserContext) {
    if Self.seconds(text) != nil {
      self.init(seconds: text, in: context)
    } else {
      self.init(date: text, in: context)
    }
  }

  /// A sentence about a record without a time.
  static let missing = "the record gives no time"

  private static func unreadable(_ text: TextSlice) -> ListenStamp {
    .wrong(text.trimmed.isEmpty ? missing : "the time \(text.quotable) cannot be read")
  }

  private static func seconds(_ text: TextSlice) -> Int64? {
    let digits = text.bytes.prefix(while: TextSlice.isDigit).count
    let fraction = text[digits...]
    guard digits > 0 else { return nil }
    if !fraction.isEmpty {
      guard fraction[0] == UInt8(ascii: "."),
        fraction.bytes.dropFirst().allSatisfy(TextSlice.isDigit)
      else { return nil }
    }
    // Too many digits for any moment are a number all the same; of the largest that can be added
    // to, no zone's offset makes a moment that is plausible.
    return text[..<digits].number ?? Int64.max / 2
  }

  /// What the record comes to: a listen to what `describe` fills in, or damage.
  func outcome(
    meaning: ListenRecord.StampMeaning, isFlaggedSkip: Bool = false,
    _ describe: (inout HeardRecording) -> Void
  ) -> RecordOutcome {
    switch self {
    case .wrong(let reason):
      return .damaged(reason)
    case .moment(let stamp):
      var recording = HeardRecording()
      describe(&recording)
      return .listen(
        ListenRecord(
          recording: recording, stamp: stamp, stampMeaning: meaning, isFlaggedSkip: isFlaggedSkip))
    }
  }
}
