import FileWatching
import LibraryStorage
import MusicModel
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("Comparing a folder with sections in it")
struct SectionReconciliationTests {
  private static let image: FilePath = "/m/a.flac"

  private static func section(_ number: Int, _ start: Int, _ title: String = "t") -> FileSection {
    var words = TrackMetadata()
    words.title = title
    return FileSection(number: number, span: SectionSpan(start: start, end: nil), words: words)
  }

  private static func row(
    _ id: Int64, _ section: FileSection, _ identity: FileIdentity, _ state: TrackState = .analysed
  ) -> StoredFile {
    StoredFile(
      id: TrackID(rawValue: id), path: image.section(section.number), identity: identity,
      state: state, section: section)
  }

  private func compare(
    _ stored: [StoredFile], _ files: [FoundFile], _ sections: [FilePath: [FileSection]]
  ) -> Reconciliation {
    Reconciliation(
      stored: stored,
      listing: DirectoryListing(
        identity: DirectoryIdentity(device: 1, inode: 1, born: 1), files: files),
      sections: sections)
  }

  @Test("a sheet that arrives takes the whole file's place, and gives it back")
  func arrival() {
    let (one, two) = (Self.section(1, 0), Self.section(2, 99))
    let file = found(Self.image, identity(1))
    let cut = compare(
      [OrpheusDaemonTests.row(7, Self.image, identity(1))], [file], [Self.image: [one, two]])
    #expect(cut.changes.isEmpty)
    #expect(cut.arrivals.isEmpty)
    #expect(cut.superseded == [7])
    #expect(cut.sections.map(\.path) == ["/m/a.flac#01", "/m/a.flac#02"])
    let back = compare([Self.row(8, one, identity(1)), Self.row(9, two, identity(1))], [file], [:])
    #expect(back.arrivals == [file])
    #expect(back.superseded == [8, 9])
    #expect(back.changes.isEmpty)
  }

  @Test("a file that goes takes its sections along, in a way that may be doubted")
  func departure() {
    let gone = compare([Self.row(8, Self.section(1, 0), identity(1))], [], [:])
    #expect(gone.changes == [.vanished(8)])
    #expect(gone.superseded.isEmpty)
  }

  @Test("words, tags and cuts change what they are about and nothing else")
  func edits() {
    let (one, two) = (Self.section(1, 0), Self.section(2, 99))
    let rows = [Self.row(8, one, identity(1)), Self.row(9, two, identity(1))]
    let file = found(Self.image, identity(1))
    #expect(compare(rows, [file], [Self.image: [one, two]]).changes.isEmpty)
    let renamed = Self.section(2, 99, "other")
    #expect(
      compare(rows, [file], [Self.image: [one, renamed]]).changes == [
        .section(renamed, path: Self.image.section(2), identity: identity(1), track: 9)
      ])
    let later = identity(1, modified: 2)
    #expect(
      compare(rows, [found(Self.image, later)], [Self.image: [one, two]]).changes == [
        .changed(8, identity: later), .changed(9, identity: later),
      ])
    let recut = compare(rows, [file], [Self.image: [one, Self.section(2, 100)]])
    #expect(recut.changes.isEmpty)
    #expect(recut.superseded == [9])
    #expect(recut.sections.map(\.section.span.start) == [100])
  }

  @Test("an arrival is the track that has its span, not its number, nor the whole file")
  func identities() {
    let two = Self.section(2, 99)
    let arrival = Reconciliation.SectionArrival(
      section: two, path: "/m/b.flac#02", identity: identity(1))
    let candidates = [
      OrpheusDaemonTests.row(6, Self.image, identity(1), .missing),
      Self.row(7, Self.section(2, 98), identity(1), .missing),
      Self.row(8, Self.section(1, 99), identity(1)),
    ]
    let change = Reconciliation.change(for: arrival, candidates: candidates) { _ in false }
    #expect(change == .section(two, path: "/m/b.flac#02", identity: identity(1), track: 8))
    #expect(
      Reconciliation.change(for: arrival, candidates: candidates) { _ in true }
        == .section(two, path: "/m/b.flac#02", identity: identity(1), track: nil))
    // A whole file is never one of its sections.
    #expect(
      Reconciliation.change(for: found("/m/b.flac", identity(1)), candidates: [candidates[2]]) {
        _ in false
      } == .added(path: "/m/b.flac", identity: identity(1)))
  }

  @Test("whatever becomes of sheet and file, the rows are the folder's", arguments: 0..<12)
  func anything(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let directory = try TemporaryDirectory()
    let store = try await LibraryStore.open(
      at: FilePath(directory.appending("library.db")), now: { 0 })
    var ids: [SectionSpan: TrackID] = [:]
    // A file that is written again and again may leave several tracks behind that had a span.
    let isOneVersion = seed.isMultiple(of: 2)
    for _ in 0..<60 {
      let version = identity(1, modified: isOneVersion ? 1 : .random(in: 1...2, using: &random))
      let file = found(Self.image, version)
      let starts = [0, 50, 99, 120].filter { _ in Bool.random(using: &random) }
      let sections = starts.enumerated().map { index, start in
        Self.section(index + 1, start, ["x", "y"].randomElement(using: &random) ?? "")
      }
      let isThere = Int.random(in: 0..<5, using: &random) > 0
      let divided = isThere && sections.count > 1 ? [Self.image: sections] : [:]
      // What the library service does with a comparison.
      let comparison = compare(
        try await store.files(in: "/m"), isThere ? [file] : [], divided)
      var changes = comparison.changes
      for arrival in comparison.arrivals {
        let known = try await store.files(matching: version)
        changes.append(
          Reconciliation.change(for: arrival, candidates: known) { _ in false })
      }
      changes += comparison.superseded.map { .vanished($0) }
      for arrival in comparison.sections {
        let known = try await store.files(matching: version)
        changes.append(
          Reconciliation.change(for: arrival, candidates: known) {
            !comparison.superseded.contains($0.id)
          })
      }
      _ = try await store.reconcile(changes)

      let rows = try await store.files(in: "/m")
      if let sections = divided[Self.image] {
        #expect(rows.map(\.section) == sections)
        #expect(rows.map(\.path) == sections.map { Self.image.section($0.number) })
        for row in rows {
          let span = try #require(row.section?.span)
          if let id = ids[span], isOneVersion { #expect(id == row.id, "it is the same track") }
          ids[span] = row.id
        }
      } else {
        #expect(rows.map(\.path) == (isThere ? [Self.image] : []))
        #expect(rows.allSatisfy { $0.section == nil })
      }
      #expect(rows.allSatisfy { $0.identity == version })
      let again = compare(rows, isThere ? [file] : [], divided)
      #expect(again.changes.isEmpty && again.arrivals.isEmpty && again.sections.isEmpty)
      #expect(again.superseded.isEmpty)
      #expect(try await store.audit() == [])
      for track in try await store.nextPending(limit: 1) {
        #expect(track.file == Self.image)
        _ = try await store.recordFailure(
          TrackFailure(
            track: track.id, identity: track.identity, kind: .skipped, reason: "short",
            metadata: TrackMetadata(), seconds: 1))
      }
    }
    try await store.close()
  }
}
