import GRDB
import Testing

@testable import LibraryStorage

@Suite("The audit")
struct AuditTests {
  @Test(
    "finds what does not add up",
    arguments: [
      "UPDATE tally SET value = value + 1 WHERE name = 'pending'",
      "UPDATE tally SET value = value + 1 WHERE name = 'problems'",
      "UPDATE directory SET tracks = tracks + 1",
      "DELETE FROM directory",
      "UPDATE mood SET track_count = track_count + 1",
      "UPDATE mood SET valence_sum = valence_sum + 0.001",
      "UPDATE mood SET tag_sums = zeroblob(24)",
      "UPDATE membership SET standing = 'pending'",
      "UPDATE membership SET content_id = content_id % 3 + 1",
      "UPDATE mood_space SET current = 0",
      "UPDATE analysis SET embedding = x''",
      "UPDATE track SET in_flight = 1",
    ])
  func findings(damage: String) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm")
    try await fixture.add(0..<3)
    try await fixture.analyseAll(in: moods)
    #expect(try await fixture.store.audit() == [])
    try await fixture.store.write { db in try db.execute(sql: damage) }
    #expect(try await fixture.store.audit() != [])
  }

  @Test(
    "is not needed for what the schema forbids",
    arguments: [
      "UPDATE track SET directory = x'61'",
      "UPDATE track SET state = 'pending', reason = 'Why.'",
      "UPDATE track SET content_id = NULL, model_version_id = NULL",
      "UPDATE track SET content_id = 999",
      "UPDATE track SET inode = NULL",
      "UPDATE track SET state = 'lost'",
      "UPDATE track SET name = x'31'",
      "UPDATE mood SET retired = 1",
      "UPDATE mood SET slug = 'same'",
      "UPDATE membership SET mood_id = 99",
      "UPDATE membership SET valence = 1.5",
      "UPDATE mood_space SET current = 2",
      "INSERT INTO content (fingerprint) VALUES (x'00')",
      "DELETE FROM analysis",
    ])
  func constraints(damage: String) async throws {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    try await fixture.add(0..<3)
    try await fixture.analyseAll(in: moods)
    let refusal = await code {
      try await fixture.store.write { db in try db.execute(sql: damage) }
    }
    #expect(refusal == .constraint)
    #expect(try await fixture.store.audit() == [])
  }
}
