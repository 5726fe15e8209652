import MusicModel
import SystemPackage
import Testing

@Suite("Sections of files")
struct FileSectionTests {
  @Test("an address is the file's path, a hash and two digits")
  func address() throws {
    let file: FilePath = "/music/album.flac"
    #expect(file.section(3) == "/music/album.flac#03")
    #expect(file.section(42) == "/music/album.flac#42")
    for text in ["#3", "#03"] {
      let found = try #require(FilePath(file.string + text).sectionAddress)
      #expect(found.file == file)
      #expect(found.number == 3)
    }
    // A name in no encoding.
    let bytes: [CChar] = Array("/m/caf".utf8CString.dropLast()) + [CChar(bitPattern: 0xE9)]
    let odd = (bytes + [0]).withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) }
    #expect(odd.section(9).sectionAddress?.file == odd)
  }

  @Test(
    "what is no address is none",
    arguments: ["", "/m/a", "/m/a#", "/m/a#0", "/m/a#00", "/m/a#123", "/m/a#1a", "#1", "/m/a1"])
  func noAddress(text: String) {
    #expect(FilePath(text).sectionAddress == nil)
  }

  @Test("every span of every file has a fingerprint of its own")
  func content() throws {
    var random = SystemRandomNumberGenerator()
    var seen: Set<ContentID> = []
    var count = 0
    for _ in 0..<20 {
      let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
      let file = try #require(ContentID(bytes: bytes))
      seen.insert(file)
      count += 1
      for start in 0..<20 {
        for end in [nil, start + 1, start + 2, 7_000] {
          seen.insert(file.section(SectionSpan(start: start, end: end)))
          count += 1
        }
      }
      #expect(
        file.section(SectionSpan(start: 5, end: 9)) == file.section(SectionSpan(start: 5, end: 9)))
    }
    #expect(seen.count == count)
  }

  @Test("a sheet's words come first, and the file's tags say nothing of one track")
  func words() {
    var file = TrackMetadata()
    file.title = "The whole album"
    file.artist = "Tag artist"
    file.album = "Tag album"
    file.genre = "Tag genre"
    file.isrc = "GBAYE9800001"
    file.musicBrainzRecordingID = "1"
    file.musicBrainzReleaseID = "2"
    var words = TrackMetadata()
    words.album = "Sheet album"
    let section = FileSection(
      number: 1, span: SectionSpan(start: 0, end: nil), words: words)
    let found = section.metadata(over: file)
    #expect(found.title == nil)
    #expect(found.artist == "Tag artist")
    #expect(found.album == "Sheet album")
    #expect(found.genre == "Tag genre")
    #expect(found.isrc == nil)
    #expect(found.musicBrainzRecordingID == nil)
    #expect(found.musicBrainzReleaseID == "2")
    // Twice is once.
    #expect(section.metadata(over: found) == found)
  }

  @Test("lengths end where the file or the section does")
  func lengths() {
    let middle = SectionSpan(start: 75, end: 225)
    #expect(middle.seconds(in: 10) == 2)
    #expect(middle.seconds(in: 2.5) == 1.5)
    #expect(middle.seconds(in: nil) == 2)
    #expect(SectionSpan(start: 75, end: nil).seconds(in: 10) == 9)
    #expect(SectionSpan(start: 75, end: nil).seconds(in: nil) == nil)
    #expect(SectionSpan(start: 75, end: nil).seconds(in: 0.5) == 0)
    #expect(!middle.begins(within: 1))
    #expect(middle.begins(within: 1.01))
  }
}
