import Glibc
import HistoryFiles
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@Suite("Reading a history file")
struct PlainFileTests {
  @Test("in batches of any size, the listens are the same", arguments: [1, 2, 7, 100, 5_000])
  func batches(size: Int) async throws {
    for text in [Plays.lines(0..<1_000), Plays.array(0..<1_000)] {
      let scratch = try HistoryScratch()
      try scratch.write(text)
      let outcome = try await scratch.read(batchSize: size)
      #expect(scratch.titles == Plays.titles(0..<1_000))
      #expect(scratch.batches.allSatisfy { $0.listens.count <= size && $0.part.isEmpty })
      #expect(scratch.batches.first?.isFromStart == true)
      #expect(scratch.batches.dropFirst().allSatisfy { !$0.isFromStart })
      #expect(scratch.batches.last?.progress.isComplete == true)
      #expect(scratch.batches.dropLast().allSatisfy { !$0.progress.isComplete })
      #expect(scratch.batches.count >= 1_000 / size)
      guard case .read(let reading) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
      #expect(reading.bytesRead == Int64(text.utf8.count))
      #expect(Array(reading.parts.keys) == [""])
    }
  }

  @Test("the same version is not opened again")
  func unchanged() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.lines(0..<10))
    try await scratch.read()
    // Not even root can open it now; that it is there is all that is asked.
    #expect(try await scratch.read() == .unchanged)
    #expect(scratch.batches.isEmpty)
  }

  @Test("what is no history is none", arguments: ["", "Hello\n", "{\"name\":\"x\"}", "\u{0}\u{1}"])
  func negatives(text: String) async throws {
    let scratch = try HistoryScratch()
    try scratch.write(text)
    #expect(try await scratch.read() == .notHistory)
    #expect(scratch.batches.isEmpty)
  }

  @Test("a history without listens ends with a batch all the same")
  func empty() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(#"{"maloja":{"export_time":1},"scrobbles":[]}"#)
    try await scratch.read()
    #expect(scratch.batches.count == 1)
    #expect(scratch.known[""]?.isComplete == true)
    #expect(scratch.known[""]?.format == .maloja)
    #expect(try await scratch.read() == .unchanged)
  }

  @Test("damages carry their lines, and what is passed over is counted")
  func damages() async throws {
    let scratch = try HistoryScratch()
    let now = #"{"playing_now":true,"track_metadata":{"artist_name":"A","track_name":"B"}}"#
    try scratch.write(Plays.lines(0..<3) + "{broken\n\n" + now + "\n" + Plays.lines(3..<5) + "{}\n")
    try await scratch.read(batchSize: 2)
    #expect(scratch.titles == Plays.titles(0..<5))
    #expect(scratch.batches.flatMap(\.damages).map(\.line) == [4, 9])
    #expect(scratch.batches.map(\.passedOver).reduce(0, +) == 1)
  }

  @Test("a file that cannot be read says so, with its path")
  func unreadable() async throws {
    let scratch = try HistoryScratch()
    await #expect(throws: HistoryFileError(.unreadable(.noSuchFileOrDirectory), path: scratch.path))
    {
      try await scratch.read()
    }
    mkdir(scratch.path.string, 0o700)
    await #expect(throws: HistoryFileError(.notAFile, path: scratch.path)) {
      try await scratch.read()
    }
    rmdir(scratch.path.string)
    // Nobody will ever write to it; opening must not wait.
    mkfifo(scratch.path.string, 0o600)
    await #expect(throws: HistoryFileError(.notAFile, path: scratch.path)) {
      try await scratch.read()
    }
    #expect(
      HistoryFileError(.notAFile, path: "/a/b").description
        == "/a/b is not a regular file; name a history file.")
  }

  @Test("what the taker of the batches throws ends the reading")
  func takerThrows() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.lines(0..<100))
    await #expect(throws: PowerCut.self) { try await scratch.read(batchSize: 10, stop: 3) }
    #expect(scratch.batches.count == 3)
  }

  @Test("a cancelled reading ends between batches")
  func cancellation() async throws {
    let scratch = try HistoryScratch()
    try scratch.write(Plays.lines(0..<1_000))
    let path = scratch.path
    let task = Task {
      var count = 0
      _ = try await HistoryFile(path).read(
        after: [:], localTime: .fixed(0), now: HistoryScratch.now, batchSize: 10
      ) { _ in
        count += 1
        withUnsafeCurrentTask { $0?.cancel() }
        #expect(count == 1)
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("a damage that lets go of many listens at once does not make a batch too large")
  func surplus() async throws {
    let scratch = try HistoryScratch()
    // Listens in an object that no format has, which becomes too long and is then looked into.
    let text = Plays.array(0..<2) + #"{"data":"# + Plays.array(2..<9_000) + "}"
    try #require(text.utf8.count > 1 << 20)
    try scratch.write(text)
    try await scratch.read(batchSize: 100)
    #expect(scratch.batches.allSatisfy { $0.listens.count <= 100 })
    #expect(scratch.titles == Plays.titles(0..<9_000))
    #expect(scratch.batches.flatMap(\.damages).map(\.line) == [2])
  }

  @Test("megabytes of rubbish between listens are one damage, and are gone on from")
  func rubbish() async throws {
    let scratch = try HistoryScratch()
    let whole = Plays.array(0..<10)
    let rubbish = String(repeating: "rubbish ", count: 1_000_000)
    try scratch.write(whole + rubbish + Plays.array(10..<20))
    try await scratch.read(batchSize: 4)
    #expect(scratch.titles == Plays.titles(0..<20))
    #expect(scratch.batches.flatMap(\.damages).map(\.line) == [10])
    try scratch.write("\n" + Plays.array(20..<21), append: true)
    try await scratch.read()
    #expect(scratch.titles == Plays.titles(0..<21))
    #expect(scratch.batches.first?.isFromStart == false)
  }
}
