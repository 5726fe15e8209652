import ListeningHistory
import MusicModel
import Testing

@Suite struct MPDLogYearTests {
  /// Counts as the reader does: the whole log in chunks, then the time it was written.
  private func years(_ lines: [String], modified: Int64, chunk: Int = 16) -> Int {
    var counter = MPDLogYearCounter()
    var rest = Array(lines.joined(separator: "\n").utf8)[...]
    while !rest.isEmpty {
      rest.prefix(chunk).withUnsafeBufferPointer { counter.consume($0) }
      rest = rest.dropFirst(chunk)
    }
    return counter.finish(modified: modified, localTime: TextFixture.berlin)
  }

  private func played(_ date: String) -> String { "\(date) : player: played \"a.mp3\"" }

  /// The stamps that the lines come to.
  private func stamps(
    _ lines: [String], modified: Int64, now: Int64? = nil, from state: ParserState = [:]
  ) -> [Int64?] {
    let context = ParserContext(
      localTime: TextFixture.berlin, now: now ?? modified, modified: modified,
      yearsSpanned: years(lines, modified: modified))
    var parser = MPDLogParser(context: context, state: state)
    return lines.map { line in
      let outcome = Array(line.utf8).withUnsafeBufferPointer { parser.parse($0) }
      guard case .listen(let listen) = outcome else { return nil }
      return listen.stamp
    }
  }

  @Test(
    "Years are counted over the whole log",
    arguments: [
      ([], 0),
      (["Jun 01 10:00", "Jun 01 09:00"], 0),
      (["May 31 10:00"], 0),
      // The log was copied, or another year's line is the last.
      (["Jun 03 10:00"], 1),
      (["Dec 31 23:59", "Jan 01 00:00"], 1),
      (["Jan 01 00:01", "Dec 31 23:59", "Jan 01 00:02"], 0),
      (["Mar 01 10:00", "Feb 28 10:00"], 0),
      (["Mar 02 10:00", "Feb 28 10:00"], 1),
      (["Jun 19 10:00", "Jun 17 10:00", "Jun 16 10:00", "Jan 01 10:00"], 2),
      (["Feb 31 10:00", "Jan 01 10:00", "Foo 01 10:00", "nonsense"], 0),
    ])
  func count(dates: [String], expected: Int) {
    for chunk in [1, 5, 1_000] {
      #expect(
        years(dates.map(played), modified: moment(2025, 6, 1, 12), chunk: chunk) == expected)
    }
  }

  @Test("Lines that tell the year count for as much as they say")
  func fullDates() {
    let lines = [
      played("Dec 31 10:00"), "2021-01-01T10:00:00 client: opened", "2023-05-01T10:00:00 x: y",
      played("Apr 01 10:00"),
    ]
    #expect(years(lines, modified: moment(2025, 6, 1)) == 1 + 2 + 1 + 0)
    #expect(years(["2023-05-01T10:00:00 x: y"], modified: moment(2025, 6, 1)) == 2)
    // A clock that had not been set, and then was.
    #expect(
      years(
        ["2025-05-01T10:00:00 x: y", "1970-01-01T01:00:00 x: y", "2025-05-02T10:00:00 x: y"],
        modified: moment(2025, 6, 1)) == 0)
  }

  @Test("New Year is the local clock's")
  func localYear() {
    // In Berlin it is 2025 already.
    let modified = moment(2024, 12, 31, 23, 30)
    let stamps = stamps([played("Dec 31 23:50"), played("Jan 01 00:30")], modified: modified)
    #expect(stamps == [moment(2024, 12, 31, 22, 50), modified])
  }

  @Test("No line is from the future, even when a clock was put back")
  func noFuture() {
    let lines = [played("May 31 10:00"), played("May 28 10:00"), played("May 31 11:00")]
    let modified = moment(2025, 5, 31, 9, 0)
    let stamps = stamps(lines, modified: modified)
    #expect(stamps.compactMap(\.self).count == 3)
    #expect(stamps.allSatisfy { ($0 ?? 0) <= modified })
    #expect(stamps.last == modified)
    // Going on from a later day.
    let context = ParserContext(
      localTime: TextFixture.berlin, now: modified, modified: modified)
    var parser = MPDLogParser(context: context, state: ["day": "2025-5-31"])
    let outcomes = lines[1...].map { line in
      Array(line.utf8).withUnsafeBufferPointer { parser.parse($0) }
    }
    #expect(
      outcomes == [
        .played("a.mp3", at: moment(2025, 5, 28, 8)), .played("a.mp3", at: modified),
      ])
    // The file's own date may lie in the future, too.
    let late = self.stamps(
      [played("May 31 11:00")], modified: moment(2031, 1, 1), now: moment(2025, 6, 1))
    #expect(late == [nil])
  }

  @Test("A file's own date may be anything", arguments: [Int64.min, -1, 0, .max])
  func strangeFileDate(modified: Int64) {
    #expect(years([played("Jun 19 13:11")], modified: modified) <= 1)
    let context = ParserContext(
      localTime: TextFixture.berlin, now: moment(2025, 6, 1), modified: modified)
    var parser = MPDLogParser(context: context, state: [:])
    let outcome = Array(played("Jun 19 13:11").utf8).withUnsafeBufferPointer { parser.parse($0) }
    guard case .damaged = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test("A log that goes on after New Year keeps the years it had")
  func resumed() throws {
    let context = ParserContext(
      localTime: TextFixture.berlin, now: moment(2025, 1, 2), modified: moment(2024, 12, 31),
      yearsSpanned: 0)
    var early = MPDLogParser(context: context, state: [:])
    let lines = [played("Dec 30 10:00"), "Dec 31 10:00 : client: closed", played("Jan 01 10:00")]
    _ = lines[..<2].map { line in
      Array(line.utf8).withUnsafeBufferPointer { early.parse($0) }
    }
    // Counted anew, the whole file spans a year; the state knows better.
    let later = ParserContext(
      localTime: TextFixture.berlin, now: moment(2025, 1, 2), modified: moment(2025, 1, 1, 9),
      yearsSpanned: 1)
    var late = MPDLogParser(context: later, state: early.state)
    let outcome = Array(lines[2].utf8).withUnsafeBufferPointer { late.parse($0) }
    #expect(outcome == .played("a.mp3", at: moment(2025, 1, 1, 9)))
  }
}
