import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("What a file is whose recording is known")
struct RecognitionTests {
  private static let content = ContentID(bytes: Array(1...16))
  private static let other = ContentID(bytes: Array(2...17))

  /// The pending track 9, what it held before, who holds the recording, and what follows.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var former: ContentID?
    var holders: [StoredFile] = []
    var present: Set<TrackID> = []
    var recognition: Recognition
  }

  static let cases = [
    Case(
      testDescription: "only the tags are others", former: content,
      holders: [row(9, "/new.flac", identity(9))], recognition: .retagged),
    Case(
      testDescription: "only the tags are others, and a copy is missing", former: content,
      holders: [row(1, "/old.flac", identity(1), .missing)], recognition: .retagged),
    Case(
      testDescription: "held something else: its own past is not given up", former: other,
      holders: [row(1, "/old.flac", identity(1), .missing)], recognition: .copy),
    Case(
      testDescription: "a new file, and the other is in place",
      holders: [row(1, "/old.flac", identity(1))], present: [1], recognition: .copy),
    Case(
      testDescription: "a new file, and the other is missing",
      holders: [row(1, "/old.flac", identity(1), .missing)], recognition: .moved(from: [1])),
    Case(
      testDescription: "a new file, and the other has gone, though nobody has noticed",
      holders: [row(1, "/old.flac", identity(1))], recognition: .moved(from: [1])),
    Case(
      testDescription: "of several the one in place keeps its own",
      holders: [
        row(1, "/a.flac", identity(1)), row(2, "/b.flac", identity(2), .missing),
        row(3, "/c.flac", identity(3)),
      ], present: [1], recognition: .moved(from: [2, 3])),
    Case(
      testDescription: "itself is nobody else", holders: [row(9, "/new.flac", identity(9))],
      recognition: .copy),
    Case(testDescription: "nobody holds it any more", recognition: .copy),
  ]

  @Test("every case", arguments: cases)
  func recognition(_ example: Case) throws {
    let content = try #require(Self.content)
    let track = PendingTrack(
      id: 9, path: "/new.flac", identity: identity(9), content: example.former)
    let recognition = Recognition(of: track, as: content, heldBy: example.holders) {
      example.present.contains($0.id)
    }
    #expect(recognition == example.recognition)
  }
}
