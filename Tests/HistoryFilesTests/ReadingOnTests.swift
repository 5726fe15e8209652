import HistoryFiles
import ListeningHistory
import MusicModel
import Testing

@Suite("Going on with a history file")
struct ReadingOnTests {
  @Test(
    "whenever the power fails, nothing is lost and nothing comes twice",
    arguments: [Plays.lines(0..<60), Plays.array(0..<60), Plays.array(0..<60, separator: ",")])
  func powerCuts(text: String) async throws {
    for batchSize in [1, 5] {
      for stop in 1..<60 / batchSize {
        let scratch = try HistoryScratch()
        try scratch.write(text)
        await #expect(throws: PowerCut.self) {
          try await scratch.read(batchSize: batchSize, stop: stop)
        }
        #expect(scratch.known[""]?.isComplete == false)
        try await scratch.read(batchSize: batchSize)
        #expect(scratch.batches.first?.isFromStart == false)
        #expect(scratch.titles == Plays.titles(0..<60))
        #expect(scratch.known[""]?.isComplete == true)
      }
    }
  }

  @Test("of a file that was appended to, only the new bytes are read")
  func appending() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.lines(0..<20_000))
    try await scratch.read()
    let line = Plays.line(20_000) + "\n"
    try scratch.write(line, append: true)
    guard case .read(let reading) = try await scratch.read() else {
      Issue.record("the new line was not read")
      return
    }
    // Besides, the two places that the fingerprint is made of.
    #expect(reading.bytesRead == Int64(line.utf8.count) + 2_048)
    #expect(scratch.batches.count == 1)
    #expect(scratch.batches.first?.isFromStart == false)
    #expect(scratch.batches.first?.listens.count == 1)
    #expect(scratch.batches.first?.progress.line == 20_001)
    #expect(scratch.titles == Plays.titles(0..<20_001))
    #expect(try await scratch.read() == .unchanged)
  }

  @Test("a file that grows line by line from nothing is the same in the end")
  func growing() async throws {
    let scratch = try HistoryScratch()
    try scratch.write("")
    for number in 0..<30 {
      try scratch.write(Plays.line(number) + "\n", append: true)
      try await scratch.read()
      #expect(scratch.batches.first?.isFromStart == (number == 0))
      #expect(scratch.titles == Plays.titles(0..<number + 1))
    }
  }

  @Test("a file that is other than it was is read from its start")
  func rewriting() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.lines(0..<100))
    try await scratch.read()
    // Shorter, longer, and of the same length.
    for (text, titles) in [
      (Plays.lines(0..<50), Plays.titles(0..<50)),
      (Plays.lines(100..<300), Plays.titles(100..<300)),
      (Plays.lines(300..<500), Plays.titles(300..<500)),
      (Plays.array(0..<20), Plays.titles(0..<20)),
    ] {
      try scratch.write(text)
      try await scratch.read()
      #expect(scratch.batches.first?.isFromStart == true)
      #expect(scratch.titles == titles)
    }
  }

  @Test("an array written anew with more in it is gone on with")
  func arrayGrows() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.array(0..<500))
    try await scratch.read()
    try scratch.replace(Plays.array(0..<510))
    guard case .read(let reading) = try await scratch.read() else {
      Issue.record("the new plays were not read")
      return
    }
    #expect(reading.bytesRead < 5_000)
    #expect(scratch.batches.first?.isFromStart == false)
    #expect(scratch.titles == Plays.titles(0..<510))
    // The newest first: nothing is where it was.
    try scratch.replace(Plays.array(600..<620) + Plays.array(0..<510))
    try await scratch.read()
    #expect(scratch.batches.first?.isFromStart == true)
    #expect(scratch.titles == Plays.titles(600..<620) + Plays.titles(0..<510))
  }

  @Test("a line without an end is read, and read again when it has grown")
  func unfinishedLine() async throws {
    let scratch = try HistoryScratch()
    let line = Plays.line(3)
    try scratch.write(Plays.lines(0..<3) + line)
    try await scratch.read()
    #expect(scratch.titles == Plays.titles(0..<4))
    #expect(scratch.batches.last?.endsTentatively == true)
    let offset = try #require(scratch.known[""]?.offset)
    #expect(offset == Int64(Plays.lines(0..<3).utf8.count))
    #expect(scratch.known[""]?.isComplete == true)
    #expect(try await scratch.read() == .unchanged)

    try scratch.write("\n", append: true)
    try await scratch.read()
    #expect(scratch.batches.map(\.listens.count) == [1])
    #expect(scratch.batches.last?.endsTentatively == false)
    #expect(scratch.titles == Plays.titles(0..<4))
  }

  @Test("half a line is damage after what was dealt with, and read again when it has grown")
  func halfLine() async throws {
    let line = Plays.line(3)
    for length in [1, 20, line.utf8.count - 1] {
      let scratch = try HistoryScratch()
      try scratch.write(Plays.lines(0..<3) + line.prefix(length))
      try await scratch.read()
      #expect(scratch.titles == Plays.titles(0..<3))
      #expect(scratch.batches.flatMap(\.damages).map(\.line) == [4])
      #expect(scratch.known[""]?.line == 3)

      try scratch.write(String(line.dropFirst(length)) + "\n", append: true)
      try await scratch.read()
      #expect(scratch.batches.first?.isFromStart == false)
      #expect(scratch.titles == Plays.titles(0..<4))

      #expect(scratch.batches.flatMap(\.damages).isEmpty)
    }
  }

  @Test("an array that was cut off is read to its last whole record, and on when it is complete")
  func cutArray() async throws {
    let scratch = try HistoryScratch()
    let text = Plays.array(0..<20)
    try scratch.write(String(text.prefix(text.count / 2)))
    try await scratch.read()
    let count = scratch.titles.count
    #expect(scratch.titles == Plays.titles(0..<count))
    #expect(scratch.batches.flatMap(\.damages).map(\.line) == [count + 1])
    try scratch.replace(text)
    try await scratch.read()
    #expect(scratch.batches.first?.isFromStart == false)
    #expect(scratch.titles == Plays.titles(0..<20))
  }

  @Test("a file that is written to while it is read is looked at again")
  func writingMeanwhile() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.lines(0..<5_000))
    var known: [String: HistoryProgress] = [:]
    var titles: [String?] = []
    for round in 0..<2 {
      var isWritten = round > 0
      let outcome = try await HistoryFile(scratch.path).read(
        after: known, localTime: .fixed(0), now: HistoryScratch.now, batchSize: 100
      ) { batch in
        if !isWritten { try scratch.write(Plays.lines(5_000..<5_010), append: true) }
        isWritten = true
        known[batch.part] = batch.progress
        titles += batch.listens.map(\.recording.title)
      }
      #expect(outcome != .unchanged)
    }
    #expect(titles == Plays.titles(0..<5_010))
  }
}
