import MusicModel
import Testing

@testable import LibraryStorage

@Suite("Quarantined tracks")
struct QuarantineTests {
  /// A store whose first track was quarantined by these decoders.
  private func quarantined(by decoders: String?) async throws -> (Fixture, TrackID) {
    let fixture = try await Fixture()
    let id = try await fixture.add(0..<1)[0]
    for _ in 0..<LibraryStore.strikesAllowed {
      _ = try await fixture.store.nextPending(limit: 1)
      _ = try await fixture.store.strike(
        id, identity: Fixture.identity(0), reason: "It crashed.", decoders: decoders)
    }
    #expect(try await fixture.store.counts().quarantined == 1)
    return (fixture, id)
  }

  @Test("are pending again once other decoders read them, with a clean slate")
  func otherDecoders() async throws {
    let (fixture, id) = try await quarantined(by: "one")
    #expect(try await fixture.store.requeueQuarantined(otherThanBy: "one") == 0)
    #expect(try await fixture.store.counts().quarantined == 1)
    #expect(try await fixture.store.requeueQuarantined(otherThanBy: "two") == 1)
    let pending = try await fixture.store.nextPending(limit: 2)
    #expect(pending.map(\.id) == [id])
    #expect(pending.map(\.strikes) == [0])
    #expect(try await fixture.store.audit() == [])
  }

  @Test("without known decoders are put down to the first that are")
  func unknownDecoders() async throws {
    let (fixture, _) = try await quarantined(by: nil)
    #expect(try await fixture.store.requeueQuarantined(otherThanBy: "one") == 0)
    #expect(try await fixture.store.requeueQuarantined(otherThanBy: "one") == 0)
    #expect(try await fixture.store.requeueQuarantined(otherThanBy: "two") == 1)
  }

  @Test("others are left as they are, whatever reads them")
  func others() async throws {
    let (fixture, _) = try await quarantined(by: "one")
    try await fixture.add(1..<3)
    let next = try await fixture.store.nextPending(limit: 1)[0]
    _ = try await fixture.store.recordFailure(
      TrackFailure(track: next.id, identity: next.identity, kind: .failed, reason: "Words."))
    #expect(try await fixture.store.requeueQuarantined(otherThanBy: "two") == 1)
    #expect(try await fixture.store.counts().failed == 1)
    #expect(try await fixture.store.counts().pending == 2)
  }

  @Test("a track with a strike comes after those without, also after a restart")
  func order() async throws {
    let fixture = try await Fixture()
    let ids = try await fixture.add(0..<3)
    let first = try await fixture.store.nextPending(limit: 1)[0]
    #expect(
      try await fixture.store.strike(first.id, identity: first.identity, reason: "It crashed.")
        == .requeued)
    let second = try await fixture.store.nextPending(limit: 1)[0]
    #expect(second.id == ids[1])
    // The daemon dies with the second in hand.
    #expect(
      try await fixture.store.releaseInFlight() == ReleaseCounts(requeued: 1, quarantined: 0))
    let order = try await fixture.store.nextPending(limit: 3).map(\.id)
    #expect(order == [ids[2], ids[0], ids[1]])
  }
}
