import ListeningHistory
import MusicModel
import Testing

@Suite struct TextFormatTests {
  @Test("A history comes to exactly its listens", arguments: TextFixture.all)
  func outcomes(_ fixture: TextFixture) {
    let records = TextReading.records(
      of: fixture.bytes, as: fixture.format, context: fixture.context)
    let told = records.compactMap {
      $0.outcome == .nothing ? nil : TextFixture.Expected($0.line, $0.outcome)
    }
    for (told, expected) in zip(told, fixture.expected) { #expect(told == expected) }
    #expect(told.count == fixture.expected.count)
  }

  @Test("However it is cut into chunks, it is the same", arguments: TextFixture.all)
  func chunks(_ fixture: TextFixture) {
    let whole = TextReading.records(
      of: fixture.bytes, as: fixture.format, context: fixture.context)
    for size in 1...9 {
      let cut = TextReading.records(
        of: fixture.bytes, as: fixture.format, context: fixture.context, chunks: { size })
      #expect(cut == whole)
    }
    var random = TextRandom(state: 1)
    for _ in 0..<100 {
      let cut = TextReading.records(
        of: fixture.bytes, as: fixture.format, context: fixture.context,
        chunks: { .random(in: 1...80, using: &random) })
      #expect(cut == whole)
    }
  }

  @Test("A file read while it grows comes to what it comes to at last", arguments: TextFixture.all)
  func growth(_ fixture: TextFixture) throws {
    let whole = TextReading.records(
      of: fixture.bytes, as: fixture.format, context: fixture.context)
    for cut in 0..<fixture.bytes.count {
      var early = try #require(TextReading(fixture.format, context: fixture.context))
      early.consume(fixture.bytes[..<cut])
      early.finish()
      #expect(early.records.count { !$0.isTerminated } <= 1)
      let bookmark = early.bookmark
      var late = try #require(
        TextReading(fixture.format, context: fixture.context, from: bookmark))
      late.consume(fixture.bytes[Int(bookmark.offset)...])
      late.finish()
      let records = early.records.filter(\.isTerminated) + late.records
      #expect(records == whole, "cut after \(cut) bytes")
    }
  }

  @Test("A file that breaks off anywhere has no listen that the whole has not")
  func truncation() throws {
    // Names at the end of a line may be cut short without a sign; these formats have none there,
    // but for MPD's where quotes within are not escaped.
    let log = TextFixture(
      "with escapes", .mpdLog,
      #"2025-03-30T03:30:00 player: played "a \"b\" \\ \t\x{fc}\u{e9}.mp3""#, [])
    for fixture in TextFixture.scrobblerLog + TextFixture.mpdscribble + [log] {
      let whole = Set(
        TextReading.records(of: fixture.bytes, as: fixture.format, context: fixture.context)
          .map { $0.outcome }.filter { $0.isListen })
      for cut in 0..<fixture.bytes.count {
        for record in TextReading.records(
          of: Array(fixture.bytes[..<cut]), as: fixture.format, context: fixture.context)
        where record.outcome.isListen {
          #expect(
            whole.contains { $0.withoutEvidence == record.outcome.withoutEvidence },
            "\(fixture.testDescription) cut after \(cut) bytes: \(record.outcome)")
        }
      }
    }
  }

  @Test("Formats that are not text are left to others")
  func others() {
    for format in HistoryFormat.allCases {
      let isText = TextFixture.all.contains { $0.format == format }
      #expect((TextFormats.framing(of: format) != nil) == isText)
      #expect(
        (TextFormats.parser(for: format, context: TextFixture.usualContext, state: [:]) != nil)
          == isText)
    }
    #expect(TextFormats.splitter(.objects) == nil)
  }
}

extension RecordOutcome {
  fileprivate var isListen: Bool {
    if case .listen = self { true } else { false }
  }

  /// Without what helps to find the track and is not needed to.
  fileprivate var withoutEvidence: RecordOutcome {
    guard case .listen(var listen) = self else { return self }
    listen.recording.seconds = nil
    listen.recording.musicBrainzRecordingID = nil
    return .listen(listen)
  }
}
