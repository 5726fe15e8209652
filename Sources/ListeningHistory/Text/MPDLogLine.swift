import MusicModel

/// One line of MPD's log: when, and what.
struct MPDLogLine {
  /// The date as it is written: since MPD 0.24.1 in full, before that without a year.
  enum Date {
    case full(CivilTime, zone: Int64?)
    /// In the year 2000, which has every date there is.
    case yearless(CivilTime)
  }

  var date: Date
  /// The date, letter for letter.
  var written: TextSlice
  /// What follows the date.
  var message: TextSlice

  /// Nil when the line does not begin with a date.
  init?(_ line: TextSlice) {
    guard let first = line.bytes.first else { return nil }
    var cursor = TextCursor(line)
    if TextSlice.isDigit(first) {
      guard let time = WrittenTime(reading: &cursor) else { return nil }
      written = line[..<(line.count - cursor.rest.count)]
      date = .full(time.civil, zone: time.zone)
      guard cursor.skip(" ") else { return nil }
    } else {
      guard let month = cursor.month(), cursor.skip(" ") else { return nil }
      _ = cursor.skip(" ")
      guard let day = cursor.number(digits: 1...2), cursor.skip(" "),
        let hour = cursor.number(digits: 2...2), cursor.skip(":"),
        let minute = cursor.number(digits: 2...2),
        let time = CivilTime(year: 2000, month: month, day: day, hour: hour, minute: minute)
      else { return nil }
      written = line[..<(line.count - cursor.rest.count)]
      date = .yearless(time)
      guard cursor.skip(words: " : ") else { return nil }
    }
    message = cursor.rest
  }

  var isYearless: Bool {
    if case .yearless = date { true } else { false }
  }

  /// What is told about a song that was played: its quoted URI and nothing after it, or what there
  /// is of that; nil when the line tells something else.
  var played: TextSlice? {
    var cursor = TextCursor(message)
    // The thread's name in old versions, and in older ones nothing.
    _ = cursor.skip(words: "player: ") || cursor.skip(words: "player_thread: ")
    guard cursor.skip(words: "played \"") else { return nil }
    return cursor.rest
  }

  /// The part of MPD that the message comes from, as in `player: …`.
  var domain: TextSlice? {
    guard let colon = message.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      message[(colon + 1)...].hasPrefix(" "),
      message[..<colon].bytes.allSatisfy({
        TextSlice.isDigit($0) || $0 == UInt8(ascii: "_")
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
      })
    else { return nil }
    return message[..<colon]
  }
}
