package import MusicModel

/// Counts how often the year turns in one of MPD's logs: what ``ParserContext/yearsSpanned`` tells
/// ``MPDLogParser``, which counts back from the year the log was written in.
///
/// The whole file goes in, in chunks cut anywhere, and at last the time it was written, which
/// counts as one more line: a log that ends in December and was copied in March ends in the year
/// before.
package struct MPDLogYearCounter: Sendable {
  private var splitter = TextSplitter<LineRule>()
  private var turns = Turns()

  /// The turns between lines that tell their year and lines that do not.
  private struct Turns {
    var count = 0
    var last: YearDay?
    /// The year of the last line, where it tells.
    var lastYear: Int?

    mutating func take(_ line: SplitRecord) {
      switch MPDLogLine(TextSlice(line.bytes))?.date {
      case .full(let time, zone: _): take(CalendarDay(time), tellsYear: true)
      case .yearless(let time): take(CalendarDay(time), tellsYear: false)
      case nil: break
      }
    }

    mutating func take(_ day: CalendarDay, tellsYear: Bool) {
      if tellsYear, let lastYear {
        count += day.year - lastYear
      } else if let last {
        count += last.turn(to: day.yearDay)
      }
      last = day.yearDay
      lastYear = tellsYear ? day.year : nil
    }
  }

  /// Begins at the start of a log.
  package init() {}

  /// Takes in the next bytes of the log.
  package mutating func consume(_ bytes: UnsafeBufferPointer<UInt8>) {
    splitter.consume(bytes) { turns.take($0) }
  }

  /// Ends the log, which was last written at `modified` (seconds since 1970, UTC).
  ///
  /// - Returns: the number of years between the first line's and that of `modified`, never negative.
  package mutating func finish(modified: Int64, localTime: LocalTime) -> Int {
    splitter.finish { turns.take($0) }
    turns.take(
      CalendarDay(of: modified, in: localTime), tellsYear: true)
    return max(0, turns.count)
  }
}
