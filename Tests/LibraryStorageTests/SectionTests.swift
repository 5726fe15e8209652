import GRDB
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Sections of a file")
struct SectionTests {
  private static let image: FilePath = "/music/album.flac"

  private static func section(
    _ number: Int, _ span: Range<Int>, _ title: String? = nil
  ) -> FileSection {
    var words = TrackMetadata()
    words.title = title
    words.artist = title.map { "Artist of \($0)" }
    return FileSection(
      number: number, span: SectionSpan(start: span.lowerBound, end: span.upperBound),
      words: words)
  }

  private static func change(
    _ section: FileSection, version: Int = 0, track: TrackID? = nil
  ) -> FileChange {
    .section(
      section, path: image.section(section.number),
      identity: Fixture.identity(1, version: version), track: track)
  }

  @Test("a section is a track of its own, and applying a change twice is applying it once")
  func addition() async throws {
    let fixture = try await Fixture()
    let changes = [
      Self.change(Self.section(1, 0..<99, "One")), Self.change(Self.section(2, 99..<200, "Two")),
    ]
    let outcome = try await fixture.store.reconcile(changes)
    #expect(outcome.added == 2)
    #expect(try await fixture.store.reconcile(changes).isEmpty)
    let pending = try await fixture.store.nextPending(limit: 9)
    #expect(pending.map(\.id) == outcome.queued)
    #expect(pending.map(\.file) == [Self.image, Self.image])
    #expect(pending.map(\.section?.span.start) == [0, 99])
    let track = try await fixture.details("/music/album.flac#02").track
    #expect(track.metadata.title == "Two")
    #expect(track.file == Self.image)
    #expect(try await fixture.store.track(at: Self.image) == nil)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("another span is another track: what was found out of the former stays with it")
  func spans() async throws {
    let fixture = try await Fixture()
    _ = try await fixture.store.reconcile([Self.change(Self.section(1, 0..<99))])
    let former = try await fixture.store.nextPending(limit: 1)[0]
    _ = try await fixture.store.reconcile([Self.change(Self.section(1, 0..<100))])
    let latter = try await fixture.store.nextPending(limit: 1)[0]
    #expect(former.id != latter.id)
    // The result of what was in hand comes too late for the address, and is not lost.
    #expect(
      try await fixture.store.record(Fixture.result(former, content: 7, mood: nil, generation: 0))
        == .recorded)
    #expect(try await fixture.details("/music/album.flac#01").track.state == .pending)
    _ = try await fixture.store.reconcile([Self.change(Self.section(1, 0..<99))])
    let back = try await fixture.details("/music/album.flac#01")
    #expect(back.track.id == former.id)
    #expect(back.track.state == .analysed)
    #expect(back.content == Fixture.content(7))
    #expect(try await fixture.store.counts().missing == 1)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("words that change while a section is in hand are those that are recorded")
  func words() async throws {
    let fixture = try await Fixture()
    _ = try await fixture.store.reconcile([Self.change(Self.section(1, 0..<99, "Old"))])
    let track = try await fixture.store.nextPending(limit: 1)[0]
    let renamed = Self.section(1, 0..<99, "New")
    _ = try await fixture.store.reconcile([Self.change(renamed, track: track.id)])
    _ = try await fixture.store.record(Fixture.result(track, content: 7, mood: nil, generation: 0))
    var found = try await fixture.details("/music/album.flac#01").track
    #expect(found.state == .analysed)
    #expect(found.metadata.title == "New")
    // Once it is analysed, the file's tags have to be read for what the sheet leaves out.
    let silent = Self.section(1, 0..<99)
    #expect(
      try await fixture.store.reconcile([Self.change(silent, track: track.id)]).queued
        == [track.id])
    let again = try await fixture.store.nextPending(limit: 1)[0]
    #expect(again.content == Fixture.content(7))
    var tags = TrackMetadata()
    tags.artist = "Tag artist"
    let outcome = try await fixture.store.recordMetadata(
      TrackRecognition(
        track: again.id, identity: again.identity, content: Fixture.content(7),
        model: Fixture.model, metadata: tags, seconds: 1))
    #expect(outcome == .recorded)
    found = try await fixture.details("/music/album.flac#01").track
    #expect(found.metadata.title == nil)
    #expect(found.metadata.artist == "Tag artist")
    #expect(try await fixture.store.counts().analyses == 1)
  }

  @Test("numbers that change places do not change tracks")
  func renumbering() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.store.reconcile([
      Self.change(Self.section(1, 0..<50)), Self.change(Self.section(2, 50..<99)),
    ]).queued
    _ = try await fixture.store.reconcile([
      .vanished(ids[0]), .vanished(ids[1]),
      Self.change(Self.section(1, 0..<20)),
      Self.change(Self.section(2, 0..<50), track: ids[0]),
      Self.change(Self.section(3, 50..<99), track: ids[1]),
    ])
    let rows = try await fixture.store.files(in: "/music")
    #expect(rows.map(\.section?.number) == [1, 2, 3])
    #expect(Array(rows.map(\.id).dropFirst()) == ids)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a retry of the file is a retry of its sections, and of no other's")
  func retry() async throws {
    let fixture = try await Fixture()
    try await fixture.add(5..<6)
    _ = try await fixture.store.reconcile([
      Self.change(Self.section(1, 0..<50)), Self.change(Self.section(2, 50..<99)),
    ])
    for track in try await fixture.store.nextPending(limit: 9) {
      _ = try await fixture.store.recordFailure(
        TrackFailure(track: track.id, identity: track.identity, kind: .failed, reason: "Why."))
    }
    #expect(try await fixture.store.retry(Self.image) == 2)
    #expect(try await fixture.store.retry(Self.image.section(1)) == 0)
    #expect(try await fixture.store.counts().failed == 1)
  }

  @Test("what is known of a file is kept as long as a track is in it")
  func images() async throws {
    let fixture = try await Fixture()
    let id = try await fixture.store.reconcile([Self.change(Self.section(1, 0..<50))]).queued[0]
    var tags = TrackMetadata()
    tags.album = "Album"
    let image = ImageRecord(content: Fixture.content(3), metadata: tags, seconds: 61.5)
    let identity = Fixture.identity(1)
    #expect(try await fixture.store.image(identity) == nil)
    try await fixture.store.keep(image, of: identity)
    try await fixture.store.keep(image, of: identity)
    #expect(try await fixture.store.image(identity) == image)
    #expect(try await fixture.store.image(Fixture.identity(1, version: 1)) == nil)
    _ = try await fixture.store.reconcile([.vanished(id)])
    _ = try await fixture.store.removeTombstones(olderThan: .seconds(60))
    #expect(try await fixture.store.image(identity) == image)
    fixture.clock.advance(by: 100)
    _ = try await fixture.store.removeTombstones(olderThan: .seconds(60))
    #expect(try await fixture.store.image(identity) == nil)
  }

  @Test("what is wrong with sheets comes and goes without touching other problems")
  func problems() async throws {
    let fixture = try await Fixture()
    let store = fixture.store
    try await store.recordProblem(at: "/music", reason: "closed")
    try await store.recordSheetProblems(
      ["/music/a.cue": "Line 1.", "/music/b.cue": "Line 2."], forgetting: [])
    #expect(try await store.counts().problems == 3)
    try await store.recordSheetProblems(
      ["/music/a.cue": "Line 3."], forgetting: ["/music/b.cue", "/music"])
    #expect(try await store.troubledSheets() == ["/music/a.cue": "Line 3."])
    #expect(try await store.counts().problems == 2)
    #expect(try await store.audit() == [])
  }

  @Test("a library of version 7 has whole files, and takes sections")
  func migration() async throws {
    let directory = try TemporaryDirectory()
    let file = try MigrationTests.version1(in: directory)
    let store = try await LibraryStore.open(at: file, now: { 0 })
    #expect(try await store.files(in: "/music").allSatisfy { $0.section == nil })
    _ = try await store.reconcile([Self.change(Self.section(1, 0..<50))])
    #expect(try await store.counts().pending == 1)
    #expect(try await store.audit() == [])
    #expect(Schema.migrations.count == 10)
  }
}
