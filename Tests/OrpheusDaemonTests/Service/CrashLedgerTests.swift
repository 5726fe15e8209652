import Foundation
import Logging
import OrpheusTestSupport
import SystemPackage
import Testing

@testable import OrpheusDaemon

@Suite("The crash ledger")
struct CrashLedgerTests {
  /// One run of the daemon: when it began, and whether it ended in order.
  struct Run: Sendable {
    var at: Int64
    var boot = "a"
    var version = "1"
    var ends = false
    /// What the ledger says while it runs.
    var holds = false
  }

  struct Story: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var runs: [Run]
  }

  static let stories = [
    Story(
      testDescription: "three crashes in ten minutes",
      runs: [Run(at: 0), Run(at: 200), Run(at: 400), Run(at: 599, holds: true)]),
    Story(
      testDescription: "three crashes in more than ten minutes",
      runs: [Run(at: 0), Run(at: 100), Run(at: 400), Run(at: 700), Run(at: 1_001)]),
    Story(
      testDescription: "runs that end in order between two crashes and a third",
      runs: [
        Run(at: 0), Run(at: 10, ends: true), Run(at: 20), Run(at: 30, ends: true), Run(at: 40),
        Run(at: 50, holds: true),
      ]),
    Story(
      testDescription: "a hold outlives orderly ends, time and a new start of the machine",
      runs: [
        Run(at: 0), Run(at: 1), Run(at: 2), Run(at: 3, ends: true, holds: true),
        Run(at: 90_000, boot: "b", ends: true, holds: true),
      ]),
    Story(
      testDescription: "power cuts are not crashes of the daemon",
      runs: [Run(at: 0), Run(at: 1, boot: "b"), Run(at: 2, boot: "c"), Run(at: 3, boot: "d")]),
    Story(
      testDescription: "another version begins anew",
      runs: [
        Run(at: 0), Run(at: 1), Run(at: 2), Run(at: 3, holds: true), Run(at: 4, version: "2"),
        Run(at: 5, version: "2"), Run(at: 6, version: "2"), Run(at: 7, version: "2", holds: true),
      ]),
    Story(
      testDescription: "crashes from before the clock was set back do not count",
      runs: [Run(at: 5_000), Run(at: 5_001), Run(at: 5_002), Run(at: 100)]),
  ]

  @Test("stops the workers after", arguments: stories)
  func story(_ story: Story) {
    var ledger = CrashLedger()
    for run in story.runs {
      _ = ledger.begin(CrashLedger.Run(began: run.at, boot: run.boot, version: run.version))
      #expect(ledger.isHolding == run.holds, "at \(run.at)")
      if run.ends { ledger.end() }
    }
  }

  @Test("lets them go when asked, and counts anew")
  func forgive() {
    var ledger = CrashLedger()
    func crash(at time: Int64) {
      _ = ledger.begin(CrashLedger.Run(began: time, boot: "a", version: "1"))
    }
    for time in 0..<4 { crash(at: Int64(time)) }
    #expect(ledger.isHolding)
    ledger.forgive()
    #expect(!ledger.isHolding)
    for time in 4..<6 { crash(at: Int64(time)) }
    #expect(!ledger.isHolding)
    crash(at: 6)
    #expect(ledger.isHolding)
  }

  @Test("is kept in the state folder, and a spoilt one is begun anew")
  func record() throws {
    let folder = try TemporaryDirectory()
    let system = try FakeSystem(["proc/sys/kernel/random/boot_id": "a\n"])
    func begin(at time: Int64) -> CrashRecord {
      CrashRecord(
        folder: FilePath(folder.path), system: system.files, logger: Logger(label: "test"),
        now: time)
    }
    for time in 0..<3 { #expect(!begin(at: Int64(time)).isHolding) }
    let held = begin(at: 3)
    #expect(held.isHolding)
    held.end()
    let heldStill = begin(at: 4)
    #expect(heldStill.isHolding)
    heldStill.forgive()
    heldStill.end()
    #expect(!begin(at: 5).isHolding)

    try Data("{".utf8).write(to: URL(fileURLWithPath: folder.appending("crashes.json")))
    #expect(!begin(at: 6).isHolding)
  }

  @Test("forgets rather than to count a stop that cannot be written as a crash")
  func unwritten() throws {
    let folder = try TemporaryDirectory()
    let system = try FakeSystem(["proc/sys/kernel/random/boot_id": "a\n"])
    let record = CrashRecord(
      folder: FilePath(folder.path), system: system.files, logger: Logger(label: "test"), now: 0)
    #expect(FileManager.default.fileExists(atPath: folder.appending("crashes.json")))
    // What is in the way of the new ledger, as a full disk is.
    try FileManager.default.createDirectory(
      atPath: folder.appending("crashes.new"), withIntermediateDirectories: false)
    record.end()
    #expect(!FileManager.default.fileExists(atPath: folder.appending("crashes.json")))
  }
}
