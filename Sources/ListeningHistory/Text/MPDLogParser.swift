import MusicModel

/// Reads the songs that MPD's log calls played: `2025-01-22T15:43:14 player: played "uri"` since
/// 0.24.1, `Jun 19 13:11 : player: played "uri"` before, both by the local clock at the song's end.
///
/// Lines without a year are counted on from the first, which lies
/// ``ParserContext/yearsSpanned`` years before the log was last written.
package struct MPDLogParser: RecordParser {
  private let context: ParserContext
  /// The day of the last line that told one, in the year it was taken to be in.
  private var last: CalendarDay?

  /// Goes on from `state`; an empty one stands for the start of a log.
  package init(context: ParserContext, state: ParserState) {
    self.context = context
    last = state["day"].flatMap { CalendarDay($0) }
  }

  package var state: ParserState { last.map { ["day": $0.description] } ?? [:] }

  package mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    let record = TextSlice(record)
    guard let line = MPDLogLine(record) else {
      return record.firstIndex(of: "player: played \"") == nil
        ? .nothing : .damaged("the line does not begin with a date")
    }
    // Every line is a step in time, whatever it tells.
    let moment = moment(of: line.date)
    guard let played = line.played else { return .nothing }
    guard let moment else { return .damaged("the year the line is from has no such day") }
    guard let uri = MPDQuotedURI(played, mayBeEscaped: !line.isYearless) else {
      return .damaged("the line breaks off within the name of the file")
    }
    guard let path = uri.relativePath else { return .passedOver }
    guard !path.isEmpty, !path.utf8.contains(0) else {
      return .damaged("the line names no file")
    }
    return ListenStamp(moment, writtenAs: line.written, in: context).outcome(meaning: .end) {
      $0.relativePath = path
    }
  }

  /// The moment a line is from, in seconds since 1970, UTC; nil when its year lacks the day.
  private mutating func moment(of date: MPDLogLine.Date) -> Int64? {
    switch date {
    case .full(let time, let zone):
      last = CalendarDay(time)
      let local = time.secondsSince1970
      return zone.map { local - $0 } ?? context.localTime.utc(ofLocal: local)
    case .yearless(let time):
      var day = CalendarDay(time)
      day.year = year(of: day.yearDay)
      var moment = moment(of: time, in: day.year)
      // A clock that was put back by days looks like a year that turned, until it leads into the
      // future.
      if let ahead = moment, ahead > context.now + 86_400 {
        day.year -= 1
        moment = self.moment(of: time, in: day.year)
      }
      last = day
      return moment
    }
  }

  private func year(of day: YearDay) -> Int {
    if let last { return last.year + last.yearDay.turn(to: day) }
    return CalendarDay(of: context.modified, in: context.localTime).year - context.yearsSpanned
  }

  private func moment(of time: CivilTime, in year: Int) -> Int64? {
    CivilTime(
      year: year, month: time.month, day: time.day, hour: time.hour, minute: time.minute
    ).map { context.localTime.utc(ofLocal: $0.secondsSince1970) }
  }

  /// Whether a file that begins with `head` is such a log: most lines begin with a date and a part
  /// of MPD, and a song was played, or the date is one only MPD writes, or the parts are MPD's.
  package static func recognises(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    var dated = 0
    var others = 0
    var isMPD = false
    HistoryHead(head, framing: .lines, limit: .max).forEach { record in
      guard !record.trimmed.isEmpty else { return }
      guard let line = MPDLogLine(record), let domain = line.domain ?? line.played else {
        others += 1
        return
      }
      dated += 1
      isMPD =
        isMPD || line.isYearless || line.played != nil
        || domains.contains { domain.isWord($0) }
    }
    return isMPD && dated > others
  }

  /// Parts of MPD that no other program is likely to have.
  private static let domains: [StaticString] = [
    "server_socket", "simple_db", "state_file", "decoder_thread", "zeroconf",
  ]
}
