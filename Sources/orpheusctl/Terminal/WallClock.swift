import Glibc
import MusicModel

/// The present moment and the listener's time zone: what it takes to tell times and to read them.
///
/// A value, so that tests can stand at any moment in any zone. Moments are seconds since 1970, UTC.
struct WallClock: Sendable {
  var now: Int64
  var zone: LocalTime

  /// The clock of this machine.
  static var current: WallClock { WallClock(now: Int64(Glibc.time(nil)), zone: .system) }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  /// The years 1 to 9999; a damaged reply may hold any number.
  private static let calendar: Range<Int64> = -62_135_596_800..<253_402_300_800
  private static let day: Int64 = 86_400

  /// `18:05`
  func timeOfDay(_ moment: Int64) -> String {
    fields(moment).map { Self.hoursAndMinutes($0) } ?? "—"
  }

  /// `18:05:31`
  func timeOfDayWithSeconds(_ moment: Int64) -> String {
    fields(moment).map { Self.hoursAndMinutes($0) + ":" + Quantity.twoDigits(Int($0.tm_sec)) }
      ?? "—"
  }

  /// `today 18:05`, `yesterday 22:10`, `Mon 16 Nov 21:00`, or `2024-05-03 21:00` when that is half
  /// a year away or more, as ls(1) has it.
  func tell(_ moment: Int64) -> String {
    guard let fields = fields(moment) else { return "—" }
    let time = Self.hoursAndMinutes(fields)
    let distance = localDay(now) - localDay(moment)
    switch distance {
    case 0: return "today \(time)"
    case 1: return "yesterday \(time)"
    case -182...182:
      let weekday = Self.weekdays[Int(fields.tm_wday)]
      return "\(weekday) \(fields.tm_mday) \(Self.months[Int(fields.tm_mon)]) \(time)"
    default:
      let year = String(Int(fields.tm_year) + 1900)
      let date = [Int(fields.tm_mon) + 1, Int(fields.tm_mday)].map(Quantity.twoDigits)
      let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
      return ([padded] + date).joined(separator: "-") + " " + time
    }
  }

  /// `3 hours ago`, in whole units, the larger the longer ago; `just now` for less than a minute.
  func ago(_ moment: Int64) -> String {
    guard Self.calendar.contains(moment) else { return "at an unknown time" }
    let seconds = Int(max(0, now - moment))
    switch seconds {
    case ..<60: return "just now"
    case ..<3_600: return Quantity.count(seconds / 60, "minute") + " ago"
    case ..<86_400: return Quantity.count(seconds / 3_600, "hour") + " ago"
    case ..<(60 * 86_400): return Quantity.count(seconds / 86_400, "day") + " ago"
    // A month of the Gregorian calendar has 30.44 days on average.
    case ..<(730 * 86_400): return Quantity.count(seconds / 2_629_746, "month") + " ago"
    default: return Quantity.count(seconds / 31_556_952, "year") + " ago"
    }
  }

  /// The moment of midnight, `days` days before today.
  func midnight(daysAgo days: Int64) -> Int64 {
    zone.utc(ofLocal: (localDay(now) - days) * Self.day)
  }

  /// The moment `days` days ago at which the clock showed what it shows now, also when it was put
  /// forward or back meanwhile.
  func sameTime(daysAgo days: Int64) -> Int64 {
    zone.utc(ofLocal: now + zone.offset(now) - days * Self.day)
  }

  private func localDay(_ moment: Int64) -> Int64 {
    (moment + zone.offset(moment)).dividedRoundingDown(by: Self.day)
  }

  /// The calendar's fields of what the local clock shows; nil outside the calendar.
  private func fields(_ moment: Int64) -> tm? {
    guard Self.calendar.contains(moment) else { return nil }
    // The zone is in the sum already, so gmtime(3) does the rest.
    var local = time_t(moment + zone.offset(moment))
    var fields = tm()
    return gmtime_r(&local, &fields) == nil ? nil : fields
  }

  private static func hoursAndMinutes(_ fields: tm) -> String {
    [fields.tm_hour, fields.tm_min].map { Quantity.twoDigits(Int($0)) }.joined(separator: ":")
  }
}
