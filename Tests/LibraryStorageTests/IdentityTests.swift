import GRDB
import MoodModel
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("What the listener said")
struct IdentityTests {
  /// Moods 1 and 2, the second merged into the first, and a third.
  private func merged(_ fixture: Fixture) async throws -> MoodReplacement {
    let moods = try await fixture.makeMoods("calm", "dark", "epic").moods
    return try await fixture.store.replaceMoods(
      with: [
        Fixture.draft("calm", id: moods[0]), Self.part(Fixture.draft("dark", id: moods[1])),
        Fixture.draft("epic", id: moods[2]),
      ], in: nil, memberships: [:],
      placing: { track in
        let number = Int(track.id.rawValue) % 3
        return DraftMembership(
          draft: number == 1 ? 0 : number, confidence: 0.25, distance: 1,
          position: track.affect.valenceArousal, part: number)
      })
  }

  private static func part(_ draft: MoodDraft) -> MoodDraft {
    var draft = draft
    draft.mergedInto = 0
    return draft
  }

  private func say(
    _ changes: MoodIdentity.Change..., in fixture: Fixture
  ) async throws {
    try await fixture.store.write(
      changes, placing: [:], generation: try await fixture.store.centroids().generation)
  }

  @Test("about a merge is stored with both centres, and one mood is seen")
  func merge() async throws {
    let fixture = try await Fixture()
    let replacement = try await merged(fixture)
    #expect(try await fixture.store.moods().map(\.slug) == ["calm", "epic"])
    let centres = try await fixture.store.centroids()
    #expect(Set(centres.centroids.map(\.mood)) == Set(replacement.moods))
    #expect(centres.merged == [replacement.moods[1]: replacement.moods[0]])
    #expect(try await fixture.store.mergedMoods().map(\.slug) == ["dark"])
    #expect(fixture.store.figures.moods == 2)
    // Another mood may be called as the merged one was.
    _ = try await fixture.store.renameMood(replacement.moods[2], name: "Dark", slug: "dark")
    #expect(try await fixture.store.audit() == [])
    let identity = try await fixture.store.moodIdentity()
    #expect(identity.resolve(replacement.moods[1]) == replacement.moods[0])
  }

  @Test("about a merge lets the centre of either part be moved, and no other retired one")
  func moving() async throws {
    let fixture = try await Fixture()
    let replacement = try await merged(fixture)
    try await fixture.add(0..<1)
    let track = try #require(try await fixture.store.nextPending(limit: 1).first)
    var result = Fixture.result(
      track, content: 1, mood: replacement.moods[0], generation: replacement.generation)
    result.placement?.centroid?.mood = replacement.moods[1]
    result.placement?.membership.part = replacement.moods[1]
    #expect(try await fixture.store.record(result) == .recorded)
    #expect(try await fixture.store.places() == [track.id: replacement.moods[1]])
    #expect(try await fixture.store.moods().map(\.trackCount) == [1, 0])
    #expect(try await fixture.store.audit() == [])
  }

  @Test("is refused once the moods have been replaced, or about tracks that are gone")
  func refused() async throws {
    let fixture = try await Fixture()
    let replacement = try await merged(fixture)
    try await fixture.add(0..<1)
    let track = TrackID(rawValue: 1)
    for (generation, subject) in [(replacement.generation - 1, track), (1, TrackID(rawValue: 9))] {
      let refusal = await code {
        try await fixture.store.write(
          [.pinned(subject, replacement.moods[0])], placing: [:], generation: generation)
      }
      #expect(refusal == .constraint)
    }
    #expect(try await fixture.store.moodIdentity().pins.isEmpty)
  }

  @Test("stays with a track that is renamed, edited, and away for longer than tombstones last")
  func survives() async throws {
    let fixture = try await Fixture()
    let replacement = try await merged(fixture)
    try await fixture.add(0..<6)
    try await fixture.analyseAll()
    let (pinned, excluded, away) = (
      TrackID(rawValue: 1), TrackID(rawValue: 2), TrackID(rawValue: 3)
    )
    let epic = replacement.moods[2]
    try await say(
      .pinned(pinned, epic), .excluded(excluded, epic), .dismissed(away), in: fixture)
    let before = try await fixture.store.moodIdentity()
    #expect(before.pins == [pinned: epic] && before.dismissed == [away])
    #expect(before.exclusions == [excluded: [epic]])

    _ = try await fixture.store.rename(directory: "/music", to: "/albums")
    _ = try await fixture.store.reconcile([
      .changed(pinned, identity: Fixture.identity(0, version: 1)), .vanished(excluded),
      .vanished(away), .vanished(TrackID(rawValue: 4)),
    ])
    fixture.clock.advance(by: 400 * 86_400)
    // Of four that are away or changed only the one that nothing was said of is forgotten.
    #expect(try await fixture.store.removeTombstones(olderThan: .seconds(86_400)).tracks == 1)
    #expect(try await fixture.store.pinCounts() == [epic: 1])
    _ = try await fixture.store.reconcile([
      .added(path: "/albums/1.flac", identity: Fixture.identity(1))
    ])
    #expect(try await fixture.store.moodIdentity() == before)
    #expect(try await fixture.details("/albums/1.flac").track.id == excluded)
    #expect(try await fixture.store.audit() == [])
  }

  @Test("can be taken back", arguments: [true, false])
  func takenBack(isPin: Bool) async throws {
    let fixture = try await Fixture()
    let replacement = try await merged(fixture)
    try await fixture.add(0..<1)
    let track = TrackID(rawValue: 1)
    let before = try await fixture.store.moodIdentity()
    if isPin {
      try await say(.pinned(track, replacement.moods[0]), .dismissed(track), in: fixture)
      try await say(.unpinned(track), in: fixture)
    } else {
      try await say(.excluded(track, replacement.moods[0]), in: fixture)
      try await say(.readmitted(track, replacement.moods[0]), in: fixture)
    }
    #expect(try await fixture.store.moodIdentity() == before)
  }

  @Test(
    "is checked by the audit",
    arguments: [
      "INSERT INTO mood_pin SELECT track_id, 3 FROM membership WHERE mood_id = 1",
      "INSERT INTO mood_pin SELECT track_id, NULL FROM membership",
      "INSERT INTO mood_exclusion SELECT track_id, mood_id FROM membership",
      "INSERT INTO mood_exclusion SELECT track_id, 2 FROM membership WHERE part_id = 2",
      "UPDATE membership SET part_id = 3 WHERE part_id = 2",
      "UPDATE membership SET part_id = 2 WHERE mood_id = 3",
      "UPDATE mood SET merged_into = NULL WHERE id = 2",
      "INSERT INTO mood SELECT 9, space_id, 'x', 'X', 0, 1, 0, 0, 0, 0, '[]', centroid, x'', NULL "
        + "FROM mood WHERE id = 1; UPDATE mood SET merged_into = 9 WHERE id = 2",
    ])
  func audit(damage: String) async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<6)
    try await fixture.analyseAll()
    _ = try await merged(fixture)
    #expect(try await fixture.store.audit() == [])
    try await fixture.store.write { db in try db.execute(sql: damage) }
    #expect(try await fixture.store.audit() != [])
  }

  @Test(
    "is held by the schema where it can be",
    arguments: [
      "UPDATE mood SET merged_into = 3 WHERE id = 1",
      "UPDATE mood SET merged_into = 2 WHERE id = 2",
      "UPDATE mood SET merged_into = 99 WHERE id = 2",
      "UPDATE membership SET part_id = mood_id", "INSERT INTO mood_pin VALUES (99, 1)",
      "INSERT INTO mood_exclusion VALUES (1, NULL)",
    ])
  func constraints(damage: String) async throws {
    let fixture = try await Fixture()
    try await fixture.add(0..<6)
    try await fixture.analyseAll()
    _ = try await merged(fixture)
    let refusal = await code {
      try await fixture.store.write { db in try db.execute(sql: damage) }
    }
    #expect(refusal == .constraint)
    #expect(try await fixture.store.audit() == [])
  }
}
