import Glibc
import Testing
import WorkerProtocol

@Suite("What a worker says of its sandbox")
struct ReportTests {
  @Test("everything is in force, and the kernel agrees", .needsLandlock)
  func complete() throws {
    let worker = try ConfinedWorker()
    #expect(worker.introduction.sandbox.gaps == [])
    #expect(worker.introduction.sandbox.landlockVersion >= 6)
    #expect(worker.introduction.sandbox.complaint == nil)
    #expect(try worker.status("NoNewPrivs") == "1")
    #expect(try worker.status("Seccomp") == "2")
    #expect(sched_getscheduler(worker.processIdentifier) == 5)  // SCHED_IDLE
  }

  /// What a machine withholds, and what is told of it.
  struct Withheld: CustomTestStringConvertible {
    var variable: String
    var calls: String
    var gaps: [SandboxReport.Gap]
    var testDescription: String { "\(variable) \(calls)" }
  }

  private static let noFilter =
    "the kernel, or the container or service Orpheus runs in, does not offer it"

  private static let machines = [
    Withheld(
      variable: "KERNEL_WITHOUT", calls: "landlock_create_ruleset",
      gaps: [.init(.landlock, reason: "this kernel does not have it")]),
    Withheld(
      variable: "FORBIDDEN", calls: "landlock_create_ruleset",
      gaps: [
        .init(.landlock, reason: "the container or service Orpheus runs in forbids it")
      ]),
    Withheld(
      variable: "FORBIDDEN", calls: "landlock_restrict_self",
      gaps: [
        .init(.landlock, reason: "the container or service Orpheus runs in forbids it")
      ]),
    Withheld(
      variable: "KERNEL_WITHOUT", calls: "seccomp",
      gaps: [.init(.systemCalls, reason: noFilter)]),
    Withheld(
      variable: "FORBIDDEN", calls: "sched_setscheduler",
      gaps: [
        .init(.priority, reason: "the container or service Orpheus runs in forbids it")
      ]),
    Withheld(
      variable: "KERNEL_WITHOUT", calls: "landlock_create_ruleset,seccomp",
      gaps: [
        .init(.landlock, reason: "this kernel does not have it"),
        .init(.systemCalls, reason: noFilter),
      ]),
  ]

  @Test("a wall the machine does not offer is named, and the others stand", arguments: machines)
  func gaps(on withheld: Withheld) throws {
    let worker = try ConfinedWorker([withheld.variable: withheld.calls])
    #expect(worker.introduction.sandbox.gaps == withheld.gaps)
    #expect(worker.introduction.sandbox.complaint?.isEmpty == false)
    let stands = Set(SandboxLayer.allCases).subtracting(withheld.gaps.map(\.layer))
    let reading = try worker.perform("call openat -100 :/etc/passwd 0")
    if stands.contains(.systemCalls) {
      #expect(reading == .said("EPERM"))
    } else if stands.contains(.landlock), Machine.landlockVersion >= 1 {
      #expect(reading == .said("EACCES"))
    } else {
      #expect(reading == .said("done"))
    }
    // Without any wall around files there is still a bound on memory.
    #expect(try worker.perform("allocate \(8 << 30)") == .said("ENOMEM"))
  }

  @Test("the sentence names what is missing and why")
  func sentence() {
    let report = SandboxReport(
      landlockVersion: 0,
      gaps: [.init(.landlock, reason: "this kernel does not have it")])
    #expect(
      report.complaint
        == "Music files are read with less protection, without Landlock (this kernel does not have "
        + "it); everything else about the sandbox holds.")
  }
}
