import Foundation
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("What upkeep is due")
struct UpkeepPlanTests {
  private static let start: Int64 = 1_700_000_000

  @Test(
    "comes from what was done last, not from how long the daemon has run",
    arguments: [
      // since, backup, check, doubtful, hours later → due
      (nil, nil, false, 1, nil),
      (nil, nil, false, 24, .backUp),
      (-23, -23, false, 0, nil),
      (-24, -24, false, 0, .backUp),
      (-2, -2, true, 0, .check),
      (-2, -7 * 24, false, 0, .check),
      (-30, -8 * 24, true, 0, .check),
      // A clock that was put back.
      (24 * 400, 24 * 400, false, 0, .backUp),
    ] as [(Int64?, Int64?, Bool, Int64, UpkeepPlan.Duty?)])
  func due(
    backup: Int64?, check: Int64?, isDoubtful: Bool, later: Int64, expected: UpkeepPlan.Duty?
  ) {
    var record = UpkeepRecord(since: Self.start)
    record.backup = backup.map { Self.start + $0 * 3_600 }
    record.check = check.map { Self.start + $0 * 3_600 }
    let plan = UpkeepPlan(record: record, isDoubtful: isDoubtful)
    #expect(plan.due(at: Self.start + later * 3_600) == expected)
  }

  @Test("after an unclean end is not forgotten by the next start")
  func doubt() throws {
    var plan = UpkeepPlan(record: UpkeepRecord(since: Self.start), isDoubtful: true)
    let next = UpkeepPlan(record: plan.record, isDoubtful: false)
    #expect(next.due(at: Self.start) == .check)
    plan.finish(.check, at: Self.start)
    #expect(UpkeepPlan(record: plan.record, isDoubtful: false).due(at: Self.start) == nil)
  }

  @Test("is kept for the owner alone, and a failure is told in plain words")
  func file() throws {
    let directory = try TemporaryDirectory()
    let folder = FilePath(directory.path)
    try UpkeepRecord(since: 5).save(in: folder)
    let file = folder.appending("upkeep.json")
    let mode = try FileManager.default.attributesOfItem(atPath: file.string)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(UpkeepRecord.load(from: folder, now: 9).since == 5)
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try UpkeepRecord(since: 5).save(in: folder.appending("gone"))
    }
  }

  @Test("is over when it is done, and rests for an hour when it fails")
  func outcomes() {
    let now = Self.start + UpkeepPlan.day
    var plan = UpkeepPlan(record: UpkeepRecord(since: Self.start), isDoubtful: false)
    plan.fail(.backUp, at: now)
    #expect(plan.due(at: now) == nil)
    #expect(plan.due(at: now + UpkeepPlan.pause) == .backUp)
    plan.finish(.backUp, at: now + UpkeepPlan.pause)
    #expect(plan.due(at: now + UpkeepPlan.pause) == nil)
    #expect(plan.record.check == plan.record.backup)
    // Without room for backups the weekly look is still due.
    plan.fail(.backUp, at: now + 8 * UpkeepPlan.day)
    #expect(plan.due(at: now + 8 * UpkeepPlan.day) == .check)
  }
}
