@testable import LibraryStorage
import MusicModel
import SystemPackage
import Testing

@Suite("The queue of pending tracks")
struct PendingTests {
  @Test("the latest come first, and nothing is handed out twice")
  func order() async throws {
    let fixture = try await Fixture()
    let old = try await fixture.add(0..<3)
    fixture.clock.advance(by: 1)
    let new = try await fixture.add(3..<5)
    let first = try await fixture.store.nextPending(limit: 3)
    #expect(first.map(\.id) == new + [old[0]])
    #expect(first[0].path == "/music/3.flac")
    #expect(first[0].identity == Fixture.identity(3))
    let rest = try await fixture.store.nextPending(limit: 10)
    #expect(rest.map(\.id) == Array(old[1...]))
    #expect(try await fixture.store.nextPending(limit: 10).isEmpty)
    try await fixture.store.putBack([rest[0]])
    let again = try await fixture.store.nextPending(limit: 10)
    #expect(again.map(\.id) == [old[1]])
    #expect(again[0].strikes == 0)
  }

  @Test("a file that takes the daemon down twice is quarantined until it changes")
  func crashes() async throws {
    let fixture = try await Fixture()
    let id = try await fixture.add(0..<1)[0]
    for expected in [
      ReleaseCounts(requeued: 1, quarantined: 0), ReleaseCounts(requeued: 0, quarantined: 1),
      ReleaseCounts(requeued: 0, quarantined: 0),
    ] {
      _ = try await fixture.store.nextPending(limit: 1)
      #expect(try await fixture.store.releaseInFlight() == expected)
    }
    let track = try await fixture.details("/music/0.flac").track
    #expect(track.state == .quarantined)
    #expect(track.reason?.isEmpty == false)
    _ = try await fixture.store.reconcile([
      .changed(id, identity: Fixture.identity(0, version: 1))
    ])
    #expect(try await fixture.store.nextPending(limit: 1).map(\.strikes) == [0])
  }

  @Test("a worker's death is a strike against the version it was reading")
  func strikes() async throws {
    let fixture = try await Fixture()
    let id = try await fixture.add(0..<1)[0]
    func strike(_ identity: FileIdentity) async throws -> LibraryStore.StrikeOutcome {
      _ = try await fixture.store.nextPending(limit: 1)
      return try await fixture.store.strike(id, identity: identity, reason: "It crashed.")
    }
    #expect(try await strike(Fixture.identity(0, version: 9)) == .stale)
    #expect(try await strike(Fixture.identity(0)) == .requeued)
    #expect(try await strike(Fixture.identity(0)) == .quarantined)
    #expect(try await fixture.details("/music/0.flac").track.reason == "It crashed.")
    #expect(try await strike(Fixture.identity(0)) == .stale)
  }

  @Test("a file that changes in flight is handed out again, and the old result refused")
  func changedInFlight() async throws {
    let fixture = try await Fixture()
    let id = try await fixture.add(0..<1)[0]
    let old = try await fixture.store.nextPending(limit: 1)[0]
    _ = try await fixture.store.reconcile([
      .changed(id, identity: Fixture.identity(0, version: 1))
    ])
    let new = try await fixture.store.nextPending(limit: 1)[0]
    try await fixture.store.putBack([old])
    #expect(try await fixture.store.record(Fixture.result(old, content: 1)) == .stale)
    #expect(
      try await fixture.store.recordFailure(
        TrackFailure(track: id, identity: old.identity, kind: .failed, reason: "Old.")) == .stale)
    // The refusal has not taken the new version out of flight.
    #expect(try await fixture.store.nextPending(limit: 1).isEmpty)
    #expect(try await fixture.store.record(Fixture.result(new, content: 2)) == .recorded)
    #expect(try await fixture.store.counts().analyses == 1)
  }

  @Test("a result for a file that moved or vanished in flight is not lost")
  func movedInFlight() async throws {
    let fixture = try await Fixture()
    let id = try await fixture.add(0..<1)[0]
    let track = try await fixture.store.nextPending(limit: 1)[0]
    _ = try await fixture.store.reconcile([.vanished(id)])
    #expect(try await fixture.store.record(Fixture.result(track, content: 1)) == .recorded)
    #expect(try await fixture.store.counts().analysed == 0)
    _ = try await fixture.store.reconcile([
      .rebound(id, path: "/other/0.flac", identity: track.identity)
    ])
    #expect(try await fixture.details("/other/0.flac").track.state == .analysed)
    #expect(try await fixture.store.audit() == [])
  }

  @Test(
    "retrying takes a file, a directory or everything",
    arguments: [("/a/0.flac", 1), ("/a", 3), ("/", 4), (nil, 4), ("/nowhere", 0)])
  func retry(path: String?, expected: Int) async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<2, to: "/a")
    try await fixture.add(2..<3, to: "/a/b")
    try await fixture.add(3..<5, to: "/ab")
    let kinds: [TrackFailure.Kind] = [.failed, .quarantined, .failed, .quarantined, .skipped]
    let pending = try await fixture.store.nextPending(limit: 10)
    for (track, kind) in zip(pending, kinds) {
      _ = try await fixture.store.recordFailure(
        TrackFailure(track: track.id, identity: track.identity, kind: kind, reason: "Why."))
    }
    #expect(try await fixture.store.retry(path.map { FilePath($0) }) == expected)
    #expect(try await fixture.store.counts().pending == expected)
    #expect(try await fixture.store.nextPending(limit: 10).count == expected)
  }
}
