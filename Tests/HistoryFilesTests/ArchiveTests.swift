import HistoryFiles
import ListeningHistory
import MusicModel
import Testing

@Suite("Reading a history archive")
struct ArchiveTests {
  typealias Member = HistoryScratch.Member

  /// An export as ListenBrainz makes it; numbers of listens by month.
  private static func export(_ months: [String: Range<Int>]) -> [Member] {
    let feedback =
      #"{"recording_msid":null,"recording_mbid":"x","score":1,"created":1614852672,"#
      + #""track_metadata":{"artist_name":"A","track_name":"B"}}"#
    return [
      Member("user.json", #"{"user_id":1,"username":"me"}"#), Member("feedback.jsonl", feedback),
      Member("pins.jsonl", #"{"created":1,"row_id":1,"track_metadata":{"track_name":"B"}}"#),
      Member("listens/", ""),
    ]
      // In no order, as archives are.
      + months.sorted { $0.key > $1.key }.map {
        Member("listens/\($0.key).jsonl", Plays.lines($0.value))
      }
  }

  @Test("an export of ListenBrainz is read month by month")
  func listenBrainz() async throws {
    let scratch = try HistoryScratch("export.zip")
    try scratch.writeArchive(
      Self.export(["2023/12": 0..<40, "2024/2": 40..<90, "2024/10": 90..<95]))
    let outcome = try await scratch.read(batchSize: 16)
    let parts = ["listens/2023/12.jsonl", "listens/2024/2.jsonl", "listens/2024/10.jsonl"]
    guard case .read(let reading) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(
      reading.parts == Dictionary(uniqueKeysWithValues: parts.map { ($0, .listenBrainzLines) }))
    let order = scratch.batches.map(\.part).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    #expect(order == parts)
    #expect(
      parts.flatMap { scratch.listens[$0, default: []].compactMap(\.recording.title) }
        == Plays.titles(0..<95))
    for part in parts {
      let batches = scratch.batches.filter { $0.part == part }
      #expect(
        batches.map(\.isFromStart) == [true] + Array(repeating: false, count: batches.count - 1))
      #expect(batches.last?.progress.isComplete == true)
      #expect(batches.dropLast().allSatisfy { !$0.progress.isComplete })
    }
    #expect(try await scratch.read() == .unchanged)
  }

  @Test("of a new archive, only what is new in it is read")
  func newArchive() async throws {
    let scratch = try HistoryScratch("export.zip")
    try scratch.writeArchive(Self.export(["2024/1": 0..<400, "2024/2": 400..<500]))
    try await scratch.read()
    // The month went on, and there is another.
    try scratch.writeArchive(
      Self.export(["2024/1": 0..<400, "2024/2": 400..<510, "2024/3": 510..<520]))
    guard case .read(let reading) = try await scratch.read() else {
      Issue.record("the new listens were not read")
      return
    }
    // The first month was not even unpacked.
    #expect(reading.bytesRead < Plays.lines(0..<400).utf8.count)
    let counts = scratch.batches.reduce(into: [:]) { $0[$1.part, default: 0] += $1.listens.count }
    #expect(
      counts == [
        "listens/2024/1.jsonl": 0, "listens/2024/2.jsonl": 10, "listens/2024/3.jsonl": 10,
      ])
    #expect(scratch.listens.values.flatMap(\.self).count == 520)
    #expect(try await scratch.read() == .unchanged)
    // A month was corrected.
    try scratch.writeArchive(
      Self.export(["2024/1": 0..<400, "2024/2": 401..<510, "2024/3": 510..<520]))
    try await scratch.read()
    let corrected = scratch.batches.filter { $0.part == "listens/2024/2.jsonl" }
    #expect(corrected.first?.isFromStart == true)
    #expect(scratch.listens.values.flatMap(\.self).count == 519)
  }

  @Test("whenever the power fails, nothing is lost and nothing comes twice")
  func powerCuts() async throws {
    let months = ["2024/1": 0..<20, "2024/2": 20..<40, "2024/11": 40..<60]
    for stop in 0..<15 {
      let scratch = try HistoryScratch("export.zip")
      try scratch.writeArchive(Self.export(months))
      await #expect(throws: PowerCut.self) { try await scratch.read(batchSize: 4, stop: stop) }
      let outcome = try await scratch.read(batchSize: 4)
      #expect(outcome != .unchanged && outcome != .notHistory)
      let titles = scratch.listens.values.flatMap(\.self).compactMap(\.recording.title)
      #expect(titles.count == 60)
      #expect(Set(titles) == Set(Plays.titles(0..<60)))
      #expect(scratch.known.values.allSatisfy { $0.isComplete })
      #expect(try await scratch.read() == .unchanged)
    }
  }

  @Test("archives in archives, folders and other files are passed over")
  func others() async throws {
    let inner = try HistoryScratch("inner.zip")
    try inner.writeArchive([Member("a.jsonl", Plays.lines(0..<3))])
    let scratch = try HistoryScratch()
    try scratch.writeArchive([
      Member("inner.zip", try inner.contents()), Member("folder/", ""),
      Member("empty.json", ""), Member("ReadMe.pdf", "%PDF-1.4"),
      Member("history.json", Plays.array(0..<3), isStored: true),
    ])
    try await scratch.read()
    #expect(scratch.listens.keys.sorted() == ["history.json"])
    #expect(scratch.listens["history.json"]?.count == 3)
  }

  @Test("an archive without any history is none")
  func negative() async throws {
    let scratch = try HistoryScratch()
    try scratch.writeArchive([Member("a.txt", "Hello"), Member("b/", "")])
    #expect(try await scratch.read() == .notHistory)
    #expect(scratch.batches.isEmpty)
  }

  @Test("an encrypted archive asks to be unpacked; encrypted members are passed over")
  func encryption() async throws {
    let scratch = try HistoryScratch()
    let secret = Member("a.jsonl", Plays.lines(0..<3), password: "secret")
    try scratch.writeArchive([secret, Member("b.txt", "Hello")])
    await #expect(throws: HistoryFileError(.encryptedArchive, path: scratch.path)) {
      try await scratch.read()
    }
    try scratch.writeArchive([secret, Member("b.jsonl", Plays.lines(0..<3))])
    try await scratch.read()
    #expect(scratch.listens.keys.sorted() == ["b.jsonl"])
  }

  @Test("half an archive is reported as damaged")
  func truncated() async throws {
    let scratch = try HistoryScratch()
    try scratch.writeArchive([Member("a.jsonl", Plays.lines(0..<1_000))])
    let bytes = try scratch.contents()
    try scratch.write(Array(bytes.prefix(bytes.count / 2)))
    let error = await #expect(throws: HistoryFileError.self) { try await scratch.read() }
    guard case .damagedArchive = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(scratch.batches.isEmpty)
  }

  @Test("a damaged member costs what lies behind the damage in it")
  func damagedMember() async throws {
    let scratch = try HistoryScratch()
    let text = Plays.lines(0..<5_000)
    try scratch.writeArchive([
      Member("a.jsonl", text, isStored: true), Member("b.jsonl", Plays.lines(0..<7)),
    ])
    var bytes = try scratch.contents()
    // A letter of a title in the middle; only the checksum can tell.
    let needle = Array("Track 2500".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: needle) })
    bytes[place] = UInt8(ascii: "C")
    try scratch.write(bytes)
    try await scratch.read()
    #expect(scratch.listens["a.jsonl"]?.count == 5_000)
    #expect(scratch.listens["b.jsonl"]?.count == 7)
    let damages = scratch.batches.flatMap(\.damages)
    #expect(damages.map(\.line) == [5_001])
    #expect(damages.first?.reason.hasPrefix("the archive is damaged from here on: ") == true)
    #expect(try await scratch.read() == .unchanged)
  }

  @Test("a member that unpacks to absurdly much is stopped")
  func expansion() async throws {
    let scratch = try HistoryScratch()
    scratch.limits.freeLength = 1 << 20
    let padding = String(repeating: String(repeating: " ", count: 1_023) + "\n", count: 1 << 13)
    try scratch.writeArchive([
      Member("a.jsonl", Plays.lines(0..<3) + padding + Plays.lines(3..<6)),
      Member("b.jsonl", Plays.lines(0..<7)),
    ])
    scratch.limits.expansion = 100
    try await scratch.read()
    #expect(scratch.listens["a.jsonl"]?.count == 3)
    #expect(scratch.listens["b.jsonl"]?.count == 7)
    #expect(scratch.batches.flatMap(\.damages).count == 1)
    // What is merely large is not stopped: spaces compress to about a thousandth.
    scratch.forget()
    scratch.limits.expansion = 2_000
    try await scratch.read()
    #expect(scratch.listens["a.jsonl"]?.count == 6)
  }

  @Test("an archive that unpacks to more than it may is stopped")
  func total() async throws {
    let scratch = try HistoryScratch()
    scratch.limits.totalLength = 1 << 20
    try scratch.writeArchive([
      Member("a.jsonl", Plays.lines(0..<100)), Member("b.jsonl", Plays.lines(0..<10_000)),
      Member("c.jsonl", Plays.lines(0..<100)),
    ])
    try await scratch.read()
    #expect(scratch.listens["a.jsonl"]?.count == 100)
    let count = scratch.listens["b.jsonl"]?.count ?? 0
    #expect((1_000..<10_000).contains(count))
    #expect(scratch.listens["c.jsonl"] == nil)
    #expect(scratch.batches.flatMap(\.damages).map(\.line) == [count + 1])
    #expect(try await scratch.read() == .unchanged)
  }

  @Test("members beyond the limit are not looked at")
  func memberLimit() async throws {
    let scratch = try HistoryScratch()
    scratch.limits.members = 3
    try scratch.writeArchive((0..<9).map { Member("\($0).jsonl", Plays.lines(0..<2)) })
    try await scratch.read()
    #expect(scratch.listens.keys.sorted() == ["0.jsonl", "1.jsonl", "2.jsonl"])
  }

  @Test("archives damaged at random never stop the program", arguments: 0..<6)
  func fuzz(seed: Int) async throws {
    let scratch = try HistoryScratch()
    try scratch.writeArchive(
      Self.export(["2024/1": 0..<50, "2024/2": 50..<60])
        + [Member("x.json", Plays.array(0..<20), isStored: true)])
    let original = try scratch.contents()
    var state = UInt64(seed + 1)
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for _ in 0..<60 {
      var bytes = original
      for _ in 0...random(4) {
        let place = 4 + random(bytes.count - 4)
        if random(8) == 0 {
          bytes.removeLast(bytes.count - place)
        } else {
          bytes[place] = UInt8(random(256))
        }
        if bytes.count < 100 { break }
      }
      try scratch.write(bytes)
      scratch.forget()
      do {
        try await scratch.read(batchSize: 7)
        #expect(scratch.known.values.allSatisfy { $0.isComplete })
      } catch let error as HistoryFileError {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
