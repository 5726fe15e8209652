import MusicModel
import Testing

@testable import orpheusctl

@Suite("A moment")
struct WallClockTests {
  private let clock = WallClock.sundayEvening

  private static let tellings: [(Int64, String)] = [
    (WallClock.utc(2026, 11, 22, 17, 5), "today 18:05"),
    (WallClock.utc(2026, 11, 21, 23), "today 00:00"),
    (WallClock.utc(2026, 11, 21, 22, 59, 59), "yesterday 23:59"),
    (WallClock.utc(2026, 11, 20, 23), "yesterday 00:00"),
    (WallClock.utc(2026, 11, 16, 20), "Mon 16 Nov 21:00"),
    // Two hours from UTC in summer.
    (WallClock.utc(2026, 10, 25, 0, 59), "Sun 25 Oct 02:59"),
    (WallClock.utc(2026, 10, 25, 1), "Sun 25 Oct 02:00"),
    (WallClock.utc(2026, 6, 1, 12), "Mon 1 Jun 14:00"),
    (WallClock.utc(2026, 5, 1, 12), "2026-05-01 14:00"),
    (WallClock.utc(2024, 5, 3, 20), "2024-05-03 21:00"),
    (WallClock.utc(2026, 11, 23, 12), "Mon 23 Nov 13:00"),
    (WallClock.utc(2030, 1, 1), "2030-01-01 01:00"),
    (WallClock.utc(33, 4, 3), "0033-04-03 01:00"),
    (0, "1970-01-01 01:00"), (.max, "—"), (.min, "—"),
  ]

  @Test("is told by the local clock, the closer the shorter", arguments: tellings)
  func told(moment: Int64, expected: String) {
    #expect(clock.tell(moment) == expected)
  }

  private static let agos: [(Int64, String)] = [
    (-10, "just now"), (59, "just now"), (60, "1 minute ago"), (3_599, "59 minutes ago"),
    (3 * 3_600 + 5, "3 hours ago"), (86_399, "23 hours ago"), (86_400, "1 day ago"),
    (59 * 86_400, "59 days ago"), (70 * 86_400, "2 months ago"), (800 * 86_400, "2 years ago"),
  ]

  @Test("is told by how long ago it was", arguments: agos)
  func ago(seconds: Int64, expected: String) {
    #expect(clock.ago(clock.now - seconds) == expected)
  }

  @Test("is shown as a clock shows it")
  func clockFace() {
    #expect(clock.timeOfDay(clock.now) == "18:30")
    #expect(clock.timeOfDayWithSeconds(clock.now + 7) == "18:30:07")
    #expect(clock.timeOfDay(.max) == "—")
    #expect(clock.ago(.min) == "at an unknown time")
  }

  @Test("is of this machine's zone, which has an offset at any time")
  func system() {
    let clock = WallClock.current
    #expect(clock.tell(clock.now).hasPrefix("today "))
    #expect((-86_400...86_400).contains(clock.zone.offset(0)))
  }
}

@Suite("A time on the command line")
struct SinceArgumentTests {
  private static let readings: [(String, Int64)] = [
    ("2026-11-01", WallClock.utc(2026, 10, 31, 23)),
    ("2026-11-01 18:00", WallClock.utc(2026, 11, 1, 17)),
    ("2026-11-01T18:00", WallClock.utc(2026, 11, 1, 17)),
    ("2026-11-01 18:00:30", WallClock.utc(2026, 11, 1, 17, 0, 30)),
    // Summer time.
    ("2026-07-01", WallClock.utc(2026, 6, 30, 22)),
    ("2026-11-01T18:00:00Z", WallClock.utc(2026, 11, 1, 18)),
    ("2026-11-01t18:00:00.25z", WallClock.utc(2026, 11, 1, 18)),
    ("2026-11-01 18:00:00+05:30", WallClock.utc(2026, 11, 1, 12, 30)),
    ("2026-11-01T18:00:00-08:00", WallClock.utc(2026, 11, 2, 2)),
    ("12h", WallClock.utc(2026, 11, 22, 5, 30)), ("0h", WallClock.utc(2026, 11, 22, 17, 30)),
    ("7d", WallClock.utc(2026, 11, 15, 17, 30)), ("2w", WallClock.utc(2026, 11, 8, 17, 30)),
    // The clock showed the same, in summer time.
    ("5w", WallClock.utc(2026, 10, 18, 16, 30)),
    ("today", WallClock.utc(2026, 11, 21, 23)), ("Yesterday", WallClock.utc(2026, 11, 20, 23)),
  ]

  @Test("is read in every form", arguments: readings)
  func read(text: String, expected: Int64) throws {
    #expect(try SinceArgument(parsing: text).moment(on: .sundayEvening) == expected)
  }

  @Test("begins the day at midnight, also on a day of 25 hours")
  func putBack() throws {
    let clock = WallClock(now: WallClock.utc(2026, 10, 25, 12), zone: .berlin)
    #expect(
      try SinceArgument(parsing: "today").moment(on: clock) == WallClock.utc(2026, 10, 24, 22))
    #expect(try SinceArgument(parsing: "1d").moment(on: clock) == WallClock.utc(2026, 10, 24, 11))
    #expect(try SinceArgument(parsing: "24h").moment(on: clock) == WallClock.utc(2026, 10, 24, 12))
  }

  @Test(
    "is refused when it is none, with the forms there are",
    arguments: [
      "", "tuesday", "7", "d", "-7d", "+7d", "7m", "7 d", "1234567d", "٧d", "2026-13-01",
      "2026-02-29", "2026-11-01 25:00", "2026-11-01 18", "2026-11-01 18:00:00+24:00", "2026-11-1",
      "26-11-01", "2026-11-01Z", "٢٠٢٦-١١-٠١", "2026-11-01 18:00 ", "9223372036854775807",
    ])
  func refused(text: String) {
    let error = #expect(throws: (any Error).self) { try SinceArgument(parsing: text) }
    #expect(error.map { "\($0)" }?.contains("yesterday") == true)
  }

  @Test("never overflows", arguments: ["99999h", "99999d", "99999w", "0001-01-01", "9999-12-31"])
  func extremes(text: String) throws {
    #expect(try SinceArgument(parsing: text).moment(on: .sundayEvening).magnitude < 1 << 60)
  }
}
