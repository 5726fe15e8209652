import MusicModel
import Testing

@testable import CueSheets

@Suite("CUE sheets")
struct CueSheetTests {
  private func sheet(_ text: String) throws -> CueSheet { try CueSheet(Array(text.utf8)) }

  static let example = """
    REM GENRE "Chamber Pop"
    REM DATE 1998/03/01
    REM COMMENT "ExactAudioCopy v1.0"
    CATALOG 0724349520523
    PERFORMER "The Band"
    TITLE "The "Album""
    FILE "album.flac" WAVE
      TRACK 01 AUDIO
        TITLE "One"
        FLAGS DCP
        ISRC GB-AYE-98-00001
        INDEX 00 00:00:00
        INDEX 01 00:00:33
      TRACK 02 AUDIO
        TITLE "Two"
        PERFORMER "A Guest"
        REM DATE 1971
        INDEX 00 03:10:00
        INDEX 01 03:12:10
        INDEX 02 04:00:00
      TRACK 03 AUDIO
        INDEX 01 101:00:74

    """

  @Test("an album in one file: spans, gaps with the track before, words of track and album")
  func album() throws {
    let file = try #require(try sheet(Self.example).files.first)
    #expect(file.name == "album.flac")
    #expect(file.tracks.map(\.number) == [1, 2, 3])
    let second = (3 * 60 + 12) * 75 + 10
    let third = 101 * 60 * 75 + 74
    #expect(
      file.tracks.map(\.span) == [
        SectionSpan(start: 33, end: second), SectionSpan(start: second, end: third),
        SectionSpan(start: third, end: nil),
      ])
    #expect(file.tracks.map(\.words.title) == ["One", "Two", nil])
    #expect(file.tracks.map(\.words.artist) == ["The Band", "A Guest", "The Band"])
    #expect(file.tracks.map(\.words.year) == [1998, 1971, 1998])
    #expect(file.tracks[0].words.isrc == "GBAYE9800001")
    for words in file.tracks.map(\.words) {
      #expect(words.album == "The \"Album\"")
      #expect(words.albumArtist == "The Band")
      #expect(words.genre == "Chamber Pop")
    }
  }

  @Test(
    "line ends of three systems, a mark, tabs and small letters", arguments: ["\r\n", "\n", "\r"])
  func spelling(end: String) throws {
    let text =
      "\u{FEFF}"
      + Self.example.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: end)
    #expect(try sheet(text) == sheet(Self.example))
    let small = "file a.wav wave\n\ttrack 1 audio\n\tindex 1 0:0:0\n\tTrack 2\n\tIndex 1 0:1:0\n"
    #expect(try sheet(small).files.map(\.name) == ["a.wav"])
    #expect(try sheet(small).files[0].tracks.map(\.span.start) == [0, 75])
  }

  @Test("a name without quotes may have spaces in it, one with quotes may have quotes")
  func names() throws {
    let tracks = "\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n"
    #expect(try sheet("FILE my album.ape WAVE" + tracks).files.map(\.name) == ["my album.ape"])
    #expect(try sheet("FILE \"a \"b\".ape\" WAVE" + tracks).files.map(\.name) == ["a \"b\".ape"])
    #expect(try sheet("FILE \"a.ape" + tracks).files.map(\.name) == ["a.ape"])
  }

  @Test("Windows-1252 where it is not UTF-8, and UTF-16 with a mark")
  func encodings() throws {
    let text =
      "FILE \"caf\u{E9}.flac\" WAVE\nTRACK 01 AUDIO\nTITLE \"D\u{E9}j\u{E0} \u{2019}98\"\n"
      + "INDEX 01 00:00:00\n"
    let western = text.unicodeScalars.map { $0 == "\u{2019}" ? UInt8(0x92) : UInt8($0.value) }
    let read = try CueSheet(western)
    #expect(read.files[0].tracks[0].words.title == "Déjà ’98")
    #expect(read.files[0].name == "café.flac")
    #expect(read.files[0].nameBytes == Array("caf".utf8) + [0xE9] + Array(".flac".utf8))
    var (little, big): ([UInt8], [UInt8]) = ([0xFF, 0xFE], [0xFE, 0xFF])
    for unit in text.utf16 {
      little += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      big += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
    #expect(try CueSheet(little) == sheet(text))
    #expect(try CueSheet(big) == sheet(text))
  }

  @Test("a track lies in the file that has its INDEX 01")
  func severalFiles() throws {
    let read = try sheet(
      """
      FILE "1.wav" WAVE
      TRACK 01 AUDIO
      INDEX 01 00:00:00
      TRACK 02 AUDIO
      INDEX 01 01:00:00
      TRACK 03 AUDIO
      INDEX 00 02:00:00
      FILE "2.wav" WAVE
      INDEX 01 00:00:00
      TRACK 04 AUDIO
      INDEX 01 00:30:00
      """)
    #expect(read.files.map { $0.tracks.map(\.number) } == [[1, 2], [3, 4]])
    #expect(read.files[0].tracks[1].span == SectionSpan(start: 4500, end: nil))
    #expect(read.files[1].tracks[0].span == SectionSpan(start: 0, end: 2250))
  }

  @Test("a data track is none, but the one before it ends there")
  func data() throws {
    let read = try sheet(
      """
      FILE "a.bin" BINARY
      TRACK 01 AUDIO
      INDEX 01 00:00:00
      TRACK 02 MODE1/2352
      INDEX 01 01:00:00
      """)
    #expect(read.files[0].tracks.map(\.span) == [SectionSpan(start: 0, end: 4500)])
  }

  /// What is wrong, and a word of what is said of it.
  static let malformed: [(text: String, word: String)] = [
    ("", "no CUE sheet"), ("\u{0}\u{1}\u{2}", "no CUE sheet"), ("FILE \"a.wav\" WAVE", "no tracks"),
    ("TRACK 01 AUDIO\nINDEX 01 00:00:00", "before any FILE"),
    ("FILE a WAVE\nINDEX 01 00:00:00", "before any TRACK"),
    ("FILE \"\" WAVE\nTRACK 01 AUDIO", "names no file"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nTRACK 02 AUDIO\nINDEX 01 00:00:00", "no INDEX 01"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 00 00:00:00", "no INDEX 01"),
    ("FILE a WAVE\nTRACK 100 AUDIO\nINDEX 01 00:00:00", "number from 1"),
    ("FILE a WAVE\nTRACK 0 AUDIO\nINDEX 01 00:00:00", "number from 1"),
    ("FILE a WAVE\nTRACK 9999999999999999999999 AUDIO", "number from 1"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:60:00", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:75", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 -1:00:00", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 +1:00:00", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 99999999999999999999:00:00", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 ٠٠:٠٠:٠٠", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX", "number and time"),
    ("FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:01:00\nINDEX 01 00:02:00", "out of order"),
    (
      "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:02:00\nTRACK 02 AUDIO\nINDEX 01 00:01:00",
      "lies before"
    ),
    (
      "FILE a WAVE\nTRACK 01 AUDIO\nINDEX 01 00:01:00\nTRACK 02 AUDIO\nINDEX 01 00:01:00",
      "begins where"
    ),
    (
      "FILE a WAVE\nTRACK 02 AUDIO\nINDEX 01 00:01:00\nTRACK 02 AUDIO\nINDEX 01 00:02:00",
      "comes after"
    ),
  ]

  @Test("what makes no sense is an error that says where", arguments: malformed)
  func refused(text: String, word: String) {
    let error = #expect(throws: CueSheetError.self) { try sheet(text) }
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
  }

  @Test("a sheet of megabytes, or of thousands of tracks, is refused")
  func endless() {
    #expect(throws: CueSheetError.self) {
      try CueSheet([UInt8](repeating: 0x20, count: CueSheet.longest + 1))
    }
    let tracks = (0..<5000).map { "TRACK \($0 % 99 + 1) AUDIO\nINDEX 01 \($0):00:00\n" }
    #expect(throws: CueSheetError.self) { try sheet("FILE a WAVE\n" + tracks.joined()) }
  }

  @Test("words are cleaned, and no longer than names are")
  func words() throws {
    let long = String(repeating: "é", count: 100_000)
    let read = try sheet(
      "FILE a WAVE\nTRACK 01 AUDIO\nTITLE \"a\u{1}\u{0}  b\"\nPERFORMER \"\(long)\"\n"
        + "INDEX 01 00:00:00\n")
    #expect(read.files[0].tracks[0].words.title == "a b")
    #expect(read.files[0].tracks[0].words.artist?.count == 1000)
  }

  @Test("any bytes give a sheet that holds together, or an error", arguments: 0..<40)
  func anything(seed: UInt64) {
    var random = SplitMix(state: seed)
    let lines = Self.example.split(separator: "\n").map { Array($0.utf8) + [0x0A] }
    for _ in 0..<50 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        bytes += lines.randomElement(using: &random) ?? []
      }
      for _ in 0..<Int.random(in: 0...20, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = .random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(bytes.count / 3) }
      guard let sheet = try? CueSheet(bytes) else { continue }
      for file in sheet.files {
        #expect(file.tracks.count <= CueSheet.mostTracks)
        #expect(file.tracks.allSatisfy { $0.span.start < $0.span.end ?? .max })
        for (track, next) in zip(file.tracks, file.tracks.dropFirst()) {
          #expect(track.number < next.number)
          #expect(track.span.end.map { $0 <= next.span.start } == true)
        }
      }
    }
  }
}

/// Steele, Lea and Flood, 2014: the same bytes for the same seed on every machine.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
