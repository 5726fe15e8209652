import MusicModel

/// A day of the year, in whatever year.
struct YearDay: Hashable {
  var month: Int
  var day: Int

  /// How the year changes from one line of a log to the next: 0, or 1 when it turned, or −1 when
  /// the clock was put back across New Year.
  ///
  /// Lines stand in the order of time but for clocks that are put right, so a day before the last
  /// one is that day of the next year, unless it is only the day before.
  func turn(to next: YearDay) -> Int {
    let days = next.ordinal - ordinal
    if days < -1 { return 1 }
    return days >= 364 ? -1 : 0
  }

  /// 1…365; the leap day is as the day after it.
  private var ordinal: Int {
    [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + day
  }
}

/// A day of one year.
struct CalendarDay: Hashable {
  var year: Int
  var yearDay: YearDay

  init(year: Int, yearDay: YearDay) {
    self.year = year
    self.yearDay = yearDay
  }

  init(_ time: CivilTime) {
    self.init(year: time.year, yearDay: YearDay(month: time.month, day: time.day))
  }

  /// The day of a moment in seconds since 1970, UTC, on the local clock.
  ///
  /// A file may claim to have been written at any time; only 1970 to 9999 are told apart.
  init(of moment: Int64, in localTime: LocalTime) {
    let moment = min(max(moment, 86_400), 253_402_128_000)
    self.init(localSeconds: moment + localTime.offset(moment))
  }

  private init(localSeconds: Int64) {
    // Back what `CivilTime.secondsSince1970` does (Hinnant, “chrono-compatible low-level date
    // algorithms”).
    let days = localSeconds.dividedRoundingDown(by: 86_400) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    let day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5) + 1
    self.init(
      year: Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0),
      yearDay: YearDay(month: month, day: day))
  }

  /// Reads what `description` writes.
  init?(_ description: String) {
    let parts = description.split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      let time = CivilTime(year: year, month: month, day: day)
    else { return nil }
    self.init(time)
  }

  /// For example `2024-6-19`.
  var description: String { "\(year)-\(yearDay.month)-\(yearDay.day)" }
}
