import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Quarantine, and the ways out of it", .serialized)
struct QuarantineTests {
  @Test("it lasts until the decoders change")
  func decoders() async throws {
    let company = try BadCompany()
    let bad = try company.add("bad", order: "stumble over old")
    let state = try TemporaryDirectory()
    for (decoders, expected) in [
      ("old", "quarantined"), ("old", "quarantined"), ("new", "analysed"),
    ] {
      let daemon = try await company.daemon(
        circumstances: ["DECODERS": decoders], state: state)
      try await daemon.sync()
      let settled = try await eventually(within: .seconds(120)) {
        let track: TrackInfo = try await daemon.json("track", bad)
        return track.state == expected
      }
      #expect(settled, "with the \(decoders) decoders")
      await daemon.stop()
    }
  }

  @Test("retry tries a file, a folder or everything again")
  func retry() async throws {
    let company = try BadCompany()
    let paths = try (0..<3).map { try company.add("bad \($0)", order: "segfault", mark: $0) }
    let daemon = try await company.daemon()
    try await daemon.sync()
    #expect(try await daemon.status().quarantined == 3)

    // What was the matter is not any more.
    let mended = try await daemon.control("retry", paths[0])
    #expect(mended.output == "1 track to be tried again\n")
    try await daemon.sync()
    let all: RetryReply = try await daemon.json("retry")
    #expect(all.tracks == 3)
    try await daemon.sync()
    #expect(try await daemon.status().quarantined == 3)
    #expect(try await daemon.control("retry", "/nowhere").output == "nothing to try again\n")
  }

  @Test("workers that die on one file after the other are given a rest, and status says so")
  func rest() async throws {
    let company = try BadCompany()
    for number in 0..<20 { try company.add("bad \(number)", order: "segfault", mark: number) }
    let daemon = try await company.daemon()
    let isResting = try await eventually(within: .seconds(120)) {
      try await daemon.status().degraded.contains { $0.contains("each ended their worker") }
    }
    #expect(isResting)
    let status = try await daemon.status()
    // No file has had its second try, and most not their first.
    #expect(status.quarantined == 0)
    #expect(status.pending == 20)
    let deaths = daemon.logged.split(separator: "\n").count { $0.contains("; requeued") }
    #expect((5...6).contains(deaths), "\(daemon.logged)")

    // New music waits as well, until someone says that things are mended.
    try company.addSongs(3)
    let isSeen = try await eventually(within: .seconds(120)) {
      try await daemon.status().tracks == 23
    }
    #expect(isSeen)
    #expect(try await daemon.status().analyses == 0)
    #expect(try await daemon.control("retry").status == 0)
    let hasRead = try await eventually(within: .seconds(120)) {
      try await daemon.status().analyses == 3
    }
    #expect(hasRead)
  }

  @Test(
    "what the machine does not offer is told, and the files are read all the same",
    arguments: [
      ("landlock_create_ruleset", "Landlock"), ("seccomp", "a system call filter"),
    ])
  func degraded(call: String, missing: String) async throws {
    let company = try BadCompany()
    try company.addSongs(3)
    let daemon = try await company.daemon(circumstances: ["KERNEL_WITHOUT": call])
    try await daemon.sync()
    let status = try await daemon.status()
    #expect(status.analyses == 3)
    #expect(status.health == "degraded")
    #expect(status.degraded.contains { $0.contains("without \(missing) (th") })
  }
}
