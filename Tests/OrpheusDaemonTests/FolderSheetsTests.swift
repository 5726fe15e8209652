import CueSheets
import FileWatching
import MusicModel
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("The sheets of a folder")
struct FolderSheetsTests {
  private func listing(_ names: [String]) -> DirectoryListing {
    DirectoryListing(
      identity: DirectoryIdentity(device: 1, inode: 1, born: 1),
      files: names.enumerated().map { index, name in
        found(FilePath("/m").appending(name), identity(UInt64(index + 1)))
      })
  }

  /// A sheet of so many tracks of each file, each a second long.
  private static func sheet(_ files: [(String, Int)]) -> String {
    files.map { name, count in
      "FILE \"\(name)\" WAVE\n"
        + (0..<count).map { "TRACK \($0 + 1) AUDIO\nINDEX 01 00:0\($0):00\n" }.joined()
    }.joined()
  }

  private func sheets(_ names: [String], _ texts: [String: String]) -> FolderSheets {
    FolderSheets(listing(names + texts.keys.sorted())) { (path) throws(CueSheetError) in
      try CueSheet(Array((texts[path.lastComponent?.string ?? ""] ?? "").utf8))
    }
  }

  /// What is in a folder, what its sheets say, and which files are divided into how many.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var names: [String]
    var sheets: [String: String]
    var divided: [String: Int]
    var problems: [String] = []
  }

  static let cases = [
    Case(
      testDescription: "an album", names: ["a.flac"], sheets: ["a.cue": sheet([("a.flac", 3)])],
      divided: ["a.flac": 3]),
    Case(
      testDescription: "one track a file", names: ["1.flac", "2.flac"],
      sheets: ["a.cue": sheet([("1.flac", 1), ("2.flac", 1)])], divided: [:]),
    Case(
      testDescription: "two sides and a single", names: ["1.ape", "2.ape", "3.ape"],
      sheets: ["a.CUE": sheet([("1.ape", 2), ("2.ape", 4), ("3.ape", 1)])],
      divided: ["1.ape": 2, "2.ape": 4]),
    Case(
      testDescription: "no such file", names: ["b.flac"], sheets: ["a.cue": sheet([("a.flac", 3)])],
      divided: [:]),
    Case(
      testDescription: "another extension, and case", names: ["Album.flac", "b.flac"],
      sheets: ["a.cue": sheet([("album.WAV", 3)])], divided: ["Album.flac": 3]),
    Case(
      testDescription: "two files might be meant", names: ["a.flac", "a.mp3"],
      sheets: ["a.cue": sheet([("a.wav", 3)])], divided: [:]),
    Case(
      testDescription: "an accent in two pieces", names: ["cafe\u{301}.flac"],
      sheets: ["a.cue": sheet([("caf\u{E9}.flac", 2)])], divided: ["cafe\u{301}.flac": 2]),
    Case(
      testDescription: "a file elsewhere", names: ["a.flac"],
      sheets: [
        "a.cue": sheet([("../a.flac", 2)]), "b.cue": sheet([("sub/a.flac", 2)]),
        "c.cue": sheet([("/m/a.flac", 2)]), "d.cue": sheet([("..", 2)]),
      ], divided: [:]),
    Case(
      testDescription: "a file named twice", names: ["a.flac"],
      sheets: ["a.cue": sheet([("a.flac", 2), ("a.flac", 2)])], divided: [:]),
    Case(
      testDescription: "the namesake among several", names: ["b.flac"],
      sheets: ["a.cue": sheet([("b.flac", 2)]), "b.cue": sheet([("b.flac", 3)])],
      divided: ["b.flac": 3]),
    Case(
      testDescription: "the sensible among several", names: ["b.flac"],
      sheets: ["a.cue": sheet([("b.flac", 2)]), "b.cue": "FILE"], divided: ["b.flac": 2],
      problems: ["b.cue"]),
    Case(
      testDescription: "nothing but nonsense", names: ["b.flac"], sheets: ["b.cue": "\u{0}"],
      divided: [:], problems: ["b.cue"]),
    Case(
      testDescription: "nonsense among pictures", names: ["b.jpg"], sheets: ["b.cue": "\u{0}"],
      divided: [:]),
  ]

  @Test("which files they divide", arguments: cases)
  func division(_ example: Case) {
    let found = sheets(example.names, example.sheets)
    let counts = found.sections.map { ($0.key.lastComponent?.string ?? "", $0.value.count) }
    #expect(Dictionary(uniqueKeysWithValues: counts) == example.divided)
    #expect(found.problems.keys.map { $0.lastComponent?.string ?? "" } == example.problems)
    #expect(found.images.count == example.divided.count)
  }

  @Test("a sheet of a longer album gives way to one that fits, or to none")
  func lengths() {
    var found = sheets(
      ["a.flac"], ["a.cue": Self.sheet([("a.flac", 4)]), "b.cue": Self.sheet([("a.flac", 3)])])
    #expect(found.sections["/m/a.flac"]?.count == 4)
    found.measure("/m/a.flac", seconds: 3.5)
    #expect(found.sections["/m/a.flac"]?.count == 4)
    found.measure("/m/a.flac", seconds: 3)
    #expect(found.sections["/m/a.flac"]?.count == 3)
    #expect(found.problems["/m/a.cue"]?.contains("Track 4") == true)
    #expect(found.problems["/m/b.cue"] == nil)
    found.measure("/m/a.flac", seconds: 1.5)
    #expect(found.sections.isEmpty)
  }

  @Test("a folder that is to be left alone has no sheets")
  func ignored() {
    var listing = listing(["a.flac", "a.cue"])
    listing.isIgnored = true
    let found = FolderSheets(listing) { (_) throws(CueSheetError) in
      try CueSheet(Array(Self.sheet([("a.flac", 3)]).utf8))
    }
    #expect(found.sections.isEmpty)
  }
}
