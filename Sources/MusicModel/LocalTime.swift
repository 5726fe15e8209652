/// The rules of a time zone: how far the local clock is from UTC at any moment.
///
/// A value, so that what depends on a zone can be tested in any of them.
package struct LocalTime: Sendable {
  /// The zone's name; what was derived under one name is not valid under another.
  package let identifier: String
  /// Seconds east of UTC at a moment given as seconds since 1970, UTC.
  package let offset: @Sendable (Int64) -> Int64

  /// Gathers the rules of a zone.
  package init(identifier: String, offset: @escaping @Sendable (Int64) -> Int64) {
    self.identifier = identifier
    self.offset = offset
  }

  /// A zone that is always `seconds` east of UTC.
  package static func fixed(_ seconds: Int64) -> LocalTime {
    LocalTime(identifier: "UTC\(seconds < 0 ? "" : "+")\(seconds)s") { _ in seconds }
  }

  /// The moment, in seconds since 1970 UTC, at which the local clock shows `local` (seconds since
  /// 1970 as if the clock were UTC).
  ///
  /// Where the clock was put back and shows it twice, the first; where it was put forward and never
  /// shows it, a moment an hour away at most.
  package func utc(ofLocal local: Int64) -> Int64 {
    // A zone changes so rarely that the offset of the day before or of the day after is the right
    // one; it is right if it holds at the moment it leads to.
    let earlier = local - offset(local - 86_400)
    if earlier + offset(earlier) == local { return earlier }
    return local - offset(local + 86_400)
  }

  /// The context of a moment, in seconds since 1970, UTC.
  package func context(at moment: Int64) -> ListeningContext {
    ListeningContext(localSeconds: moment + offset(moment))
  }
}

/// A date and time of the Gregorian calendar, without a zone.
package struct CivilTime: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int

  /// Nil unless it is a time the calendar has; a leap second counts as the last second.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, of: year), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, min(second, 59))
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Seconds since 1970 as if it were UTC.
  package var secondsSince1970: Int64 {
    // Years from March, so that the leap day comes last (Hinnant, “chrono-compatible low-level date
    // algorithms”).
    let shifted = Int64(month <= 2 ? year - 1 : year)
    let era = shifted.dividedRoundingDown(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
  }
}
