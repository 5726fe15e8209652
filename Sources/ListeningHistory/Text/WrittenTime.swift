import MusicModel

/// A time as histories write it in words and figures.
///
/// Either `DD Mon YYYY HH:MM`, with a comma after the year or not, or ISO 8601
/// `YYYY-MM-DDTHH:MM`, with a space for the `T` or not. Both may have seconds with a fraction, which
/// is dropped, and after that `Z` or an offset from UTC. A time that was cut short is none.
struct WrittenTime {
  var civil: CivilTime
  /// Seconds east of UTC, where it is written.
  var zone: Int64?

  init?(_ text: TextSlice) {
    var cursor = TextCursor(text.trimmed)
    guard let time = Self(reading: &cursor), cursor.rest.isEmpty else { return nil }
    self = time
  }

  /// Reads a time at the cursor and leaves what follows it.
  init?(reading cursor: inout TextCursor) {
    let (day, month, year): (Int, Int, Int)
    if let first = cursor.number(digits: 4...4) {
      guard cursor.skip("-"), let second = cursor.number(digits: 2...2), cursor.skip("-"),
        let third = cursor.number(digits: 2...2), cursor.skip("T") || cursor.skip(" ")
      else { return nil }
      (year, month, day) = (first, second, third)
    } else {
      guard let first = cursor.number(digits: 1...2), cursor.skip(" "),
        let second = cursor.month(), cursor.skip(" "), let third = cursor.number(digits: 4...4)
      else { return nil }
      _ = cursor.skip(",")
      guard cursor.skip(" ") else { return nil }
      (day, month, year) = (first, second, third)
    }
    guard let hour = cursor.number(digits: 2...2), cursor.skip(":"),
      let minute = cursor.number(digits: 2...2)
    else { return nil }
    var second = 0
    if cursor.skip(":") {
      guard let written = cursor.number(digits: 2...2) else { return nil }
      second = written
      if cursor.skip(".") {
        guard cursor.number(digits: 1...9) != nil else { return nil }
      }
    }
    guard
      let civil = CivilTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    self.civil = civil
    zone = cursor.zone()
  }

  /// Seconds since 1970, UTC, when a time without a zone is one of UTC.
  var moment: Int64 { civil.secondsSince1970 - (zone ?? 0) }
}

/// Reads text from left to right; what does not fit is left where it is.
struct TextCursor {
  private(set) var rest: TextSlice

  init(_ text: TextSlice) { rest = text }

  /// Passes over one character if it is next.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let next = rest.bytes.first, UInt32(next) == character.value else { return false }
    rest = rest[1...]
    return true
  }

  /// Passes over `words` if they are next.
  mutating func skip(words: StaticString) -> Bool {
    guard rest.hasPrefix(words) else { return false }
    rest = rest[words.utf8CodeUnitCount...]
    return true
  }

  /// Reads all digits that come, if their number is one of `digits`.
  mutating func number(digits: ClosedRange<Int>) -> Int? {
    var end = 0
    var value = 0
    while end < rest.count, TextSlice.isDigit(rest[end]) {
      guard end < digits.upperBound else { return nil }
      value = value * 10 + Int(rest[end] - UInt8(ascii: "0"))
      end += 1
    }
    guard digits.contains(end) else { return nil }
    rest = rest[end...]
    return value
  }

  /// Reads the first three letters of an English month: 1…12.
  mutating func month() -> Int? {
    guard rest.count >= 3 else { return nil }
    let name = rest[..<3]
    guard let index = Self.months.firstIndex(where: { name.isWord($0) }) else { return nil }
    rest = rest[3...]
    return index + 1
  }

  private static let months: [StaticString] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Reads `Z`, `+HH:MM` or `+HHMM`, as seconds east of UTC.
  mutating func zone() -> Int64? {
    if skip("Z") { return 0 }
    var ahead = self
    let sign: Int64 = ahead.skip("-") ? -1 : 1
    guard sign < 0 || ahead.skip("+") else { return nil }
    var (hours, minutes) = (0, 0)
    if let both = ahead.number(digits: 4...4) {
      (hours, minutes) = (both / 100, both % 100)
    } else {
      guard let first = ahead.number(digits: 2...2), ahead.skip(":"),
        let second = ahead.number(digits: 2...2)
      else { return nil }
      (hours, minutes) = (first, second)
    }
    guard hours < 24, minutes < 60 else { return nil }
    self = ahead
    return sign * Int64(hours * 3_600 + minutes * 60)
  }
}
