import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// A day of a daemon's life, driven as fast as it goes.
///
/// Not services with a clock turned by hand: what could grow in the real daemon is in the server,
/// the watcher's queues, SQLite, the allocator and the journal of changes as well, and none of it
/// grows with time alone, but with what is done. So the real daemon is made to do what a day brings,
/// hour by hour: tracks that come and go, plays, reloads, rescans, questions, clients that hang up,
/// and the watchdog's rounds. With ORPHEUS_SOAK=1 it is a day of a household that never sleeps.
@Suite("Service: a day does not make the daemon grow", .serialized)
struct SoakTests {
  /// What one hour brings.
  private static let tracks = Effort.count(4, soak: 60)
  private static let plays = Effort.count(15, soak: 400)
  private static let reloads = Effort.count(1, soak: 10)
  private static let questions = Effort.count(7, soak: 300)

  /// Hours at the beginning that are not counted: caches fill.
  private static let warmUp = 8
  /// The growth that cannot be told from caches that are still filling, which in the short form they
  /// are to the end. KiB an hour; measured was up to 110 in the short form.
  private static let tolerance = Effort.isSoak ? 128.0 : 256

  @Test("of tracks, plays, reloads, rescans and questions", .timeLimit(.minutes(60)))
  func day() async throws {
    let (music, history) = (try TemporaryDirectory(), try TemporaryDirectory())
    let manager = try ServiceManager()
    let daemon = try await RunningDaemon(
      music: DemoLibrary.music + [music.path], history: [history.path],
      settings: "[watch]\nquiet = 0.1\n[analysis]\nworker-idle = 5\n",
      wrapper: manager.wrapper(watchdog: .milliseconds(200)), state: try await DemoLibrary.state())
    try await daemon.sync()
    let fixture = try await ListeningFixture(daemon)
    let listening = Task {
      // A real manager reads everything; so does this.
      await manager.hear { $0 == "STOPPING=1" }
    }

    var sizes: [Double] = []
    var played = 0
    for hour in 0..<24 {
      played += try await live(hour, daemon, fixture, music, history, played: played)
      sizes.append(try anonymousKilobytes(daemon.processIdentifier))
    }
    let settled = Array(sizes[Self.warmUp...])
    let growth = Self.slope(settled)
    #expect(growth < Self.tolerance, "\(sizes.map { Int($0) }) KiB by the hour")

    let status: StatusReply = try await daemon.json("status")
    #expect(status.health == "ok")
    #expect(status.listens == played)
    #expect(await daemon.stop() == 0)
    let pings = await listening.value.count { $0 == "WATCHDOG=1" }
    print(
      "24 hours: from \(Int(settled[0])) to \(Int(settled.last ?? 0)) KiB, \(Int(growth)) KiB an "
        + "hour; \(pings) watchdog pings, \(played) plays, \(24 * Self.tracks) tracks")
  }

  /// One hour; returns how many plays it had.
  private func live(
    _ hour: Int, _ daemon: RunningDaemon, _ fixture: ListeningFixture, _ music: TemporaryDirectory,
    _ history: TemporaryDirectory, played: Int
  ) async throws -> Int {
    let files = FileManager.default
    // Last hour's tracks go, this hour's come.
    try? files.removeItem(atPath: music.appending("\(hour - 1)"))
    let folder = music.appending("\(hour)")
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let sample = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")
    for track in 0..<Self.tracks {
      try files.copyItem(atPath: sample, toPath: folder + "/\(track).ogg")
    }
    // A log that a player appends to.
    let log = history.appending("listens.jsonl")
    if !files.fileExists(atPath: log) { _ = files.createFile(atPath: log, contents: nil) }
    let handle = try #require(FileHandle(forWritingAtPath: log))
    _ = try handle.seekToEnd()
    for play in played..<(played + Self.plays) {
      let start = 1_700_000_000 + play * 600
      handle.write(Data(fixture.line(play % fixture.tracks.count, at: start).utf8))
    }
    try handle.close()

    for _ in 0..<Self.reloads { kill(daemon.processIdentifier, SIGHUP) }
    if hour % 6 == 0 { try await daemon.control("rescan") }
    for question in 0..<Self.questions {
      let words = [
        ["status"], ["moods"], ["now"], ["next"], ["transitions"], ["tracks"], ["sync"],
      ]
      try await daemon.control(words[question % words.count] + ["--json"])
    }
    // A client that hangs up in the middle.
    try await daemon.control("sync", "--timeout", "0.01")
    try await daemon.sync()
    return Self.plays
  }

  /// The memory that is the daemon's own and not a file's: its heap and stacks.
  private func anonymousKilobytes(_ process: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
    return try #require(line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }.first)
  }

  /// The median slope between any two values (Theil 1950, Sen 1968): one odd hour changes nothing.
  private static func slope(_ values: [Double]) -> Double {
    var slopes: [Double] = []
    for first in values.indices {
      for second in values.indices where second > first {
        slopes.append((values[second] - values[first]) / Double(second - first))
      }
    }
    return slopes.sorted()[slopes.count / 2]
  }
}
