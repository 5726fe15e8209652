import MusicModel
import Testing

@Suite("Local time and the contexts of listening")
struct ListeningContextTests {
  @Test(
    "a moment falls into its daypart, on a working day or at the weekend",
    arguments: [
      // 1970-01-01 was a Thursday.
      (0, "weekday-night"), (-1, "weekday-evening"), (6 * 3_600, "weekday-morning"),
      (12 * 3_600, "weekday-afternoon"), (18 * 3_600, "weekday-evening"),
      (86_400, "weekday-night"), (2 * 86_400, "weekend-night"), (4 * 86_400 - 1, "weekend-evening"),
      (4 * 86_400, "weekday-night"), (-5 * 86_400, "weekend-night"),
      // 2026-11-22 18:00, a Sunday.
      (1_795_370_400, "weekend-evening"),
    ] as [(Int64, String)])
  func contexts(local: Int64, name: String) {
    #expect(ListeningContext(localSeconds: local).description == name)
    #expect(ListeningContext(name)?.description == name)
  }

  @Test("every context has a number of its own")
  func numbers() {
    #expect(ListeningContext.all.map(\.index) == Array(0..<8))
    #expect(ListeningContext(index: 8) == nil)
    #expect(ListeningContext("weekday-brunch") == nil)
  }

  @Test(
    "a date of the calendar is so many seconds after 1970",
    arguments: [
      (1970, 1, 1, 0), (2000, 2, 29, 951_782_400), (2026, 11, 22, 1_795_305_600),
      (1969, 12, 31, -86_400), (1600, 3, 1, -11_670_912_000),
    ] as [(Int, Int, Int, Int64)])
  func civil(year: Int, month: Int, day: Int, seconds: Int64) {
    #expect(CivilTime(year: year, month: month, day: day)?.secondsSince1970 == seconds)
  }

  @Test("dates the calendar does not have are refused")
  func impossible() {
    #expect(CivilTime(year: 2026, month: 2, day: 29) == nil)
    #expect(CivilTime(year: 2026, month: 13, day: 1) == nil)
    #expect(CivilTime(year: 2026, month: 1, day: 1, hour: 24) == nil)
  }

  @Test("the local clock is turned back into UTC, also where it is put forward and back")
  func localToUTC() {
    // UTC+1, and UTC+2 between two moments, as in a European summer.
    let (spring, autumn) = (Int64(10_000_000), Int64(20_000_000))
    let zone = LocalTime(identifier: "summer") { (spring..<autumn).contains($0) ? 7_200 : 3_600 }
    for moment in [0, spring - 1, spring, autumn - 7_201, autumn + 3_600] as [Int64] {
      #expect(zone.utc(ofLocal: moment + zone.offset(moment)) == moment)
    }
    // Shown twice: the first time.
    #expect(zone.utc(ofLocal: autumn + 3_600 + 60) == autumn - 3_600 + 60)
    // Never shown.
    let never = zone.utc(ofLocal: spring + 3_600 + 60)
    #expect(abs(never - spring) <= 3_600)
  }
}
