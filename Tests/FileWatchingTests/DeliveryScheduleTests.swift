import OrpheusTestSupport
import Testing

@testable import FileWatching

@Suite("The time at which a changed directory is reported")
struct DeliveryScheduleTests {
  /// What happens to one directory at a second, and what is reported since the line before.
  struct Script: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var changes: [(second: Double, urgency: DeliverySchedule.Urgency)]
    /// Seconds at which the directory is reported.
    var reports: [Double]
  }

  static let scripts: [Script] = [
    Script(testDescription: "one arrival: at once", changes: [(1, .arrival)], reports: [1]),
    Script(testDescription: "one departure: after 2 s", changes: [(1, .departure)], reports: [3]),
    Script(
      testDescription: "a file that is never closed: after 60 s", changes: [(1, .unfinished)],
      reports: [61]),
    Script(
      testDescription: "a file that is closed: when it is",
      changes: [(1, .unfinished), (30, .arrival)], reports: [30]),
    Script(
      testDescription: "attributes before the closing do not delay it",
      changes: [(1, .unfinished), (1.1, .departure), (1.2, .arrival)], reports: [1.2]),
    Script(
      testDescription: "two arrivals far apart: both at once",
      changes: [(1, .arrival), (3.5, .arrival)], reports: [1, 3.5]),
    Script(
      testDescription: "a burst: its first at once, its end when quiet",
      changes: [(1, .arrival), (2, .arrival), (3, .arrival), (4, .arrival)], reports: [1, 6]),
    Script(
      testDescription: "a burst that does not end: every 60 s",
      changes: (0..<130).map { (Double($0), .arrival) }, reports: [0, 61, 122, 131]),
    Script(
      testDescription: "departures that do not end: after 60 s",
      changes: (0..<70).map { (Double($0), .departure) }, reports: [60, 71]),
    Script(
      testDescription: "an open file does not hold up what is closed beside it",
      changes: [(1, .arrival), (1.5, .unfinished), (2, .arrival)], reports: [1, 4]),
    Script(
      testDescription: "an open file is not reported sooner for being alone",
      changes: [(1, .arrival), (1.5, .unfinished)], reports: [1, 61.5]),
  ]

  @Test("follows urgency, quiet time and maximum delay", arguments: scripts)
  func follows(script: Script) {
    var schedule = DeliverySchedule(quietTime: .seconds(2), maximumDelay: .seconds(60))
    let directory = DirectoryID(number: 1)
    var reports: [Double] = []
    var changes = script.changes[...]
    // In steps of a tenth of a second, and only where the schedule asks to be woken.
    for tenth in 0..<2000 {
      let now = Duration.milliseconds(100 * tenth)
      while let change = changes.first, change.second * 10 <= Double(tenth) {
        changes.removeFirst()
        if schedule.note(directory, change.urgency, at: now) {
          reports.append(Double(tenth) / 10)
          schedule.delivered(directory, at: now)
        }
      }
      while let alarm = schedule.nextAlarm, alarm <= now {
        for directory in schedule.expire(at: now) {
          reports.append(Double(tenth) / 10)
          schedule.delivered(directory, at: now)
        }
      }
    }
    #expect(reports == script.reports)
    #expect(schedule.nextAlarm == nil)
  }

  @Test("keeps the order of alarms among many directories")
  func keepsOrder() {
    var schedule = DeliverySchedule(quietTime: .seconds(2), maximumDelay: .seconds(60))
    var random = SplitMix64(seed: 1)
    var due: [Duration: [DirectoryID]] = [:]
    for number in 0..<500 as Range<UInt64> {
      let time = Duration.seconds(Int.random(in: 0..<100, using: &random))
      let directory = DirectoryID(number: number)
      #expect(schedule.note(directory, .departure, at: time) == false)
      due[time + .seconds(2), default: []].append(directory)
    }
    for (time, directories) in due.sorted(by: { $0.key < $1.key }) {
      #expect(schedule.nextAlarm == time)
      #expect(Set(schedule.expire(at: time)) == Set(directories))
    }
    #expect(schedule.nextAlarm == nil)
  }

  @Test("is overruled by a flush, which leaves nothing behind")
  func flushes() {
    var schedule = DeliverySchedule(quietTime: .seconds(2), maximumDelay: .seconds(60))
    let (open, gone) = (DirectoryID(number: 1), DirectoryID(number: 2))
    _ = schedule.note(open, .unfinished, at: .zero)
    _ = schedule.note(gone, .departure, at: .seconds(1))
    #expect(schedule.flush() == [open, gone])
    #expect(schedule.flush().isEmpty)
    #expect(schedule.expire(at: .seconds(100)).isEmpty)
  }
}
