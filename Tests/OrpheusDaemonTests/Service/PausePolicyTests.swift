import LibraryStorage
import Logging
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("Analysis gives way")
struct PausePolicyTests {
  /// What is read at a time, and what the policy says then.
  struct Look: Sendable {
    /// Seconds.
    var at: Int
    /// What others used of the processor since the look before; nil where nothing can be read.
    var share: Double?
    var source = PowerSource.mains
    var reason: PauseReason?
  }

  /// A course of looks, under these rules.
  struct Course: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rules = PausePolicy.Rules(runsOnBattery: false, loadLimit: 0.8)
    var looks: [Look]
  }

  static let courses = [
    Course(
      testDescription: "to a battery, from the first look on, and goes on by itself",
      looks: [
        Look(at: 0, share: 0, source: .battery, reason: .onBattery),
        Look(at: 15, share: 0, source: .battery, reason: .onBattery),
        Look(at: 30, share: 0),
      ]),
    Course(
      testDescription: "to no battery when told to run",
      rules: PausePolicy.Rules(runsOnBattery: true, loadLimit: 0.8),
      looks: [Look(at: 0, share: 0, source: .battery)]),
    Course(
      testDescription: "to load above the limit, until it is an eighth below",
      looks: [
        Look(at: 0, share: 0), Look(at: 15, share: 0.81, reason: .load),
        Look(at: 30, share: 0.75, reason: .load), Look(at: 45, share: 0.69),
        Look(at: 60, share: 0.75), Look(at: 75, share: 0.9, reason: .load),
      ]),
    Course(
      testDescription: "to no load at the limit, and to none at all with a limit of one",
      rules: PausePolicy.Rules(runsOnBattery: false, loadLimit: 1),
      looks: [Look(at: 0, share: 0), Look(at: 15, share: 1)]),
    Course(
      testDescription: "to no burst of a few seconds",
      looks: [Look(at: 0, share: 0), Look(at: 2, share: 1), Look(at: 10, share: 0.05)]),
    Course(
      testDescription: "to nothing that was measured over a time when nobody looked",
      looks: [
        Look(at: 0, share: 0), Look(at: 7_200, share: 1), Look(at: 7_215, share: 1, reason: .load),
      ]),
    Course(
      testDescription: "to no load where the system does not tell any",
      looks: [
        Look(at: 0, share: 0), Look(at: 15, share: 1, reason: .load), Look(at: 30, share: nil),
        Look(at: 45, share: 1), Look(at: 60, share: 1, reason: .load),
      ]),
    Course(
      testDescription: "to the battery first",
      looks: [
        Look(at: 0, share: 0), Look(at: 15, share: 1, source: .battery, reason: .onBattery),
        Look(at: 30, share: 1, reason: .load),
      ]),
  ]

  @Test("as the machine asks for it", arguments: courses)
  func course(_ course: Course) throws {
    var policy = PausePolicy(rules: course.rules)
    var others: UInt64 = 0
    var former = 0
    for look in course.looks {
      // A hundred ticks a second, as the kernel counts.
      others += UInt64(Double((look.at - former) * 100) * (look.share ?? 0))
      former = look.at
      let idle = UInt64(look.at * 100) - min(others, UInt64(look.at * 100))
      let times = look.share.map { _ in ProcessorTimes(line: "cpu \(others) 0 0 \(idle) 0 0 0 0") }
      policy.observe(look.source, times ?? nil, at: .seconds(look.at))
      #expect(policy.reason == look.reason, "after \(look.at) s")
    }
  }

  @Test("with changed rules at once")
  func changedRules() {
    var policy = PausePolicy(rules: .init(runsOnBattery: false, loadLimit: 0.8))
    policy.observe(.battery, nil, at: .zero)
    #expect(policy.reason == .onBattery)
    policy.rules.runsOnBattery = true
    #expect(policy.reason == nil)
  }

  @Test("but not for a handful of tracks")
  func handful() async throws {
    let system = try FakeSystem()
    try system.addSupply("BAT0", ["type": "Battery", "status": "Discharging"])
    let folder = try TemporaryDirectory()
    let pauses = PauseWatch(
      rules: .init(runsOnBattery: false, loadLimit: 1), system: system.files,
      crashes: CrashRecord(
        folder: FilePath(folder.path), system: system.files, logger: Logger(label: "test"), now: 0))
    func reason(_ waiting: Int) async throws -> PauseReason? {
      try await pauses.reason { () async throws(StoreError) in waiting }
    }
    #expect(try await reason(PausePolicy.handful) == nil)
    #expect(try await reason(PausePolicy.handful + 1) == .onBattery)
  }
}
