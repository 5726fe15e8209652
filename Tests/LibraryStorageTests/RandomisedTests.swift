import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("Whatever happens in whatever order")
struct RandomisedTests {
  @Test("what is kept equals what can be counted", arguments: [1, 2, 3, 4] as [UInt64])
  func audit(seed: UInt64) async throws {
    let life = try await RandomLife(seed: seed)
    for step in 1...1_500 {
      try await life.step()
      if step % 100 == 0 {
        #expect(try await life.fixture.store.audit() == [])
        #expect(try await life.livePaths() == life.expectedPaths)
      }
    }
    try await life.fixture.store.checkIntegrity(.full)
    #expect(life.outcomes.count > 8, "too little happened: \(life.outcomes)")
  }

  @Test("a crash at any byte of the log leaves a sound database", arguments: [11, 12] as [UInt64])
  func crashes(seed: UInt64) async throws {
    let life = try await RandomLife(seed: seed)
    var random = SeededGenerator(seed: seed)
    var lost = 0
    for crash in 0..<25 {
      for _ in 0..<Int.random(in: 1...40, using: &random) { try await life.step() }
      let file = life.fixture.file
      let log = try contents(of: FilePath(file.string + "-wal"))
      // Cut somewhere: what a power cut or a kill in the middle of a write leaves.
      let length = Int.random(in: 0...log.count, using: &random)
      let copy = life.fixture.directory.path.appending("crash-\(crash).db")
      try write(contents(of: file), to: copy)
      try write(Array(log[..<length]), to: FilePath(copy.string + "-wal"))
      let store = try await LibraryStore.open(at: copy, now: { 0 })
      #expect(store.wasClosedCleanly == (length == 0))
      #expect(try await store.audit() == [])
      try await store.checkIntegrity(.full)
      _ = try await store.releaseInFlight()
      #expect(try await store.audit() == [])
      if try await store.counts() != life.fixture.store.counts() { lost += 1 }
      try await store.close()
    }
    // The cuts have really cost something.
    #expect(lost > 3)
  }
}

/// A library in which everything happens that can, by chance but the same way for each seed.
final class RandomLife {
  let fixture: Fixture
  /// What ought to lie where.
  private(set) var expected: [FilePath: TrackID] = [:]
  private(set) var outcomes: [String: Int] = [:]

  private var random: SeededGenerator
  private var identities: [TrackID: FileIdentity] = [:]
  private var inFlight: [PendingTrack] = []
  private var replacement: MoodReplacement
  private var serial = 0

  private static let directories: [FilePath] = [
    "/m", "/m/a", "/m/a/b", "/m/ab", "/m/a b", "/m/a/b/c", "/n", "/n/é", "/m/a.b",
  ]

  var expectedPaths: Set<FilePath> { Set(expected.keys) }

  init(seed: UInt64) async throws {
    random = SeededGenerator(seed: seed)
    fixture = try await Fixture()
    replacement = try await fixture.makeMoods("calm", "epic")
  }

  /// The paths the store lists, page by page.
  func livePaths() async throws -> Set<FilePath> {
    var paths: Set<FilePath> = []
    var cursor: String?
    repeat {
      let page = try await fixture.store.tracks(TrackFilter(), after: cursor, limit: 37)
      paths.formUnion(page.items.map(\.track.path))
      cursor = page.cursor
    } while cursor != nil
    return paths
  }

  /// Lets one thing happen.
  func step() async throws {
    fixture.clock.advance(by: Int64.random(in: 0...3, using: &random))
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<25: try await change()
    case 25..<40: try await hand()
    case 40..<80: try await settle()
    case 80..<84: try await rename()
    case 84..<86: try await vanish()
    case 86..<88: try await replace()
    case 88..<91:
      _ = try await fixture.store.retry(pick(Self.directories))
    case 91..<94:
      let removed = try await fixture.store.removeTombstones(olderThan: .seconds(200))
      note("removed \(removed.tracks > 0)")
    case 94..<96:
      _ = try await fixture.store.releaseInFlight()
      inFlight = []
    default:
      try await fixture.store.putBack(inFlight)
      inFlight = []
    }
  }

  private func note(_ what: String) { outcomes[what, default: 0] += 1 }

  private func pick<Element>(_ all: [Element]) -> Element {
    all[Int.random(in: 0..<all.count, using: &random)]
  }

  private func somePath() -> FilePath {
    pick(Self.directories).appending("\(Int.random(in: 0..<12, using: &random))")
  }

  private func newIdentity() -> FileIdentity {
    serial += 1
    return Fixture.identity(serial)
  }

  private func someTrack() -> TrackID? {
    let known = identities.keys.sorted { $0.rawValue < $1.rawValue }
    return known.isEmpty ? nil : pick(known)
  }

  /// One to four changes to files in one transaction.
  private func change() async throws {
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let identity = newIdentity()
      switch (Int.random(in: 0..<6, using: &random), someTrack()) {
      case (0, let id?):
        try await apply(.changed(id, identity: identity))
      case (1, let id?):
        try await apply(
          .rebound(id, path: somePath(), identity: identities[id] ?? identity))
      case (2, let id?):
        try await apply(.vanished(id))
      case (3, _):
        try await apply(
          .failed(path: somePath(), identity: serial % 2 == 0 ? identity : nil, reason: "Why."))
      default:
        try await apply(.added(path: somePath(), identity: identity))
      }
    }
  }

  private func apply(_ change: FileChange) async throws {
    _ = try await fixture.store.reconcile([change])
    switch change {
    case .added(let path, let identity):
      let id = try await fixture.details(path).track.id
      expected[path] = id
      identities[id] = identity
      note("added")
    case .failed(let path, let identity, _):
      let id = try await fixture.details(path).track.id
      expected[path] = id
      identities[id] = identity
      note("failed")
    case .section(_, let path, let identity, _):
      let id = try await fixture.details(path).track.id
      expected[path] = id
      identities[id] = identity
      note("section")
    case .vanished(let id):
      expected = expected.filter { $0.value != id }
      note("vanished")
    case .changed(let id, let identity):
      // Where it lies only the store knows if it was missing.
      let files = try await fixture.store.files(matching: identity)
      guard let file = files.first else { return forget(id) }
      expected[file.path] = id
      identities[id] = identity
      note("changed")
    case .rebound(let id, let path, let identity):
      let details = try await fixture.details(path)
      expected = expected.filter { $0.value != id }
      expected[path] = details.track.id
      identities[details.track.id] = identity
      if details.track.id != id { forget(id) }
      note("rebound")
    }
  }

  private func forget(_ id: TrackID) { identities[id] = nil }

  private func hand() async throws {
    let tracks = try await fixture.store.nextPending(
      limit: Int.random(in: 1...4, using: &random))
    let known = Set(inFlight.map { [$0.id: $0.identity] })
    for track in tracks { #expect(!known.contains([track.id: track.identity])) }
    inFlight += tracks
  }

  private func settle() async throws {
    guard !inFlight.isEmpty else { return }
    let track = inFlight.remove(at: Int.random(in: 0..<inFlight.count, using: &random))
    // Few recordings, so that many tracks share one.
    let content = Int.random(in: 1...40, using: &random)
    let recognition = TrackRecognition(
      track: track.id, identity: track.identity,
      content: track.content ?? Fixture.content(content), model: Fixture.model,
      metadata: Fixture.metadata("Edited"), seconds: 3)
    switch Int.random(in: 0..<10, using: &random) {
    case 0:
      let failure = TrackFailure(
        track: track.id, identity: track.identity, kind: pick(TrackFailure.Kind.allCases),
        reason: "Why.")
      note("failure \(try await fixture.store.recordFailure(failure))")
    case 1:
      let outcome = try await fixture.store.strike(
        track.id, identity: track.identity, reason: "Died.")
      note("strike \(outcome)")
    case 2, 3:
      let outcome = try await fixture.store.recordMetadata(recognition)
      note("metadata \(outcome)")
      if outcome == .needsAnalysis { inFlight.append(track) }
    case 4:
      guard let survivor = someTrack() else { return inFlight.append(track) }
      let outcome = try await fixture.store.reunite(survivor, with: recognition)
      note("reunion \(outcome)")
      if outcome == .recorded {
        expected = expected.filter { $0.value != survivor }
        expected[try await path(of: survivor, track.identity)] = survivor
        identities[survivor] = track.identity
        forget(track.id)
      } else if outcome == .needsAnalysis {
        inFlight.append(track)
      }
    default:
      let mood = pick(replacement.moods)
      let isShared = Bool.random(using: &random)
      let result = Fixture.result(
        track, content: content, mood: mood, generation: replacement.generation,
        source: isShared ? .shared(Fixture.model) : nil)
      let outcome = try await fixture.store.record(result)
      note("record \(outcome)")
      if outcome == .needsAnalysis { inFlight.append(track) }
    }
  }

  private func path(of id: TrackID, _ identity: FileIdentity) async throws -> FilePath {
    let file = try await fixture.store.files(matching: identity).first { $0.id == id }
    return try #require(file).path
  }

  private func rename() async throws {
    let from = pick(Self.directories)
    let to = pick(Self.directories)
    guard from != to else { return }
    let count = try await fixture.store.rename(directory: from, to: to)
    let moving = expected.filter { $0.key.starts(with: from) }
    #expect(count == moving.count)
    for path in moving.keys { expected[path] = nil }
    for (path, id) in moving {
      var moved = path
      _ = moved.removePrefix(from)
      expected[to.appending(moved.components)] = id
    }
    note("rename \(count > 0)")
  }

  private func vanish() async throws {
    let directory = pick(Self.directories)
    let count = try await fixture.store.vanished(below: directory)
    let gone = expected.filter { $0.key.starts(with: directory) }
    #expect(count == gone.count)
    for path in gone.keys { expected[path] = nil }
    note("vanish \(count > 0)")
  }

  private func replace() async throws {
    serial += 1
    let survivor = pick(replacement.moods)
    let drafts = [Fixture.draft("old-\(serial)", id: survivor), Fixture.draft("new-\(serial)")]
    replacement = try await fixture.store.replaceMoods(
      with: drafts, in: Bool.random(using: &random) ? Fixture.space : nil,
      memberships: [:], placing: Fixture.place(among: 2))
    note("replaced")
  }
}
