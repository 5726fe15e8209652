import AudioDecoding
import Foundation
import MusicModel
import Testing

@Suite struct ContentFingerprintTests {
  @Test("Tags before and after an MP3 do not count, in any number")
  func mp3Tags() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.mp3)
    let sound = try fixtures.bytes(of: "music.mp3")
    let plain = try fixtures.fingerprint(sound)
    var footed = id3v2([("TPE1", text("Artist"))])
    footed[5] |= 0x10
    let footer = Array("3DI".utf8) + footed[3..<10]
    let before = [
      id3v2([("TIT2", text("Song"))]), id3v2([], padding: 4096),
      id3v2([("TIT2", text("A"))]) + id3v2([("TIT2", text("B"))]), footed + footer,
      apeV2("Title", "Song"),
    ]
    let after = [
      id3v1("Song"), apeV2("Title", "Song"), apeV2("Title", "Song") + id3v1("Song"),
      lyrics3("La la la") + id3v1("Song"), footed + footer,
    ]
    for tag in before { #expect(try fixtures.fingerprint(tag + sound) == plain) }
    for tag in after { #expect(try fixtures.fingerprint(sound + tag) == plain) }
    #expect(try fixtures.fingerprint(before[0] + sound + after[3]) == plain)
  }

  @Test("One bit of sound makes another recording", arguments: Fixtures.Format.allCases)
  func sensitive(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(format)
    var bytes = try fixtures.bytes(of: "music." + format.rawValue)
    let before = try fixtures.fingerprint(bytes)
    bytes[bytes.count / 2] ^= 1
    #expect(try fixtures.fingerprint(bytes) != before)
  }

  @Test("Editing a FLAC's tags, padding and cover does not count")
  func flacTags() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.flac)
    let plain = try fixtures.fingerprint(of: "music.flac")
    for edit in [
      ["--set-tag=TITLE=Song"], ["--set-tag=COMMENT=" + String(repeating: "x", count: 20_000)],
      ["--remove-all", "--dont-use-padding"], ["--add-padding=9999"], ["--add-seekpoint=10x"],
    ] {
      try fixtures.run("metaflac", edit + ["music.flac"])
      #expect(try fixtures.fingerprint(of: "music.flac") == plain, "after \(edit[0].prefix(20))")
    }
    let edited = try fixtures.bytes(of: "music.flac")
    #expect(try fixtures.fingerprint(id3v2([("TIT2", text("Song"))]) + edited) == plain)
    #expect(try fixtures.fingerprint(edited + id3v1("Song")) == plain)
  }

  @Test("Editing a Vorbis file's comments does not count, though its pages change")
  func vorbisComments() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.ogg)
    let plain = try fixtures.fingerprint(of: "music.ogg")
    for length in [1, 300, 70_000] {
      let comment = "COMMENT=" + String(repeating: "x", count: length)
      try Data(comment.utf8).write(to: fixtures.folder.appendingPathComponent("comments"))
      try fixtures.run("vorbiscomment", ["-w", "-c", "comments", "music.ogg", "edited.ogg"])
      #expect(try fixtures.fingerprint(of: "edited.ogg") == plain)
    }
  }

  /// Packets of a kind of stream: headers, then sound of uneven length.
  private static func packets(_ codec: String, comment: Int, sound: UInt8 = 0) -> [[UInt8]] {
    let tags = [UInt8](repeating: 0x33, count: comment)
    let audio = [0, 254, 255, 256, 510, 3000].map { [UInt8](repeating: sound, count: $0) }
    switch codec {
    case "opus":
      return [Array("OpusHead".utf8) + [1, 2, 0, 0], Array("OpusTags".utf8) + tags] + audio
    case "flac":
      let info: [UInt8] = [0, 0, 0, 34] + (0..<34).map { UInt8($0) }
      let first = [0x7f] + Array("FLAC".utf8) + [1, 0, 0, UInt8(comment % 3)] + "fLaC".utf8 + info
      let frames = audio.map { [0xff, 0xf8] + $0 }
      return [first, [4, 0, 0, 1] + tags, [0x81, 0, 0, 0]] + frames
    default:
      return [
        [1] + Array("vorbis....".utf8), [3] + Array("vorbis".utf8) + tags,
        [5] + Array("vorbis codebooks".utf8),
      ] + audio
    }
  }

  @Test(
    "Ogg is fingerprinted by packets: pages, serial numbers and comments do not count",
    arguments: ["vorbis", "opus", "flac"])
  func repaged(codec: String) throws {
    let fixtures = try Fixtures()
    let plain = try fixtures.fingerprint(oggStream(Self.packets(codec, comment: 5), perPage: 255))
    for (comment, perPage, serial) in [(5, 1, 1), (900, 3, 1), (0, 7, 77), (254, 255, 0)] {
      let edited = oggStream(
        Self.packets(codec, comment: comment), perPage: perPage, serial: serial)
      #expect(try fixtures.fingerprint(edited) == plain, "\(perPage) a page")
      // Out of step for a while: what lies between pages is skipped.
      #expect(try fixtures.fingerprint(edited + [1, 2, 3]) == plain)
    }
    let other = oggStream(Self.packets(codec, comment: 5, sound: 1), perPage: 255)
    #expect(try fixtures.fingerprint(other) != plain)
  }

  @Test("A chain of Ogg streams counts every link, whatever its comments")
  func chained() throws {
    let fixtures = try Fixtures()
    func link(_ comment: Int, _ sound: UInt8, _ serial: Int) -> [UInt8] {
      oggStream(Self.packets("vorbis", comment: comment, sound: sound), perPage: 9, serial: serial)
    }
    let chain = try fixtures.fingerprint(link(3, 1, 1) + link(4, 2, 2))
    #expect(try fixtures.fingerprint(link(700, 1, 1) + link(0, 2, 1)) == chain)
    #expect(try fixtures.fingerprint(link(3, 1, 1) + link(4, 3, 2)) != chain)
    #expect(try fixtures.fingerprint(link(3, 1, 1)) != chain)
  }

  @Test("A stream beside the music, such as a picture, does not count")
  func multiplexed() throws {
    let fixtures = try Fixtures()
    let music = oggStream(Self.packets("vorbis", comment: 5), perPage: 9)
    let plain = try fixtures.fingerprint(music)
    let firstPage = oggPage(packets: [Self.packets("vorbis", comment: 5)[0]], flags: 2)
    let besides = oggPage(packets: [Array("fishead".utf8)], flags: 2, serial: 9)
    let more = oggPage(packets: [[1, 2, 3]], flags: 0, serial: 9, sequence: 1)
    let mixed = besides + firstPage + more + music.dropFirst(firstPage.count)
    #expect(try fixtures.fingerprint(mixed) == plain)
  }

  @Test("Chunks of text before or after a WAV's sound do not count")
  func wavChunks() throws {
    let fixtures = try Fixtures()
    let sound = wav(music(seconds: 0.2), channels: 2)
    let plain = try fixtures.fingerprint(sound)
    let chunks = Array(sound.dropFirst(12))
    let list = chunk("LIST", Array("INFOINAM".utf8) + little(5, 4) + Array("Song\0\0".utf8))
    let id3 = chunk("id3 ", id3v2([("TIT2", text("Song"))]))
    for edited in [riff(list + chunks), riff(chunks + id3), riff(id3 + chunks + list)] {
      #expect(try fixtures.fingerprint(edited) == plain)
    }
    // The same bytes at another rate are another sound.
    let faster = wav(music(seconds: 0.2), channels: 2, rate: 48_000)
    #expect(try fixtures.fingerprint(faster) != plain)
  }

  @Test("Chunks beside an AIFF's sound do not count")
  func aiffChunks() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.aiff, seconds: 0.2)
    let sound = try fixtures.bytes(of: "music.aiff")
    let plain = try fixtures.fingerprint(sound)
    let name = Array("NAME".utf8) + big(4, 4) + Array("Song".utf8)
    let edited = sound[..<12] + name + sound[12...] + name
    #expect(try fixtures.fingerprint(Array(edited)) == plain)
  }

  @Test("Only the media data of an MP4 counts, wherever it lies")
  func mp4() throws {
    let fixtures = try Fixtures()
    func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
      big(8 + content.count, 4) + Array(name.utf8) + content
    }
    let kind = box("ftyp", Array("M4A \0\0\0\0".utf8))
    let sound = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let plain = try fixtures.fingerprint(kind + box("moov", [1]) + box("mdat", sound))
    let long = big(1, 4) + Array("mdat".utf8) + big(16 + sound.count, 8) + sound
    let open = big(0, 4) + Array("mdat".utf8) + sound
    for edited in [
      kind + box("mdat", sound) + box("moov", [2, 3, 4]), kind + box("free", [0, 0]) + long,
      kind + box("moov", []) + open,
    ] {
      #expect(try fixtures.fingerprint(edited) == plain)
    }
    #expect(try fixtures.fingerprint(kind + box("mdat", Array(sound.dropLast()))) != plain)
  }

  @Test("Equal bytes in different containers are different recordings")
  func domains() throws {
    let fixtures = try Fixtures()
    let wave = wav([0.1, 0.2], channels: 1)
    #expect(try fixtures.fingerprint(wave) != fixtures.fingerprint([0] + wave))
  }

  @Test("A size that lies does not send the fingerprint astray")
  func lyingSizes() throws {
    let fixtures = try Fixtures()
    let huge: [UInt8] = [0xff, 0xff, 0xff, 0xff]
    let hostile: [[UInt8]] = [
      Array("RIFF".utf8) + huge + "WAVE".utf8 + Array("data".utf8) + huge + [1, 2],
      Array("RIFF".utf8) + huge + "WAVE".utf8 + [UInt8](repeating: 0, count: 100_000),
      Array("RF64".utf8) + huge + "WAVE".utf8 + chunk("ds64", [UInt8](repeating: 0xff, count: 28))
        + Array("data".utf8) + huge + [1, 2],
      Array("FORM".utf8) + huge + "AIFF".utf8 + Array("SSND".utf8) + huge,
      big(8, 4) + Array("ftyp".utf8) + big(1, 4) + Array("mdat".utf8) + huge + huge + [1],
      big(8, 4) + Array("ftyp".utf8) + big(3, 4) + Array("mdat".utf8) + [1],
      Array("fLaC".utf8) + [0x80] + huge, Array("fLaC".utf8) + [0, 0, 0, 34, 1],
      oggPage(lacing: [255, 255], body: [1], flags: 2),
      oggPage(packets: [[1] + Array("vorbis".utf8)], flags: 2)
        + oggPage(lacing: [255], body: [3, 4], flags: 0),
    ]
    for bytes in hostile { _ = try fixtures.fingerprint(bytes) }
  }
}
