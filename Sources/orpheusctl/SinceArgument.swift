import ArgumentParser
import MusicModel

/// The beginning of a stretch of time, as people write it on a command line.
///
/// Dates and times of day are of the listener's zone unless they name another.
enum SinceArgument: Hashable, Sendable {
  /// Seconds since 1970, UTC.
  case moment(Int64)
  /// What the local clock showed: seconds since 1970 as if it were UTC.
  case local(Int64)
  case hoursAgo(Int64)
  /// The same time of day so many days ago.
  case daysAgo(Int64)
  /// The beginning of the day so many days ago.
  case midnight(daysAgo: Int64)

  /// Reads `2026-11-01`, `2026-11-01 18:00`, `7d`, `12h`, `2w`, `today`, `yesterday`, or the date
  /// and time of RFC 3339.
  ///
  /// - Throws: an error that names the forms there are.
  init(parsing text: String) throws {
    guard let found = Self.word(text) ?? Self.duration(text) ?? Self.date(text) else {
      throw ValidationError(
        "expected a date as in 2026-11-01, \"2026-11-01 18:00\" or 2026-11-01T18:00:00Z, a time "
          + "back as in 12h, 7d or 2w, today or yesterday")
    }
    self = found
  }

  /// The moment meant, in seconds since 1970, UTC.
  func moment(on clock: WallClock) -> Int64 {
    switch self {
    case .moment(let moment): moment
    case .local(let local): clock.zone.utc(ofLocal: local)
    case .hoursAgo(let hours): clock.now - hours * 3_600
    case .daysAgo(let days): clock.sameTime(daysAgo: days)
    case .midnight(let days): clock.midnight(daysAgo: days)
    }
  }

  private static func word(_ text: String) -> SinceArgument? {
    switch text.lowercased() {
    case "today": .midnight(daysAgo: 0)
    case "yesterday": .midnight(daysAgo: 1)
    default: nil
    }
  }

  private static func duration(_ text: String) -> SinceArgument? {
    // Six digits of weeks lead far beyond the calendar, and not to an overflow.
    guard let unit = text.last, text.utf8.count <= 6, let count = number(text.dropLast()) else {
      return nil
    }
    return switch unit {
    case "h": .hoursAgo(count)
    case "d": .daysAgo(count)
    case "w": .daysAgo(7 * count)
    default: nil
    }
  }

  /// `YYYY-MM-DD`, then perhaps `T` or a space and `HH:MM`, `:SS`, a fraction, and a zone.
  private static func date(_ text: String) -> SinceArgument? {
    let form =
      #/(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?/#
      .asciiOnlyDigits()
    guard let match = text.wholeMatch(of: form)?.output else { return nil }
    func field(_ digits: Substring?) -> Int { digits.flatMap { Int($0) } ?? 0 }
    let time = CivilTime(
      year: field(match.1), month: field(match.2), day: field(match.3), hour: field(match.4),
      minute: field(match.5), second: field(match.6))
    guard let time else { return nil }
    guard let zone = match.7 else { return .local(time.secondsSince1970) }
    guard let offset = offset(zone) else { return nil }
    return .moment(time.secondsSince1970 - offset)
  }

  /// `Z` or `+02:00` in seconds east of UTC.
  private static func offset(_ zone: Substring) -> Int64? {
    guard zone.lowercased() != "z" else { return 0 }
    guard let hours = number(zone.dropFirst().prefix(2)), let minutes = number(zone.suffix(2)),
      hours < 24, minutes < 60
    else { return nil }
    return (zone.hasPrefix("-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }

  /// Digits alone; `Int64` would take a sign as well.
  private static func number(_ text: Substring) -> Int64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? Int64(text) : nil
  }
}
