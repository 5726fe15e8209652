@testable import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("Reconciling")
struct ReconcileTests {
  @Test("new files are pending, and adding them again changes nothing")
  func adding() async throws {
    let fixture = try await Fixture()
    let changes: [FileChange] = [
      .added(path: "/m/a.mp3", identity: Fixture.identity(1)),
      .added(path: "/m/b.mp3", identity: Fixture.identity(2)),
    ]
    let first = try await fixture.store.reconcile(changes)
    #expect(first.added == 2)
    #expect(first.queued.count == 2)
    #expect(try await fixture.store.reconcile(changes).isEmpty)
    let files = try await fixture.store.files(in: "/m")
    #expect(files.map(\.path) == ["/m/a.mp3", "/m/b.mp3"])
    #expect(files.map(\.identity) == [Fixture.identity(1), Fixture.identity(2)])
    #expect(files.allSatisfy { $0.state == .pending })
  }

  @Test("a folder is unchanged when exactly its files are recorded, and nothing of it has failed")
  func unchanged() async throws {
    let fixture = try await Fixture()
    let paths: [FilePath] = ["/m/b.mp3", "/m/a.mp3"]
    let files = paths.enumerated().map { ($1, Fixture.identity($0)) }
    func isUnchanged(_ files: [(FilePath, FileIdentity)]) async throws -> Bool {
      let contents = FolderContents(
        directory: "/m", files: files.map { (path: $0.0, identity: $0.1) })
      return try await fixture.store.unchanged(among: [contents]) == ["/m"]
    }
    #expect(try await isUnchanged([]))
    _ = try await fixture.store.reconcile(files.map { .added(path: $0, identity: $1) })
    #expect(try await isUnchanged(files))
    #expect(try await isUnchanged(files.reversed()))
    #expect(try await isUnchanged(Array(files.dropLast())) == false)
    #expect(try await isUnchanged(files + [("/m/c.mp3", Fixture.identity(3))]) == false)
    #expect(
      try await isUnchanged([files[0], (paths[1], Fixture.identity(1, version: 1))]) == false)

    try await fixture.store.recordProblem(at: "/m", reason: "closed")
    #expect(try await isUnchanged(files) == false)
    try await fixture.store.clearProblem(at: "/m")
    // A file that could not even be looked at has no identity.
    _ = try await fixture.store.reconcile([
      .failed(path: "/m/c.mp3", identity: nil, reason: "denied")
    ])
    #expect(try await isUnchanged(files) == false)
    #expect(try await isUnchanged(files + [("/m/c.mp3", Fixture.identity(3))]) == false)
  }

  @Test("a changed file is pending again, keeps its number and leaves its mood's count")
  func changing() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    let id = try #require(try await fixture.add(0..<1).first)
    try await fixture.analyseAll(in: moods)
    #expect(try await fixture.store.moods().first?.trackCount == 1)
    let change = FileChange.changed(id, identity: Fixture.identity(0, version: 1))
    #expect(try await fixture.store.reconcile([change]).queued == [id])
    #expect(try await fixture.store.reconcile([change]).isEmpty)
    let details = try await fixture.details("/music/0.flac")
    #expect(details.track.state == .pending)
    #expect(details.track.membership?.mood == moods.moods[0])
    #expect(try await fixture.store.moods().first?.trackCount == 0)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a moved file keeps its number, state and mood, also when it was missing for a while")
  func moving() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    let id = try #require(try await fixture.add(0..<1).first)
    try await fixture.analyseAll(in: moods)
    let identity = Fixture.identity(0)
    for path in ["/music/x.flac", "/elsewhere/deep/y.flac"] as [FilePath] {
      _ = try await fixture.store.reconcile([.vanished(id)])
      #expect(try await fixture.store.moods().first?.trackCount == 0)
      #expect(try await fixture.store.files(matching: identity).map(\.state) == [.missing])
      let outcome = try await fixture.store.reconcile([
        .rebound(id, path: path, identity: identity)
      ])
      #expect(outcome.rebound == 1)
      #expect(outcome.queued.isEmpty)
      let details = try await fixture.details(path)
      #expect(details.track.id == id)
      #expect(details.track.state == .analysed)
      #expect(try await fixture.store.moods().first?.trackCount == 1)
    }
    #expect(try await fixture.store.track(at: "/music/0.flac") == nil)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("two files that trade names trade rows")
  func trading() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<2)
    try await fixture.analyseAll()
    _ = try await fixture.store.reconcile([
      .rebound(ids[0], path: "/music/1.flac", identity: Fixture.identity(0)),
      .rebound(ids[1], path: "/music/0.flac", identity: Fixture.identity(1)),
    ])
    #expect(try await fixture.details("/music/0.flac").track.id == ids[1])
    #expect(try await fixture.details("/music/1.flac").track.id == ids[0])
    #expect(try await fixture.store.counts().analysed == 2)
    #expect(try await fixture.store.counts().missing == 0)
  }

  @Test(
    "a file that returns to its path is found again",
    arguments: [(0, TrackState.analysed), (1, .pending)])
  func returning(version: Int, expected: TrackState) async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<1)
    try await fixture.analyseAll()
    _ = try await fixture.store.reconcile([.vanished(ids[0])])
    _ = try await fixture.store.reconcile([
      .added(path: "/music/0.flac", identity: Fixture.identity(0, version: version))
    ])
    let track = try await fixture.details("/music/0.flac").track
    #expect(track.id == ids[0])
    #expect(track.state == expected)
  }

  @Test("what cannot be analysed is recorded once, and is pending when it changes")
  func failing() async throws {
    let fixture = try await Fixture()
    let failure = FileChange.failed(path: "/m/loop", identity: nil, reason: "Too many links.")
    #expect(try await fixture.store.reconcile([failure]).failed == 1)
    #expect(try await fixture.store.reconcile([failure]).isEmpty)
    #expect(try await fixture.details("/m/loop").track.reason == "Too many links.")
    // Nothing is known of the file, so there is nothing to hand out.
    #expect(try await fixture.store.retry() == 0)
    _ = try await fixture.store.reconcile([
      .added(path: "/m/loop", identity: Fixture.identity(3))
    ])
    let track = try await fixture.details("/m/loop").track
    #expect(track.state == .pending)
    #expect(track.reason == nil)
  }

  @Test("an analysed file that cannot be read any more leaves its mood")
  func failingLater() async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<1)
    try await fixture.analyseAll(in: moods)
    _ = try await fixture.store.reconcile([
      .failed(path: "/music/0.flac", identity: Fixture.identity(9), reason: "Not a file.")
    ])
    let details = try await fixture.details("/music/0.flac")
    #expect(details.track.state == .failed)
    #expect(details.track.membership == nil)
    #expect(details.identity == Fixture.identity(9))
    #expect(try await fixture.store.audit() == [])
  }

  @Test("tombstones go after their time, with the recordings nobody holds")
  func tombstones() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<3)
    try await fixture.analyseAll()
    _ = try await fixture.store.reconcile([.vanished(ids[0])])
    fixture.clock.advance(by: 30 * 86_400)
    _ = try await fixture.store.reconcile([.vanished(ids[1])])
    #expect(
      try await fixture.store.removeTombstones(olderThan: .seconds(30 * 86_400))
        == RemovalCounts(tracks: 0, contents: 0))
    fixture.clock.advance(by: 1)
    #expect(
      try await fixture.store.removeTombstones(olderThan: .seconds(30 * 86_400))
        == RemovalCounts(tracks: 1, contents: 1))
    let content = Fixture.content(Int(ids[0].rawValue))
    #expect(try await fixture.store.analysis(of: content, by: Fixture.model) == nil)
    #expect(try await fixture.store.counts().missing == 1)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("a number is never given out twice")
  func numbers() async throws {
    let fixture = try await Fixture()
    let old = try await fixture.add(0..<3)
    _ = try await fixture.store.vanished(below: "/music")
    fixture.clock.advance(by: 10)
    _ = try await fixture.store.removeTombstones(olderThan: .zero)
    let new = try await fixture.add(0..<3)
    #expect(Set(old).isDisjoint(with: new))
  }

  @Test("candidates for a move come present first, and ignore a birth time nobody knows")
  func candidates() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<1)
    var identity = Fixture.identity(0)
    _ = try await fixture.store.reconcile([
      .vanished(ids[0]), .added(path: "/copy.flac", identity: identity),
    ])
    #expect(try await fixture.store.files(matching: identity).map(\.state) == [.pending, .missing])
    identity.born = 0
    #expect(try await fixture.store.files(matching: identity).count == 2)
    identity.born = 6
    #expect(try await fixture.store.files(matching: identity).isEmpty)
  }

  @Test("a path that is not absolute is the caller's mistake", arguments: ["song.mp3", "/", ""])
  func relative(path: String) async throws {
    let fixture = try await Fixture()
    let change = FileChange.added(path: FilePath(path), identity: Fixture.identity(1))
    #expect(await code { _ = try await fixture.store.reconcile([change]) } == .constraint)
    #expect(try await fixture.store.counts().tracks == 0)
  }
}
