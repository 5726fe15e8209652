import ListeningHistory
import MusicModel
import Testing

@Suite("Names that nobody would write")
struct MatchFuzzTests {
  /// Bytes that are mostly not UTF-8, as a damaged history has them; repaired as a reader would.
  private static func noise(_ numbers: inout SeededNumbers) -> String {
    let length = numbers.pick([0, 1, 2, 5, 20, 200])
    let bytes = (0..<length).map { _ -> UInt8 in
      // Among them the lead bytes of surrogates (ED A0…) and of four-byte characters.
      numbers.chance(0.3)
        ? numbers.pick([0xED, 0xA0, 0xBF, 0xF0, 0x9F, 0x28, 0x5B, 0x2D, 0x20, 0x2A, 0x2E, 0x27, 0])
        : UInt8.random(in: 0...255, using: &numbers)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func characters(_ numbers: inout SeededNumbers) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0xA0...0x24F, 0x300...0x3FF, 0x400...0x4FF, 0x590...0x6FF, 0x900...0x97F,
      0x1100...0x11FF, 0x2000...0x20FF, 0x3040...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
      0xFB00...0xFDFF, 0x1F300...0x1F9FF, 0xE0000...0xE01EF,
    ]
    var name = String.UnicodeScalarView()
    for _ in 0..<numbers.pick([1, 3, 8, 40]) {
      if let scalar = Unicode.Scalar(UInt32.random(in: numbers.pick(ranges), using: &numbers)) {
        name.append(scalar)
      }
    }
    return String(name)
  }

  @Test("any names are compared without a fault, and names equal themselves")
  func anyNames() throws {
    var numbers = SeededNumbers(seed: 4)
    var tracks: [MatchCandidate] = []
    for id in 1...600 {
      tracks.append(
        MatchCandidate(
          track: TrackID(rawValue: Int64(id)), artist: Self.characters(&numbers),
          title: id % 2 == 0 ? Self.noise(&numbers) : Self.characters(&numbers),
          album: Self.noise(&numbers)))
    }
    let catalogue = MemoryCatalogue(tracks)
    for track in tracks {
      var heard = HeardRecording()
      heard.artist = track.artist
      heard.title = track.title
      heard.album = track.album
      let found = try ListenMatcher().match(heard, in: catalogue)
      let key = MatchKey(artist: track.artist, title: track.title)
      #expect((found != nil) == (key.exact != nil), "\(track)")
      for word in key.words { #expect(word.utf8.count < 1_100) }
      heard.title = Self.noise(&numbers) + (track.title ?? "")
      _ = try ListenMatcher().match(heard, in: catalogue)
    }
  }

  @Test(
    "names of 64 KiB take no longer than a thousand letters do",
    arguments: [
      "a", "a ", "(", "(live) ", " - ", "f* ", "*", ".a", "ﷺ", "が", "й", "1 ", "i ", "feat. ",
    ])
  func longNames(unit: String) throws {
    let long = String(repeating: unit, count: 65_536 / unit.utf8.count)
    var tracks: [MatchCandidate] = []
    for id in 0..<40 {
      let name = String(long.dropLast(id))
      tracks.append(
        MatchCandidate(
          track: TrackID(rawValue: Int64(id)), artist: name + "z", title: "q" + name, album: name))
    }
    let start = ContinuousClock.now
    let catalogue = MemoryCatalogue(tracks)
    var heard = HeardRecording()
    heard.artist = long
    heard.title = long + "!"
    heard.album = long
    _ = try ListenMatcher().match(heard, in: catalogue)
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
