import AudioDecoding
import Foundation
import MusicModel
import Testing

@Suite struct TagReaderTests {
  private static let recording = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"

  @Test("The tags of every writer come out alike", arguments: ["flac", "ogg", "mp3"])
  func writers(kind: String) throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.wav)
    switch kind {
    case "flac":
      try fixtures.run(
        "flac",
        [
          "-s", "-T", "TITLE=Été", "-T", "ARTIST=A", "-T", "ALBUM=C", "-T", "GENRE=Jazz",
          "-T", "DATE=1999-05-06", "-o", "tagged.flac", "music.wav",
        ])
    case "ogg":
      try fixtures.run(
        "oggenc",
        [
          "-Q", "--utf8", "-t", "Été", "-a", "A", "-l", "C", "-G", "Jazz", "-d", "1999-05-06",
          "-o", "tagged.ogg", "music.wav",
        ])
    default:
      let tag = id3v2([
        ("TIT2", text("Été")), ("TPE1", text("A")), ("TALB", text("C")), ("TCON", text("(8)")),
        ("TDRC", text("1999-05-06")),
      ])
      _ = try fixtures.encoded(.mp3)
      _ = try fixtures.file("tagged.mp3", tag + fixtures.bytes(of: "music.mp3"))
    }
    let file = try OpenFile(fixtures.folder.appendingPathComponent("tagged." + kind).path)
    var expected = TrackMetadata()
    expected.title = "Été"
    expected.artist = "A"
    expected.album = "C"
    expected.genre = "Jazz"
    expected.year = 1999
    #expect(TagReader.read(file.descriptor) == expected)
  }

  @Test("Identifiers, several values and untidy text are cleaned up")
  func cleaned() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.flac)
    let id = Self.recording
    try fixtures.run(
      "metaflac",
      [
        "TITLE=  Two\tlines \n here ", "ARTIST=A", "ARTIST=B", "ARTIST=A", "ALBUM=   ",
        "ALBUMARTIST=Various", "GENRE=Rock", "GENRE=Pop", "DATE=03/04/2011",
        "MUSICBRAINZ_TRACKID=" + id.uppercased(), "MUSICBRAINZ_ALBUMID=not-an-identifier",
        "MUSICBRAINZ_ARTISTID=\(id)/\(id)", "ISRC=us-rc1-76-07839", "ISRC=GBAYE0000001",
      ].map { "--set-tag=" + $0 } + ["music.flac"])
    let file = try OpenFile(fixtures.folder.appendingPathComponent("music.flac").path)
    var expected = TrackMetadata()
    expected.title = "Two lines here"
    expected.artist = "A; B"
    expected.albumArtist = "Various"
    expected.genre = "Rock; Pop"
    expected.year = 2011
    expected.musicBrainzRecordingID = id
    expected.musicBrainzArtistID = id
    expected.isrc = "USRC17607839"
    #expect(TagReader.read(file.descriptor) == expected)
  }

  @Test("Picard's frames in MP3 give the identifiers, whatever sound follows them")
  func picard() throws {
    let fixtures = try Fixtures()
    let id = Self.recording
    let tag = id3v2([
      ("UFID", Array("http://musicbrainz.org\0\(id)".utf8)),
      ("TXXX", text("MusicBrainz Album Id\0\(id)")),
      ("TXXX", text("MusicBrainz Artist Id\0\(id)")),
      ("TSRC", text("GBAYE0000001")),
      // TagLib gives up on a field that is not UTF-8; the others must survive it.
      ("TIT2", [3, 0x41, 0xff, 0x42]),
    ])
    _ = try fixtures.encoded(.mp3)
    let file = try fixtures.file("picard.mp3", tag + fixtures.bytes(of: "music.mp3"))
    let found = TagReader.read(file.descriptor)
    #expect(found.musicBrainzRecordingID == id)
    #expect(found.musicBrainzReleaseID == id)
    #expect(found.musicBrainzArtistID == id)
    #expect(found.isrc == "GBAYE0000001")
  }

  @Test(
    "Tags are found wherever a format keeps them",
    arguments: ["ID3v1", "APEv2", "chunk in WAV", "chunk in AIFF", "ID3v2 before FLAC"])
  func places(place: String) throws {
    let fixtures = try Fixtures()
    let tag = id3v2([("TIT2", text("Song"))])
    let bytes: [UInt8]
    switch place {
    case "chunk in WAV":
      let sound = wav(music(seconds: 0.1), channels: 2).dropFirst(12)
      bytes = riff(sound + chunk("id3 ", tag))
    case "chunk in AIFF":
      _ = try fixtures.encoded(.aiff, seconds: 0.1)
      let sound = try fixtures.bytes(of: "music.aiff").dropFirst(12)
      let chunks = Array(sound) + Array("ID3 ".utf8) + big(tag.count, 4) + tag
      bytes = Array("FORM".utf8) + big(4 + chunks.count, 4) + Array("AIFF".utf8) + chunks
    case "ID3v2 before FLAC":
      _ = try fixtures.encoded(.flac, seconds: 0.1)
      bytes = tag + (try fixtures.bytes(of: "music.flac"))
    default:
      _ = try fixtures.encoded(.mp3, seconds: 0.5)
      let after = place == "ID3v1" ? id3v1("Song") : apeV2("Title", "Song")
      bytes = try fixtures.bytes(of: "music.mp3") + after
    }
    let file = try fixtures.file("tagged", bytes)
    #expect(TagReader.read(file.descriptor).title == "Song")
  }

  @Test("An endless title is cut, not stored")
  func endless() throws {
    let fixtures = try Fixtures()
    _ = try fixtures.encoded(.mp3)
    let tag = id3v2([("TIT2", text(String(repeating: "é", count: 500_000)))])
    let file = try fixtures.file("long.mp3", tag + fixtures.bytes(of: "music.mp3"))
    #expect(TagReader.read(file.descriptor).title?.count == 1000)
  }

  @Test("Reading tags changes nothing", arguments: Fixtures.Format.allCases)
  func untouched(format: Fixtures.Format) throws {
    let fixtures = try Fixtures()
    let file = try fixtures.encoded(format)
    let before = try fixtures.bytes(of: "music." + format.rawValue)
    #expect(TagReader.read(file.descriptor) == TrackMetadata())
    #expect(try fixtures.bytes(of: "music." + format.rawValue) == before)
  }
}
