import AudioDecoding
import Foundation
import MusicModel
import Testing

/// Tags of the formats that FFmpeg's libraries decode; neither they nor fingerprints need FFmpeg.
@Suite struct ForeignTagTests {
  @Test(
    "Tagging a file changes its tags and not its fingerprint", arguments: ForeignFormat.allCases)
  func tagging(format: ForeignFormat) throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(format)
    let name = "music." + format.fileExtension
    let plain = try fixtures.fingerprint(of: name)
    let tagged = try tagged(name, format, fixtures)
    #expect(try fixtures.fingerprint(tagged) == plain)
    let file = try fixtures.file("tagged", tagged)
    let metadata = TagReader.read(file.descriptor)
    #expect(metadata.title == "Song of Songs")
    guard [.aac, .alac, .fragmented, .wma, .flacInMatroska, .webM].contains(format) else { return }
    #expect(metadata.artist == "Artist")
    #expect(metadata.album == "Album")
  }

  /// The file with a title: by FFmpeg, which copies the packets, or with bytes before or after.
  private func tagged(
    _ name: String, _ format: ForeignFormat, _ fixtures: Fixtures
  ) throws -> [UInt8] {
    let bytes = try fixtures.bytes(of: name)
    let id3 = id3v2([("TIT2", text("Song of Songs"))], padding: 5000)
    switch format {
    case .adts, .trueAudio: return id3 + bytes
    case .wavPack, .musepack: return bytes + apeV2("Title", "Song of Songs")
    case .dsf:
      var bytes = bytes
      bytes.replaceSubrange(12..<20, with: little(bytes.count + id3.count, 8))
      bytes.replaceSubrange(20..<28, with: little(bytes.count, 8))
      return bytes + id3
    case .dsdiff:
      let tag = Array("ID3 ".utf8) + big(id3.count, 8) + id3
      let chunks: [UInt8] = bytes[12...] + tag
      return Array("FRM8".utf8) + big(chunks.count, 8) + chunks
    case .aac, .alac, .flacInMP4, .fragmented, .wma, .flacInMatroska, .webM, .wmaInWAV:
      let other = "tagged." + format.fileExtension
      try fixtures.run(
        "ffmpeg",
        ["-i", name, "-c", "copy", "-strict", "-2", "-movflags", "+faststart"]
          + ["-metadata", "title=Song of Songs", "-metadata", "artist=Artist"]
          + ["-metadata", "album=Album", other])
      return try fixtures.bytes(of: other)
    }
  }

  @Test("One bit of sound makes another recording", arguments: ForeignFormat.allCases)
  func sensitive(format: ForeignFormat) throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(format)
    var bytes = try fixtures.bytes(of: "music." + format.fileExtension)
    let before = try fixtures.fingerprint(bytes)
    bytes[bytes.count / 2] ^= 1
    #expect(try fixtures.fingerprint(bytes) != before)
  }

  @Test("A longer header of a Windows Media file does not count")
  func asfHeader() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.wma)
    var bytes = try fixtures.bytes(of: "music.wma")
    let plain = try fixtures.fingerprint(bytes)
    let size = bytes[16..<24].reversed().reduce(0) { $0 << 8 | Int($1) }
    let object = [UInt8](repeating: 7, count: 16) + little(24 + 3000, 8)
    bytes.replaceSubrange(16..<24, with: little(size + 24 + 3000, 8))
    bytes[24] += 1
    bytes.insert(contentsOf: object + [UInt8](repeating: 1, count: 3000), at: size)
    #expect(try fixtures.fingerprint(bytes) == plain)
  }

  /// An element with a size of eight bytes.
  private func element(_ identifier: [UInt8], _ content: [UInt8]) -> [UInt8] {
    identifier + [1] + big(content.count, 7) + content
  }

  @Test("Matroska: of several streams the first with sound counts, in whatever clusters")
  func matroska() throws {
    let fixtures = try Fixtures()
    func track(_ number: UInt8, _ type: UInt8) -> [UInt8] {
      element([0xae], element([0xd7], [number]) + element([0x83], [type]))
    }
    func block(_ number: UInt8, _ time: UInt8, _ sound: [UInt8]) -> [UInt8] {
      [0x80 | number, 0, time, 0x80] + sound
    }
    let head = element([0x1a, 0x45, 0xdf, 0xa3], [])
    func file(_ tracks: [UInt8], _ rest: [UInt8], open: Bool = false) -> [UInt8] {
      let content = element([0x16, 0x54, 0xae, 0x6b], tracks) + rest
      let segment: [UInt8] = [0x18, 0x53, 0x80, 0x67]
      return head
        + (open
          ? segment + [1, 255, 255, 255, 255, 255, 255, 255] + content
          : element(segment, content))
    }
    let cluster: [UInt8] = [0x1f, 0x43, 0xb6, 0x75]
    let (one, two): ([UInt8], [UInt8]) = ([1, 2, 3], [4, 5])
    let plain = try fixtures.fingerprint(
      file(
        track(1, 2),
        element(cluster, element([0xa3], block(1, 0, one)) + element([0xa3], block(1, 9, two)))))
    let apart =
      element(cluster, element([0xa0], element([0xa1], block(2, 0, one))))
      + element(cluster, element([0xa3], block(1, 3, [9])) + element([0xa3], block(2, 3, two)))
    #expect(try fixtures.fingerprint(file(track(1, 1) + track(2, 2), apart)) == plain)
    #expect(try fixtures.fingerprint(file(track(1, 1) + track(2, 2), apart, open: true)) == plain)
    #expect(try fixtures.fingerprint(file(track(1, 2) + track(2, 2), apart)) != plain)
    let joined = element(cluster, element([0xa3], block(1, 0, one + two)))
    #expect(try fixtures.fingerprint(file(track(1, 2), joined)) != plain)
  }

  @Test("A size that lies does not send the fingerprint astray")
  func lyingSizes() throws {
    let fixtures = try Fixtures()
    let huge = [UInt8](repeating: 0xff, count: 8)
    let asf: [UInt8] = [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]
    let matroska: [UInt8] = [0x1a, 0x45, 0xdf, 0xa3]
    let hostile: [[UInt8]] = [
      asf + [UInt8](repeating: 0, count: 40), asf + asf + huge + [1],
      asf + asf + little(1, 8) + [UInt8](repeating: 0, count: 40),
      matroska + [0x08] + huge, matroska + [0x80, 0xa3, 0x80], matroska + [0x80, 0, 0, 0],
      matroska + [0x80, 0x16, 0x54, 0xae, 0x6b, 0x87, 0xae, 0x85, 0xd7, 0x88] + huge,
      Array("DSD ".utf8) + huge + huge, Array("DSD ".utf8) + [UInt8](repeating: 0xff, count: 60),
      Array("FRM8".utf8) + huge + Array("DSD DSD ".utf8) + huge,
    ]
    for bytes in hostile {
      _ = try fixtures.fingerprint(bytes)
      let file = try fixtures.file("hostile", bytes)
      #expect(TagReader.read(file.descriptor) == TrackMetadata())
      #expect(throws: AudioFileError.self) { try AudioFile.open(file.descriptor) }
    }
  }
}
