import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// Histories of the demo music, read by the real daemon.
@Suite("Listening history becomes sessions, transitions and what comes next")
struct HistoryTests {
  @Test("a log that grows by a line updates the mood of the moment within a second")
  func growth() async throws {
    let history = try TemporaryDirectory()
    let daemon = try await DemoLibrary.daemon(history: [history.path])
    let fixture = try await ListeningFixture(daemon)
    let log = history.appending("listens.jsonl")
    let now = Int(Date().timeIntervalSince1970)
    try fixture.line(0, at: now - 900).write(toFile: log, atomically: false, encoding: .utf8)
    try await daemon.sync()
    let before: NowReply = try await daemon.json("now")
    #expect(before.session?.listens == 1)
    #expect(before.session?.open == true)
    #expect(before.moods.first?.id == fixture.tracks[0].mood)

    let other = try #require(
      fixture.tracks.indices.first { fixture.tracks[$0].mood != fixture.tracks[0].mood })
    let handle = try #require(FileHandle(forWritingAtPath: log))
    _ = try handle.seekToEnd()
    handle.write(Data(fixture.line(other, at: now - 200).utf8))
    // The log stays open, as a player's does.
    let written = ContinuousClock.now
    while true {
      let reply: NowReply = try await daemon.json("now")
      if reply.session?.listens == 2 {
        #expect(reply.moods.first?.id == fixture.tracks[other].mood)
        break
      }
      try #require(ContinuousClock.now - written < .seconds(30), "the line was never seen")
    }
    let elapsed = ContinuousClock.now - written
    print("a line appended to an open log is in `now` after \(elapsed)")
    #expect(elapsed < .seconds(1))
    try handle.close()

    let next: NextReply = try await daemon.json("next")
    #expect(next.basis == "session")
    #expect(abs(next.moods.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
    let played = Set([fixture.tracks[0].title, fixture.tracks[other].title])
    #expect(next.moods.flatMap(\.tracks).allSatisfy { !played.contains($0.title ?? "") })
  }

  @Test("reading a history again changes nothing, also under another name and in another format")
  func again() async throws {
    let history = try TemporaryDirectory()
    let daemon = try await DemoLibrary.daemon(history: [history.path])
    let fixture = try await ListeningFixture(daemon)
    let text = fixture.lines(300, from: 1_700_000_000)
    try text.write(
      toFile: history.appending("one.jsonl"), atomically: true, encoding: .utf8)
    try await daemon.sync()
    let first: HistoryStatsReply = try await daemon.json("history", "stats")
    #expect(first.listens == 300)
    #expect(first.matched == 300)

    let copy = try TemporaryDirectory()
    try text.write(toFile: copy.appending("two"), atomically: true, encoding: .utf8)
    let imported: [Imported] = try await daemon.json(
      "history", "import", copy.appending("two"))
    #expect(imported.map(\.listens) == [300])
    #expect(imported.map(\.added) == [0])

    // The same plays as Last.fm would have kept them, one of them damaged.
    var table = "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n"
    for line in text.split(separator: "\n") {
      let entry = try JSONDecoder().decode(Entry.self, from: Data(line.utf8))
      let names = entry.track_metadata
      table += "\(entry.listened_at + 1),,\(names.artist_name),,,,\(names.track_name),\n"
    }
    table += "when?,,Somebody,,,,Something,\n"
    let lastfm = history.appending("lastfm.csv")
    try table.write(toFile: lastfm, atomically: true, encoding: .utf8)
    try await daemon.sync()
    let second: HistoryStatsReply = try await daemon.json("history", "stats")
    #expect(second.listens == 300)
    let source = try #require(second.sources.first { $0.file == lastfm })
    #expect(source.listens == 300)
    #expect(source.damaged == 1)
    #expect(source.damages.map(\.line) == [302])
  }

  /// What `history import` prints of a file.
  private struct Imported: Decodable {
    var listens: Int
    var added: Int
  }

  private struct Entry: Decodable {
    struct Names: Decodable {
      var artist_name: String
      var track_name: String
    }
    var listened_at: Int
    var track_metadata: Names
  }

  @Test("a pause of twenty minutes goes on with a session, a minute more ends it")
  func sessions() async throws {
    let history = try TemporaryDirectory()
    let daemon = try await DemoLibrary.daemon(history: [history.path])
    let fixture = try await ListeningFixture(daemon)
    let first = fixture.tracks[0]
    let second = fixture.tracks[1]
    // 2024-01-01 12:00:00. The first history stamps starts, the second ends.
    let start = 1_704_110_400
    try fixture.line(0, at: start).write(
      toFile: history.appending("starts.jsonl"), atomically: true, encoding: .utf8)
    let firstEnd = start + first.seconds
    func spotify(_ end: Int) -> String {
      """
      {"ts": "\(Self.iso(end))", "ms_played": \(second.seconds * 1000), \
      "master_metadata_track_name": "\(second.title)", \
      "master_metadata_album_artist_name": "\(second.artist)", "skipped": null}
      """
    }
    // Twenty minutes after the first ended; and twenty minutes and a second after that.
    let secondEnd = firstEnd + 1_200 + second.seconds
    let thirdEnd = secondEnd + 1_201 + second.seconds
    try "[\(spotify(secondEnd)), \(spotify(thirdEnd))]".write(
      toFile: history.appending("ends.json"), atomically: true, encoding: .utf8)
    try await daemon.sync()
    let sessions: [SessionInfo] = try await daemon.json("sessions")
    #expect(sessions.map(\.start) == [thirdEnd - second.seconds, start])
    #expect(sessions.map(\.end) == [thirdEnd, secondEnd])
    #expect(sessions.map(\.listens) == [1, 2])
  }

  private static func iso(_ seconds: Int) -> String {
    ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(seconds)))
  }

  @Test("plays find their track when it comes, lose it when it goes, and find it again")
  func matching() async throws {
    let music = try TemporaryDirectory()
    let history = try TemporaryDirectory()
    let sample = Checkout.music("singularity-music", "singularity/music/Inevitable.ogg")
    try """
    #AUDIOSCROBBLER/1.1
    #TZ/UTC
    #CLIENT/Rockbox
    MaxStack\t\tInevitable\t\t249\tL\t1700000000\t
    Nobody\t\tNothing\t\t100\tL\t1700000300\t
    Nobody\t\tNothing\t\t100\tS\t1700000400\t

    """.write(
      toFile: history.appending(".scrobbler.log"), atomically: true, encoding: .utf8)
    let daemon = try await RunningDaemon(music: [music.path], history: [history.path])
    try await daemon.sync()
    try await expectMatched(0, daemon)

    let track = music.appending("a.ogg")
    try FileManager.default.copyItem(atPath: sample, toPath: track)
    try await daemon.sync()
    try await expectMatched(1, daemon)
    let listens: [ListenInfo] = try await daemon.json("history")
    #expect(listens.map(\.path) == [nil, nil, track])
    #expect(listens.last?.match == "tags")
    #expect(listens.last?.mood != nil)
    #expect(listens.map(\.skipped) == [true, false, false])
    let unmatched: [UnmatchedRecordingInfo] = try await daemon.json("history", "--unmatched")
    #expect(unmatched.map(\.title) == ["Nothing"])
    #expect(unmatched.map(\.listens) == [2])

    try FileManager.default.removeItem(atPath: track)
    try await daemon.sync()
    try await expectMatched(0, daemon)
    try FileManager.default.copyItem(atPath: sample, toPath: music.appending("b.ogg"))
    try await daemon.sync()
    try await expectMatched(1, daemon)
  }

  private func expectMatched(_ count: Int, _ daemon: RunningDaemon) async throws {
    let stats: HistoryStatsReply = try await daemon.json("history", "stats")
    #expect(stats.matched == count)
    #expect(stats.unmatched == 3 - count)
  }

  @Test("killed again and again in the middle of a history, nothing is lost or counted twice")
  func killed() async throws {
    let kills = ProcessInfo.processInfo.environment["ORPHEUS_SOAK"] == "1" ? 50 : 5
    let history = try TemporaryDirectory()
    let clean = try await DemoLibrary.daemon()
    let fixture = try await ListeningFixture(clean)
    // About as much is read between two kills.
    let count = 18_000 * kills
    let text = fixture.lines(count, from: 950_000_000)
    let log = history.appending("listens.jsonl")
    try text.write(toFile: log, atomically: true, encoding: .utf8)
    _ = try await clean.control("history", "import", log)
    let expected = try await Learned(clean)
    #expect(expected.stats.listens == count)
    #expect(expected.transitions.transitions > count / 2)

    let state = try await DemoLibrary.state()
    var random = SplitMix64(seed: UInt64(kills))
    var cut = 0
    for _ in 0..<kills {
      let daemon = try await RunningDaemon(
        music: DemoLibrary.music, history: [history.path], state: state)
      // A while that ends somewhere in what is left of the import.
      let deadline = ContinuousClock.now + .milliseconds(Int(random.next() % 150))
      var status: StatusReply = try await daemon.json("status")
      while ContinuousClock.now < deadline { status = try await daemon.json("status") }
      await daemon.stop(SIGKILL)
      if status.listens < count { cut += 1 }
    }
    print("\(kills) kills, \(cut) of them before the history was read to its end")
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music, history: [history.path], state: state)
    try await daemon.sync()
    let found = try await Learned(daemon)
    #expect(found.stats.listens == expected.stats.listens)
    #expect(found.stats.matched == expected.stats.matched)
    #expect(found.transitions == expected.transitions)
    #expect(found.sessions == expected.sessions)
  }

  /// What a daemon has made of a history.
  private struct Learned {
    let stats: HistoryStatsReply
    let transitions: TransitionsReply
    let sessions: [SessionInfo]

    init(_ daemon: RunningDaemon) async throws {
      stats = try await daemon.json("history", "stats")
      transitions = try await daemon.json("transitions")
      sessions = try await daemon.json("sessions")
    }
  }

  @Test("what is foreseen beats staying and guessing on a listener with habits")
  func evaluation() async throws {
    let history = try TemporaryDirectory()
    let daemon = try await DemoLibrary.daemon(history: [history.path])
    let fixture = try await ListeningFixture(daemon)
    try fixture.lines(3_000, from: 1_700_000_000).write(
      toFile: history.appending("listens.jsonl"), atomically: true, encoding: .utf8)
    try await daemon.sync()
    let reply: EvaluateTransitionsReply = try await daemon.json("evaluate", "--transitions")
    #expect(reply.testSteps > 400)
    #expect(reply.learned.logLoss < reply.unigram.logLoss)
    #expect(reply.learned.logLoss <= reply.stay.logLoss + 0.02)
    let times: [MoodTimesInfo] = try await daemon.json("moods", "--when")
    #expect(times.count == 8)
    #expect(times.reduce(0) { $0 + $1.plays } == 3_000)
  }
}
