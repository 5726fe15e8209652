import FileWatching
import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("Comparing a folder with its rows")
struct ReconciliationTests {
  /// One row, or none, and one file, or none, at the same path; and what follows.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var row: StoredFile?
    var file: FoundFile?
    var changes: [FileChange] = []
    var isArrival = false
  }

  private static let song: FilePath = "/music/song.flac"
  private static let fifo = FoundFile(path: song, kind: .other(.fifo))
  private static let lost = FoundFile(path: song, kind: .regular, problem: .ioError)
  private static let notRegular = FileChange.failed(
    path: song, identity: nil, reason: FileProblem.notRegular)
  private static let unreadable = FileChange.failed(
    path: song, identity: nil, reason: "cannot be looked at: \(Errno.ioError)")

  static let cases = [
    Case(testDescription: "nothing and nothing"),
    Case(testDescription: "a file without a row", file: found(song, identity(1)), isArrival: true),
    Case(
      testDescription: "a row without a file", row: row(1, song, identity(1)),
      changes: [.vanished(1)]),
    Case(
      testDescription: "a failed row without a file", row: row(1, song, nil, .failed),
      changes: [.vanished(1)]),
    Case(
      testDescription: "the same file", row: row(1, song, identity(1)),
      file: found(song, identity(1))),
    Case(
      testDescription: "the same file, still pending", row: row(1, song, identity(1), .pending),
      file: found(song, identity(1))),
    Case(
      testDescription: "written to", row: row(1, song, identity(1)),
      file: found(song, identity(1, modified: 2)),
      changes: [.changed(1, identity: identity(1, modified: 2))]),
    Case(
      testDescription: "on a volume that has another number now", row: row(1, song, identity(1)),
      file: found(song, identity(1, volume: 2)),
      changes: [.rebound(1, path: song, identity: identity(1, volume: 2))]),
    Case(
      testDescription: "written to, on a volume that has another number now",
      row: row(1, song, identity(1)), file: found(song, identity(1, modified: 2, volume: 2)),
      changes: [.changed(1, identity: identity(1, modified: 2, volume: 2))]),
    Case(
      testDescription: "replaced by another with the same times", row: row(1, song, identity(1)),
      file: found(song, identity(2)), changes: [.changed(1, identity: identity(2))]),
    Case(
      testDescription: "failed before, and written to since",
      row: row(1, song, identity(1), .failed, reason: "damaged"),
      file: found(song, identity(1, modified: 2)),
      changes: [.changed(1, identity: identity(1, modified: 2))]),
    Case(
      testDescription: "failed before, and as it was",
      row: row(1, song, identity(1), .failed, reason: "damaged"), file: found(song, identity(1))),
    Case(
      testDescription: "no permission before, and none now: there is no such file to open",
      row: row(1, song, identity(1), .failed, reason: FileProblem.permissionDenied),
      file: found(song, identity(1))),
    Case(
      testDescription: "quarantined, and as it was", row: row(1, song, identity(1), .quarantined),
      file: found(song, identity(1))),
    Case(
      testDescription: "quarantined, and written to",
      row: row(1, song, identity(1), .quarantined), file: found(song, identity(1, modified: 2)),
      changes: [.changed(1, identity: identity(1, modified: 2))]),
    Case(
      testDescription: "a pipe in the place of a file", row: row(1, song, identity(1)), file: fifo,
      changes: [notRegular]),
    Case(
      testDescription: "a pipe, known as one", row: row(1, song, nil, .failed), file: fifo),
    Case(
      testDescription: "cannot be looked at", row: row(1, song, identity(1)), file: lost,
      changes: [unreadable]),
    Case(
      testDescription: "a file in the place of a pipe", row: row(1, song, nil, .failed),
      file: found(song, identity(1)), changes: [.changed(1, identity: identity(1))]),
  ]

  @Test("one path, every pairing of what was and what is", arguments: cases)
  func onePath(_ example: Case) {
    let listing = DirectoryListing(
      identity: DirectoryIdentity(device: 1, inode: 1, born: 1),
      files: [example.file].compactMap { $0 })
    let comparison = Reconciliation(
      stored: [example.row].compactMap { $0 }, listing: listing)
    #expect(comparison.changes == example.changes)
    #expect(comparison.arrivals == (example.isArrival ? listing.files : []))
  }

  @Test("a folder that is to be left alone has lost all its tracks, and gains none")
  func ignored() {
    let comparison = Reconciliation(
      stored: [row(1, Self.song, identity(1))],
      listing: DirectoryListing(
        isIgnored: true, identity: DirectoryIdentity(device: 1, inode: 1, born: 1),
        files: [found(Self.song, identity(1))]))
    #expect(comparison.changes == [.vanished(1)])
    #expect(comparison.arrivals.isEmpty)
  }

  @Test("what is no music by its name is no arrival")
  func otherFiles() {
    let listing = DirectoryListing(
      identity: DirectoryIdentity(device: 1, inode: 1, born: 1),
      files: ["/music/cover.jpg", "/music/flac", "/music/.flac"].map { found($0, identity(1)) })
    #expect(Reconciliation(stored: [], listing: listing).arrivals.isEmpty)
  }

  /// An arrival, the rows that have its identity, and those of them whose file is still in place.
  struct Arrival: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var candidates: [StoredFile]
    var present: Set<TrackID> = []
    var change: FileChange
  }

  private static let added = FileChange.added(path: song, identity: identity(1))

  static let arrivals = [
    Arrival(testDescription: "nobody knows it", candidates: [], change: added),
    Arrival(
      testDescription: "moved here", candidates: [row(1, "/music/old.flac", identity(1))],
      change: .rebound(1, path: song, identity: identity(1))),
    Arrival(
      testDescription: "another link to a file that stays",
      candidates: [row(1, "/music/old.flac", identity(1))], present: [1], change: added),
    Arrival(
      testDescription: "back from being missing",
      candidates: [row(1, "/music/old.flac", identity(1), .missing)],
      change: .rebound(1, path: song, identity: identity(1))),
    Arrival(
      testDescription: "missing by its row, though its place is taken by itself again",
      candidates: [row(1, "/music/old.flac", identity(1), .missing)], present: [1],
      change: .rebound(1, path: song, identity: identity(1))),
    Arrival(
      testDescription: "one of two links moved here",
      candidates: [row(1, "/a.flac", identity(1)), row(2, "/b.flac", identity(1))], present: [1],
      change: .rebound(2, path: song, identity: identity(1))),
    Arrival(
      testDescription: "both links gone: the first goes on here",
      candidates: [row(1, "/a.flac", identity(1)), row(2, "/b.flac", identity(1))],
      change: .rebound(1, path: song, identity: identity(1))),
    Arrival(
      testDescription: "moved before it was analysed",
      candidates: [row(1, "/music/old.flac", identity(1), .pending)],
      change: .rebound(1, path: song, identity: identity(1))),
  ]

  @Test("an arrival is a track that moved, or a new one", arguments: arrivals)
  func arrival(_ example: Arrival) {
    let change = Reconciliation.change(
      for: found(Self.song, identity(1)), candidates: example.candidates
    ) { example.present.contains($0.id) }
    #expect(change == example.change)
  }

  @Test("a pipe that arrives is nobody's move")
  func arrivingPipe() {
    let moved = row(1, "/music/old.flac", identity(1))
    let change = Reconciliation.change(for: Self.fifo, candidates: [moved]) { _ in false }
    #expect(change == Self.notRegular)
  }
}
