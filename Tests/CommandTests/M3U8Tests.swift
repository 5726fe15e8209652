import ControlProtocol
import Settings
import SystemPackage
import Testing

@testable import orpheusctl

@Suite("A playlist")
struct M3U8Tests {
  private func entry(
    _ path: FilePath, _ title: String? = "T", _ artist: String? = "A", _ seconds: Double? = 187.4
  ) -> PlaylistEntry {
    PlaylistEntry(path: WirePath(path), title: title, artist: artist, seconds: seconds)
  }

  private func text(_ entries: [PlaylistEntry], _ mapping: PathMapping = .absolute) -> String {
    String(decoding: M3U8Writer(mapping: mapping).write(entries).bytes, as: UTF8.self)
  }

  /// What a player makes of it: every line that is not empty and no comment, `./` dropped.
  private func read(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "\n")).map(Array.init).filter {
      $0.first != UInt8(ascii: "#")
    }.map { $0.starts(with: Array("./".utf8)) ? Array($0.dropFirst(2)) : $0 }
  }

  @Test("has a header, a line about each track and its path")
  func plain() {
    #expect(
      text([entry("/m/a.ogg"), entry("/m/b.ogg", nil, nil, nil)]) == """
        #EXTM3U
        #EXTINF:187,A - T
        /m/a.ogg
        #EXTINF:-1,b
        /m/b.ogg

        """)
    #expect(text([]) == "#EXTM3U\n")
  }

  @Test("names the file of a section, and where to begin and to stop")
  func section() {
    var (middle, last) = (entry("/m/a.flac"), entry("/m/a.flac", nil, nil))
    (middle.section, middle.start, middle.end) = (2, 61.5, 248.9266)
    (last.section, last.start) = (12, 248.9266)
    #expect(
      text([middle, last]) == """
        #EXTM3U
        #EXTINF:187,A - T
        #EXTVLCOPT:start-time=61.500
        #EXTVLCOPT:stop-time=248.927
        /m/a.flac
        #EXTINF:187,a #12
        #EXTVLCOPT:start-time=248.927
        /m/a.flac

        """)
  }

  @Test(
    "survives awkward tags on one line",
    arguments: [
      ("a\nb", nil, "a b"), ("a\r\n#EXTM3U", "x", "x - a  #EXTM3U"), ("音楽", "❤️", "❤️ - 音楽"),
      ("a,b - c", "d", "d - a,b - c"), ("\u{1B}[0m", nil, " [0m"),
    ])
  func tags(title: String, artist: String?, expected: String) {
    let lines = text([entry("/m/a.ogg", title, artist)]).split(separator: "\n")
    #expect(lines == ["#EXTM3U", "#EXTINF:187,\(expected)", "/m/a.ogg"])
  }

  @Test(
    "gives awkward names back byte for byte, in every mapping",
    arguments: [
      Array("plain.ogg".utf8), Array("#1 hit.ogg".utf8), Array(" space .ogg".utf8),
      Array("音楽.ogg".utf8), Array("a%20b?c&d.ogg".utf8), Array("back\\slash.ogg".utf8),
      Array("tab\t.ogg".utf8), [0x61, 0xFF, 0xFE, 0x2E, 0x6F], Array("e\u{301}.ogg".utf8),
      Array("\"quoted\".ogg".utf8), Array("http:".utf8),
    ])
  func roundTrip(name: [UInt8]) {
    let path = FilePath("/m/x").appending(FilePath.Component(platformBytes: name))
    let expectations: [(PathMapping, [UInt8])] = [
      (.absolute, Array("/m/x/".utf8) + name),
      (.relative(to: "/m/x"), name),
      (.relative(to: "/m/lists"), Array("../x/".utf8) + name),
      (.replacing("/m", with: "/player"), Array("/player/x/".utf8) + name),
      (.replacing("/m/x", with: ""), name),
    ]
    for (mapping, expected) in expectations {
      let playlist = M3U8Writer(mapping: mapping).write([entry(path)])
      #expect(read(playlist.bytes) == [expected])
      #expect(playlist.warnings.isEmpty)
      #expect(playlist.count == 1)
    }
  }

  @Test("skips a name with a line break, and says so", arguments: ["a\nb.ogg", "a\rb.ogg"])
  func lineBreaks(name: String) {
    let path = FilePath("/m").appending(name)
    let playlist = M3U8Writer(mapping: .absolute).write([entry(path), entry("/m/c.ogg")])
    #expect(read(playlist.bytes) == [Array("/m/c.ogg".utf8)])
    #expect(playlist.count == 1)
    #expect(playlist.warnings.count == 1)
    #expect(playlist.warnings.first?.contains("line break") == true)
    #expect(playlist.warnings.first?.contains { $0.isNewline } == false)
  }

  @Test("keeps paths outside the folder to replace, and says so")
  func outside() {
    let playlist = M3U8Writer(mapping: .replacing("/m", with: "/p")).write([
      entry("/m-old/a.ogg"), entry("/m/b.ogg"),
    ])
    #expect(read(playlist.bytes) == [Array("/m-old/a.ogg".utf8), Array("/p/b.ogg".utf8)])
    #expect(playlist.warnings.count == 1)
  }

  @Test(
    "finds the way from its folder to the music",
    arguments: [
      ("/m/a.ogg", "/m", "a.ogg"), ("/m/a.ogg", "/", "m/a.ogg"),
      ("/m/a.ogg", "/m/lists", "../a.ogg"),
      ("/m/x/a.ogg", "/p/q", "../../m/x/a.ogg"), ("/m/a", "/m/a", "../a"),
    ])
  func relative(path: String, folder: String, expected: String) {
    #expect(FilePath(path).relative(to: FilePath(folder)) == FilePath(expected))
  }
}

@Suite("A relative path")
struct RelativePathTests {
  @Test("leads to the track also from a folder that is a symbolic link")
  func linkedFolder() throws {
    let folder = try TemporaryFolder()
    let home = try #require(folder.path.physical)
    for name in ["music", "data", "data/deep", "data/deep/lists"] {
      _ = home.appending(name).withPlatformString { makeFolder($0) }
    }
    try AtomicFile.write([], to: home.appending("music/a.ogg"))
    try makeLink(home.appending("lists"), to: home.appending("data/deep/lists"))
    try makeLink(home.appending("linked"), to: home.appending("data"))

    // Climbing out of a link leaves through where it leads.
    let lists = home.appending("lists")
    let way = PathMapping.relative(to: lists).map(home.appending("music/a.ogg")).path
    #expect(way == "../../../music/a.ogg")
    #expect(lists.pushing(way).physical == home.appending("music/a.ogg"))

    // Below a link, and not out of it, the spelling holds.
    let below = PathMapping.relative(to: home.appending("linked/deep/lists"))
      .map(home.appending("linked/deep/b.ogg")).path
    #expect(below == "../b.ogg")
  }
}

@Suite("A file written in one step")
struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("replaces what was there and leaves nothing beside it")
  func replaces() throws {
    let file = folder.path.appending("calm.m3u8")
    try AtomicFile.write(Array("old, and longer".utf8), to: file)
    try AtomicFile.write(Array("new".utf8), to: file)
    #expect(try [UInt8](contentsOf: file) == Array("new".utf8))
    #expect(try folder.names == ["calm.m3u8"])
  }

  @Test("follows a symbolic link to its target")
  func symbolicLink() throws {
    let file = folder.path.appending("target.m3u8")
    let link = folder.path.appending("link.m3u8")
    try AtomicFile.write(Array("old".utf8), to: file)
    try makeLink(link, to: file)
    try AtomicFile.write(Array("new".utf8), to: link)
    #expect(try [UInt8](contentsOf: file) == Array("new".utf8))
    #expect(try folder.names == ["link.m3u8", "target.m3u8"])
  }

  @Test("writes to a device as it is")
  func device() throws {
    try AtomicFile.write(Array("gone".utf8), to: "/dev/null")
    #expect(throws: CommandFailure.self) {
      try AtomicFile.write(Array("no room".utf8), to: "/dev/full")
    }
  }

  @Test("names the file when it cannot be written, and leaves nothing behind")
  func fails() throws {
    let error = #expect(throws: CommandFailure.self) {
      try AtomicFile.write([], to: folder.path.appending("absent/calm.m3u8"))
    }
    #expect(error?.message.hasSuffix("absent/calm.m3u8: No such file or directory") == true)
    #expect(throws: CommandFailure.self) { try AtomicFile.write([], to: folder.path) }
    #expect(try folder.names.isEmpty)
  }
}
