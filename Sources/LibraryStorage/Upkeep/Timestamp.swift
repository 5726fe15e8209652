import Glibc

/// A time as file names carry it, in UTC: `2026-11-22T031500Z`. Names sort as times do.
enum Timestamp {
  /// The text of a time in seconds since 1970.
  static func text(_ seconds: Int64) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    func digits(_ value: CInt, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return """
      \(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))\
      T\(digits(parts.tm_hour, 2))\(digits(parts.tm_min, 2))\(digits(parts.tm_sec, 2))Z
      """
  }

  /// The time that a text stands for; nil for another text.
  static func seconds(_ text: some StringProtocol) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 18 else { return nil }
    func number(_ range: Range<Int>) -> CInt? {
      bytes[range].reduce(CInt?.some(0)) { sum, byte in
        guard let sum, (48...57).contains(byte) else { return nil }
        return sum * 10 + CInt(byte - 48)
      }
    }
    var parts = tm()
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(13..<15), let second = number(15..<17)
    else { return nil }
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
    let seconds = Int64(timegm(&parts))
    // What is no date of the calendar comes back as another.
    return self.text(seconds) == String(text) ? seconds : nil
  }
}
