import GRDB
import ListeningHistory
import MusicModel
import SystemPackage
import Testing

@testable import LibraryStorage

@Suite("The audit of histories")
struct HistoryAuditTests {
  private static func fixture() async throws -> Fixture {
    let fixture = try await Fixture()
    let moods = try await fixture.makeMoods("calm", "epic")
    for (number, title) in ["A", "B"].enumerated() {
      try await fixture.addTrack(
        title, at: FilePath("/music/\(title)"),
        in: (moods.moods[number], generation: 1), runnerUp: moods.moods[1 - number])
    }
    try await fixture.record(
      (0..<12).map { Sample.listen(["A", "B", "C"][$0 % 3], at: Int64($0) * 15, played: 100) })
    try await fixture.record(
      [Sample.listen("A", at: 0, played: 90)], as: .maloja, in: "/h/2")
    try await fixture.matchAll()
    try await fixture.learn(now: Sample.noon + 1_000_000)
    return fixture
  }

  @Test(
    "finds what is not what would be derived",
    arguments: [
      "UPDATE heard SET listens = listens + 1 WHERE id = 1",
      "UPDATE history_state SET matched = matched - 1",
      "UPDATE history_state SET listens = listens - 1",
      "UPDATE listen SET is_echo = 1 - is_echo WHERE id = 13",
      "UPDATE listen SET ended = ended + 1 WHERE id = 4",
      "UPDATE listen SET weight = 0 WHERE id = 4",
      "UPDATE listen SET played = 99 WHERE id = 4",
      "UPDATE heard SET formats = 0", "UPDATE history_state SET formats = 1",
      "UPDATE heard SET track_seconds = 5 WHERE id = 1",
      "UPDATE heard SET play_group = 77 WHERE id = 3",
      "UPDATE heard_name SET title = 'Z' WHERE id = 3", "DELETE FROM heard_name WHERE id = 3",
      "UPDATE match_key SET exact = 'x'", "UPDATE match_key SET words = x''",
      "DELETE FROM match_key", "DELETE FROM match_word", "INSERT INTO match_word VALUES (1, 1)",
      "UPDATE session SET listens = listens + 1", "DELETE FROM session WHERE began > 0",
      "UPDATE mood_transition SET value = value * 1.0000000000000003 WHERE position = 0",
      "DELETE FROM mood_transition WHERE position = 0",
      "UPDATE mood_play SET plays = plays + 1", "UPDATE history_state SET steps = steps + 1",
      "UPDATE history_state SET boundary = boundary + 1",
      "UPDATE membership SET runner_up_id = mood_id",
      "UPDATE heard SET track_id = 2, match_kind = 'tags', match_score = 1 WHERE id = 3",
    ])
  func findings(damage: String) async throws {
    let fixture = try await Self.fixture()
    #expect(try await fixture.audit() == [])
    try await fixture.store.write { db in
      // As a defect would, behind the triggers' backs.
      let triggers = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger)") }
      try db.execute(sql: damage)
    }
    #expect(try await fixture.audit() != [])
  }

  @Test(
    "is not needed for what the schema forbids",
    arguments: [
      "UPDATE listen SET heard_id = 99", "DELETE FROM heard", "UPDATE listen SET began = stamp + 1",
      "UPDATE listen SET ended = began - 1", "UPDATE listen SET stamp_meaning = 2",
      "UPDATE listen SET weight = 2", "UPDATE heard SET track_id = 99",
      "UPDATE heard SET track_id = NULL", "UPDATE heard SET match_kind = NULL",
      "UPDATE heard SET listens = -1", "UPDATE heard SET seconds = 0",
      "UPDATE heard_name SET digest = x'00'", "UPDATE heard_name SET digest = zeroblob(16)",
      "UPDATE listen SET stamp = 1600179200, format = 2, heard_id = 1",
      "UPDATE history_part SET listens = -1", "UPDATE history_part SET state = 'x'",
      "UPDATE history_part SET inode = NULL", "UPDATE history_part SET tentative_listen_id = 1",
      "UPDATE history_file SET name = x'6C'", "INSERT INTO history_state (id) VALUES (2)",
      "UPDATE history_state SET matched = -1", "UPDATE mood_transition SET from_id = 99",
      "UPDATE membership SET runner_up_id = 99",
      "INSERT INTO match_key VALUES (5, NULL, NULL, NULL, x'00')",
    ])
  func constraints(damage: String) async throws {
    let fixture = try await Self.fixture()
    let refusal = await code {
      try await fixture.store.write { db in try db.execute(sql: damage) }
    }
    #expect(refusal == .constraint)
    #expect(try await fixture.audit() == [])
  }
}
