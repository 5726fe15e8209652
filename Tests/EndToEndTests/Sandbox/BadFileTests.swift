import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("A bad file costs only itself", .serialized)
struct BadFileTests {
  /// What a file does to its worker, and what is recorded of it.
  private static let misdeeds: [(order: String, state: String, reason: String)] = [
    ("segfault", "quarantined", "signal 11"),
    ("abort", "quarantined", "signal 6"),
    ("exit 3", "quarantined", "exited with status 3"),
    ("leave", "quarantined", "exited with status 0"),
    ("stall", "quarantined", "took more than 2 seconds"),
    ("spin", "quarantined", "took more than 2 seconds"),
    ("babble", "quarantined", "ended the worker"),
    ("stuff 3", "quarantined", "broke the protocol"),
    ("call execve :/bin/sh 0 0", "quarantined", "what no decoder does"),
    ("call ptrace 16902 1 0 0", "quarantined", "what no decoder does"),
    ("allocate 8589934592", "failed", "ENOMEM"),
    ("call openat -100 :/root/.ssh/id_ed25519 0", "failed", "EPERM"),
    ("call openat -100 :/tmp/orpheus-was-here 65 384", "failed", "EPERM"),
    ("call socket 1 1 0", "failed", "EPERM"),
    ("connect 22", "failed", "EPERM"),
    ("call fork", "failed", "EPERM"),
    ("call kill 1 9", "failed", "EPERM"),
  ]

  @Test("whatever it does to its worker; the others are analysed, and the daemon lives")
  func everyMisdeed() async throws {
    let company = try BadCompany()
    var paths: [String] = []
    for (index, misdeed) in Self.misdeeds.enumerated() {
      // Between two bad ones there are good ones, as in life.
      for good in 0..<3 {
        try company.add("\(index)-\(good)", order: "sing", mark: 3 * index + good)
      }
      paths.append(try company.add("\(index)-3", order: misdeed.order))
    }
    let daemon = try await company.daemon(settings: "[analysis]\ntime-limit = 2\n")
    let process = daemon.processIdentifier
    try await daemon.sync()
    for (path, misdeed) in zip(paths, Self.misdeeds) {
      let track: TrackInfo = try await daemon.json("track", path)
      #expect(track.state == misdeed.state, "\(misdeed.order): \(track.reason ?? "no reason")")
      #expect(
        track.reason?.contains(misdeed.reason) == true,
        "\(misdeed.order): \(track.reason ?? "no reason")")
    }
    let status = try await daemon.status()
    #expect(status.analyses == 3 * Self.misdeeds.count)
    #expect(status.pending == 0)
    #expect(status.health == "ok", "\(status.degraded)")
    #expect(kill(process, 0) == 0)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/orpheus-was-here"))

    let listed = try await daemon.control("tracks", "--quarantined")
    #expect(listed.output.contains("signal 11"))
    #expect(await daemon.stop() == 0)
  }

  @Test("also when the daemon itself is killed in between")
  func killedDaemon() async throws {
    let songs = Effort.count(80, soak: 999)
    let company = try BadCompany()
    try company.addSongs(songs)
    let bad = try company.add("bad", order: "segfault")
    let state = try TemporaryDirectory()
    // Early enough not to come to the end of the queue, where the files wait that were in hand at a
    // death before: a second one would be held against them.
    for share in [0.05, 0.15, 0.3] {
      let daemon = try await company.daemon(state: state)
      let reached = try await eventually(within: .seconds(120)) {
        try await daemon.status().analyses >= Int(share * Double(songs))
      }
      #expect(reached)
      await daemon.stop(SIGKILL)
    }
    let daemon = try await company.daemon(state: state)
    try await daemon.sync()
    #expect(try await daemon.tracks("analysed").count == songs)
    let quarantined = try await daemon.tracks("quarantined")
    #expect(quarantined.map(\.path) == [bad])
  }

  @Test("a file that is in hand at each death of the daemon is left alone after the second")
  func deadlyForTheDaemon() async throws {
    let company = try BadCompany()
    let bad = try company.add("bad", order: "stall")
    let state = try TemporaryDirectory()
    for attempt in 1...2 {
      let daemon = try await company.daemon(state: state)
      // Counted as in hand before the worker has it.
      let isInHand = try await eventually(within: .seconds(120)) {
        try await daemon.status().activity == "analysing"
      }
      #expect(isInHand, "attempt \(attempt)")
      await daemon.stop(SIGKILL)
    }
    try company.addSongs(5)
    let daemon = try await company.daemon(state: state)
    try await daemon.sync()
    let track: TrackInfo = try await daemon.json("track", bad)
    #expect(track.state == "quarantined")
    #expect(track.reason?.contains("cut short 2 times") == true)
    #expect(try await daemon.tracks("analysed").count == 5)
  }
}
