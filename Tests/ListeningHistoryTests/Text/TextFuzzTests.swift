import ListeningHistory
import MusicModel
import Testing

@Suite struct TextFuzzTests {
  private static let spice: [[UInt8]] =
    [
      "\"", "\"\"", "\n", "\r\n", "\n\n", ",", "\t", "=", "\\", "#", "\0", "99999999999999999999",
      "-1", "\u{FEFF}", "{", "}", "Feb 29 ", "\" player: played \"",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xF0, 0x9F]]

  /// Changes a few bytes, or moves or doubles a stretch.
  private func spoil(_ bytes: [UInt8], with random: inout TextRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, at + Int.random(in: 0...40, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(at..<end)
      case 1: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...at, using: &random))
      case 2:
        bytes.insert(contentsOf: Self.spice.randomElement(using: &random) ?? [], at: at)
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
      default:
        if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
      }
    }
    return bytes
  }

  @Test("Spoilt histories have an outcome for every record", arguments: TextFixture.all)
  func spoilt(_ fixture: TextFixture) {
    var random = TextRandom(state: UInt64(fixture.bytes.count))
    for _ in 0..<300 {
      let bytes = spoil(fixture.bytes, with: &random)
      let records = TextReading.records(
        of: bytes, as: fixture.format, context: fixture.context)
      check(records, of: bytes, fixture)
      let cut = TextReading.records(
        of: bytes, as: fixture.format, context: fixture.context,
        chunks: { .random(in: 1...50, using: &random) })
      #expect(cut == records)
      _ = bytes.withUnsafeBufferPointer { TextFormats.detect($0) }
    }
  }

  private func check(_ records: [ReadRecord], of bytes: [UInt8], _ fixture: TextFixture) {
    var (line, offset) = (0, Int64(0))
    for record in records {
      #expect(record.line > line && record.nextLine >= record.line)
      #expect(record.endOffset > offset && record.endOffset <= bytes.count)
      (line, offset) = (record.nextLine, record.endOffset)
      guard case .listen(let listen) = record.outcome else { continue }
      #expect(fixture.context.isPlausible(listen.stamp))
      let recording = listen.recording
      #expect(
        recording.relativePath?.isEmpty == false
          || recording.artist?.isEmpty == false && recording.title?.isEmpty == false)
      #expect(recording.seconds ?? 1 > 0)
      #expect(recording.musicBrainzRecordingID?.count ?? 36 == 36)
    }
    // Whatever is not blank has been dealt with.
    #expect(bytes.dropFirst(Int(offset)).allSatisfy { $0 <= 0x20 || $0 == 0x7F || $0 >= 0xBB })
  }

  @Test("States that no parser wrote do no harm", arguments: TextFixture.all)
  func foreignStates(_ fixture: TextFixture) {
    let states: [ParserState] = [
      ["columns": "-1", "stamp": "99999999999999999999"],
      ["columns": "3", "stamp": "7", "artist": "8", "title": "9223372036854775807"],
      ["day": "2024-13-01"], ["day": "9999-12-31"], ["day": ""], ["zone": "mars"],
      ["commas": "-5"],
    ]
    for state in states {
      let bookmark = TextReading.Bookmark(splitterState: state, parserState: state)
      guard
        var reading = TextReading(fixture.format, context: fixture.context, from: bookmark)
      else { continue }
      reading.consume(fixture.bytes[...])
      reading.finish()
      #expect(!reading.records.isEmpty)
    }
  }
}
