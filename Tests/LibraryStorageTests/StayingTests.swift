import GRDB
import MusicModel
import Testing

@testable import LibraryStorage

@Suite("Tracks that stay in their mood while the moods are replaced")
struct StayingTests {
  private let fixture: Fixture
  private let moods: MoodReplacement

  init() async throws {
    fixture = try await Fixture()
    moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<25)
    try await fixture.analyseAll(in: moods)
  }

  private var drafts: [MoodDraft] {
    zip(["calm", "epic"], moods.moods).map { Fixture.draft($0, id: $1) }
  }

  /// Where every track is, but as far from the centre as `distance`.
  private func memberships(
    _ distance: @Sendable (Int) -> Float
  ) async throws -> [TrackID: DraftMembership] {
    var memberships: [TrackID: DraftMembership] = [:]
    for track in try await tracks() {
      let number = Int(track.id.rawValue)
      memberships[track.id] = DraftMembership(
        draft: number % 2, confidence: 0.75, distance: distance(number),
        position: try #require(track.membership).position)
    }
    return memberships
  }

  private func tracks() async throws -> [Track] {
    try await fixture.store.tracks(TrackFilter(), after: nil, limit: 100).items.map(\.track)
  }

  @Test("are as far from its new centre as was said, and in its order")
  func distances() async throws {
    let places = try await memberships { Float(100 - $0) }
    _ = try await fixture.store.replaceMoods(
      with: drafts, in: nil, memberships: places, placing: Fixture.place(among: 2))
    for track in try await tracks() {
      #expect(track.membership?.distance == Float(100 - track.id.rawValue))
      #expect(track.membership?.confidence == 0.75)
    }
    let calm = try await fixture.store.tracks(
      TrackFilter(mood: moods.moods[0]), after: nil, limit: 100)
    #expect(calm.items.map(\.track.id.rawValue) == Array(stride(from: 24, to: 1, by: -2)))
    #expect(try await fixture.store.audit() == [])
  }

  @Test("are told from those that have no place yet, or another mood or runner-up")
  func others() async throws {
    try await fixture.store.write { db in
      try db.execute(sql: "DELETE FROM membership WHERE track_id <= 5")
    }
    var places: [TrackID: DraftMembership] = [:]
    for number in 1...25 {
      places[TrackID(rawValue: Int64(number))] = DraftMembership(
        draft: number % 3 == 0 ? 0 : 1, confidence: 0.5, distance: 2,
        position: Fixture.analysis(of: number).affect.valenceArousal,
        runnerUp: number % 5 == 0 ? nil : number % 3 == 0 ? 1 : 0)
    }
    _ = try await fixture.store.replaceMoods(
      with: drafts, in: nil, memberships: places, placing: Fixture.place(among: 2))
    for track in try await tracks() {
      let number = Int(track.id.rawValue)
      let membership = try #require(track.membership)
      #expect(membership.mood == moods.moods[number % 3 == 0 ? 0 : 1])
      let next = moods.moods[number % 3 == 0 ? 1 : 0]
      #expect(membership.runnerUp == (number % 5 == 0 ? nil : next))
      #expect(membership.distance == 2 && membership.confidence == 0.5)
    }
    #expect(try await fixture.store.audit() == [])
  }

  @Test("and cannot be written to are where they were, among moods that have been replaced")
  func unwritable() async throws {
    let before = try await tracks()
    try await fixture.store.write { db in
      try db.execute(
        sql: """
          CREATE TEMP TRIGGER full BEFORE UPDATE OF distance ON membership
            BEGIN SELECT RAISE(ABORT, 'no room'); END
          """)
    }
    let places = try await memberships { Float(100 - $0) }
    let replacement = try await fixture.store.replaceMoods(
      with: drafts, in: nil, memberships: places, placing: Fixture.place(among: 2))
    #expect(replacement.moods == moods.moods)
    #expect(replacement.generation == moods.generation + 1)
    #expect(try await tracks() == before)
  }

  @Test("and get another place before it is their turn keep that one")
  func overtaken() async throws {
    let (store, before) = (fixture.store, try await tracks())
    func settle(_ track: Track, draft: Int, content: Int, generation: Int) async throws {
      let place = DraftMembership(
        draft: draft, confidence: 0, distance: 99, position: try #require(track.membership).position
      )
      let number = try await store.read { db in
        try db.integer(
          "SELECT content_id FROM track WHERE id = ?", [track.id.rawValue])
      }
      var replacement = moods
      replacement.generation = generation
      try await store.settle(
        [StayedTrack(id: track.id, content: sure(number) + Int64(content), place: place)],
        in: replacement, batch: 1)
    }
    let track = before[0]
    let own = Int(track.id.rawValue) % 2
    try await settle(track, draft: 1 - own, content: 0, generation: moods.generation)
    try await settle(track, draft: own, content: 1, generation: moods.generation)
    try await settle(track, draft: own, content: 0, generation: moods.generation - 1)
    #expect(try await tracks() == before)
    try await settle(track, draft: own, content: 0, generation: moods.generation)
    #expect(try await tracks()[0].membership?.distance == 99)
  }
}
