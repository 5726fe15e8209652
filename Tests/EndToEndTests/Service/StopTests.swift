import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// How a daemon that is asked to stop in the middle of its work does so. Twice each time: the
/// second SIGTERM has to do no harm.
@Suite("Service: SIGTERM stops the daemon within five seconds", .serialized)
struct StopTests {
  /// Asks twice, and returns how long it took; the exit status has to be that of an orderly end.
  private func stopTwice(_ daemon: RunningDaemon) async -> Duration {
    let start = ContinuousClock.now
    kill(daemon.processIdentifier, SIGTERM)
    #expect(await daemon.stop(SIGTERM) == 0)
    let time = ContinuousClock.now - start
    #expect(time < .seconds(5))
    return time
  }

  @Test(
    "in the middle of indexing, with a client waiting, and no file is blamed",
    .timeLimit(.minutes(10)))
  func indexing() async throws {
    let state = try TemporaryDirectory()
    let daemon = try await RunningDaemon(music: DemoLibrary.music, state: state)
    let isAnalysing = try await eventually(within: .seconds(120)) {
      let status: StatusReply = try await daemon.json("status")
      return status.activity == "analysing" && status.pending > 2
    }
    #expect(isAnalysing)
    async let waiting = daemon.control("sync")
    print("stopped while indexing in \(await stopTwice(daemon))")
    #expect(try await waiting.status != 0)

    let next = try await RunningDaemon(music: DemoLibrary.music, state: state, isForgiven: false)
    try await next.sync()
    let status: StatusReply = try await next.json("status")
    #expect(status.failed == 0 && status.quarantined == 0 && status.pending == 0)
    #expect(status.tracks > 20)
    #expect(!next.logged.contains("did not end in order"))
    #expect(!next.logged.contains("ended the daemon"))
  }

  @Test(
    "at any time while a long history is read, matched and learned from, and no play is lost",
    .timeLimit(.minutes(10)))
  func history() async throws {
    let state = try await DemoLibrary.state()
    let history = try TemporaryDirectory()
    // So many that the last is not in the future: a million of them take 27 years.
    let plays = Effort.count(60_000, soak: 500_000)
    do {
      let daemon = try await RunningDaemon(music: DemoLibrary.music, state: state)
      let fixture = try await ListeningFixture(daemon)
      try fixture.lines(plays, from: 1_200_000_000).write(
        toFile: history.appending("listens.jsonl"), atomically: true, encoding: .utf8)
      await daemon.stop()
    }
    var longest = Duration.zero
    var hasCutShort = 0
    // Later and later, until one lives to see everything.
    for attempt in 1... {
      try Task.checkCancellation()
      let daemon = try await RunningDaemon(
        music: DemoLibrary.music, history: [history.path], state: state)
      let isWhole = try await eventually(within: .milliseconds(40 * attempt)) {
        let status: StatusReply = try await daemon.json("status")
        return status.matched == plays
      }
      longest = max(longest, await stopTwice(daemon))
      if isWhole { break }
      hasCutShort += 1
    }
    #expect(hasCutShort > 0)
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music, history: [history.path], state: state)
    try await daemon.sync()
    let stats: HistoryStatsReply = try await daemon.json("history", "stats")
    #expect(stats.listens == plays && stats.matched == plays)
    print("\(plays) listens: cut short \(hasCutShort) times, the longest stop took \(longest)")
  }

  @Test("at any time while the moods of a large library are formed", .timeLimit(.minutes(10)))
  func moodForming() async throws {
    let tracks = Effort.count(8_000, soak: 60_000)
    let large = try await LargeLibrary.make(tracks: tracks)
    var longest = Duration.zero
    var hasCutShort = 0
    // Later and later, until one lives to see them.
    for attempt in 0... {
      try Task.checkCancellation()
      let state = try large.copy()
      let daemon = try await RunningDaemon(music: [large.root], state: state)
      let isFormed = await eventually(within: .milliseconds(50) * pow(1.7, Double(attempt))) {
        daemon.logged.contains("moods formed")
      }
      longest = max(longest, await stopTwice(daemon))
      if isFormed { break }
      hasCutShort += 1
    }
    #expect(hasCutShort > 0)
    print("\(tracks) tracks: cut short \(hasCutShort) times, the longest stop took \(longest)")
  }
}
