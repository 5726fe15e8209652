import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Service: the daemon gives way", .serialized)
struct PolitenessTests {
  /// The parts of `/proc` and `/sys` of a laptop, as far as the daemon looks at them.
  private struct Laptop {
    let root: TemporaryDirectory

    init() throws {
      root = try TemporaryDirectory()
      for folder in ["proc", "sys/class/power_supply/AC", "sys/class/power_supply/BAT0"] {
        try FileManager.default.createDirectory(
          atPath: root.appending(folder), withIntermediateDirectories: true)
      }
      try set("power_supply/BAT0/type", "Battery")
      try set("power_supply/AC/type", "Mains")
    }

    func set(_ attribute: String, _ value: String) throws {
      try Data((value + "\n").utf8).write(
        to: URL(fileURLWithPath: root.appending("sys/class/" + attribute)))
    }

    func unplug() throws {
      try set("power_supply/AC/online", "0")
      try set("power_supply/BAT0/status", "Discharging")
    }

    func plugIn() throws {
      try set("power_supply/BAT0/status", "Charging")
      try set("power_supply/AC/online", "1")
    }

    /// How long the processor has been used by others, and has idled. Seconds.
    func setTimes(others: Int, idle: Int) throws {
      try Data("cpu  \(others * 100) 5 0 \(idle * 100) 0 0 0 0 0 0\ncpu0 0\n".utf8).write(
        to: URL(fileURLWithPath: root.appending("proc/stat")))
    }

    /// Runs a daemon on this machine rather than on the real one.
    var wrapper: [String] {
      ["/bin/sh", "-c", "exec \"$@\" --system-root '\(root.path)'", "sh"]
    }
  }

  /// Waits until `status` says so, with so many tracks pending: two may have been taken before there
  /// were too many. It does not let the daemon go unasked meanwhile.
  private func expect(
    _ daemon: RunningDaemon, paused reason: String?, pending: ClosedRange<Int>,
    _ location: SourceLocation = #_sourceLocation
  ) async throws {
    var status: StatusReply = try await daemon.json("status")
    let isSo = try await eventually(within: .seconds(120)) {
      status = try await daemon.json("status")
      return status.paused == reason && pending.contains(status.pending)
    }
    #expect(
      isSo, "\(status.activity), \(status.paused ?? "-"), \(status.pending) pending",
      sourceLocation: location)
    #expect(status.activity == (reason == nil ? "idle" : "paused"), sourceLocation: location)
    // Waiting is nothing that is wrong.
    #expect(status.degraded == [], sourceLocation: location)
  }

  @Test(
    "to the battery and to other programs, not for an album, and goes on by itself",
    .timeLimit(.minutes(10)))
  func givesWay() async throws {
    let laptop = try Laptop()
    try laptop.unplug()
    try laptop.setTimes(others: 1_000, idle: 1_000)
    let music = try TemporaryDirectory()
    let manager = try ServiceManager()
    let daemon = try await RunningDaemon(
      music: [music.path], wrapper: manager.wrapper() + laptop.wrapper)

    // An album: few enough to be analysed all the same.
    try add(12, to: music, named: "album")
    try await daemon.sync()
    try await expect(daemon, paused: nil, pending: 0...0)

    // A library waits.
    try add(40, to: music, named: "library")
    try await expect(daemon, paused: "on battery", pending: 38...40)
    let heard = await manager.hear("STATUS=Paused")
    #expect(heard.last?.hasSuffix(" tracks wait: on battery") == true)
    let shown = try await daemon.control("status")
    #expect(shown.output.contains("is healthy, paused: on battery"))

    // Back on mains, but others are busy: nine tenths of what time has passed.
    try laptop.setTimes(others: 1_900, idle: 1_100)
    try laptop.plugIn()
    try await expect(daemon, paused: "other programs need the processor", pending: 38...40)

    try laptop.setTimes(others: 1_900, idle: 2_000)
    try await expect(daemon, paused: nil, pending: 0...0)
    #expect(await daemon.stop() == 0)
  }

  @Test("to nobody when the settings say so, at once after a reload", .timeLimit(.minutes(10)))
  func runsOnBattery() async throws {
    let laptop = try Laptop()
    try laptop.unplug()
    let music = try TemporaryDirectory()
    try add(30, to: music, named: "library")
    let daemon = try await RunningDaemon(music: [music.path], wrapper: laptop.wrapper)
    try await expect(daemon, paused: "on battery", pending: 28...30)
    try "[analysis]\non-battery = \"run\"\n".write(
      toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
    kill(daemon.processIdentifier, SIGHUP)
    try await expect(daemon, paused: nil, pending: 0...0)
  }

  /// Copies of one song, put there in one step: they share its analysis.
  private func add(_ count: Int, to music: TemporaryDirectory, named name: String) throws {
    let sample = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")
    let folder = try TemporaryDirectory()
    for number in 0..<count {
      try FileManager.default.copyItem(
        atPath: sample, toPath: folder.appending("\(number).ogg"))
    }
    try FileManager.default.moveItem(atPath: folder.path, toPath: music.appending(name))
  }
}
