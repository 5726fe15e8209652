import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Hostile audio", .serialized)
struct HostileAudioTests {
  /// One window a track: what is tested is decoding.
  private let settings = """
    [library]
    minimum-length = 0
    [analysis]
    windows = 1

    """

  @Test("mutated files of every format: each has an outcome, and the daemon is not restarted")
  func mutated() async throws {
    let count = Effort.count(210, soak: 10_000)
    let originals = try TemporaryDirectory()
    let music = try TemporaryDirectory()
    var random = SplitMix(state: 20)
    var made = 0
    while made < count {
      for format in SoundFormat.allCases {
        let path = originals.appending("\(format.rawValue).\(format.fileExtension)")
        if !FileManager.default.fileExists(atPath: path) {
          _ = try format.write(seconds: 4, to: originals)
        }
        var data = try Data(contentsOf: URL(filePath: path))
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          let mutation = Mutation.allCases.randomElement(using: &random) ?? .cut
          data = mutation.apply(to: data, &random)
        }
        try data.write(
          to: URL(filePath: music.appending("\(made)-\(format.rawValue).\(format.fileExtension)")))
        made += 1
      }
    }
    let daemon = try await RunningDaemon(music: [music.path], settings: settings)
    let process = daemon.processIdentifier
    let memory = WorkerMemory(of: daemon)
    let start = ContinuousClock.now
    try await daemon.sync(within: 3_600)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let status = try await daemon.status()
    #expect(status.tracks == made)
    #expect(status.pending == 0)
    for state in ["failed", "quarantined"] {
      for track in try await daemon.tracks(state) {
        #expect(track.reason?.isEmpty == false, "\(track.path) has no reason")
      }
    }
    // Whoever answers is who was started.
    #expect(kill(process, 0) == 0)
    let peak = await memory.stop()
    print(
      "\(made) mutated files in \(seconds) s: \(status.analyses) analyses, \(status.failed) failed, "
        + "\(status.quarantined) quarantined, worker peak \(peak / 1024) MiB")
    for track in try await daemon.tracks("quarantined") {
      print("quarantined: \(track.path) \(track.reason ?? "")")
    }
    #expect(peak > 0 && peak <= 400 * 1024)
    #expect(status.health == "ok", "\(status.degraded)")
    #expect(await daemon.stop() == 0)
  }

  @Test("extremes have a defined outcome, and take no more memory than others")
  func extremes() async throws {
    let music = try TemporaryDirectory()
    let extremes = try Extreme.all(in: music)
    let daemon = try await RunningDaemon(music: [music.path], settings: settings)
    let memory = WorkerMemory(of: daemon)
    try await daemon.sync()
    for extreme in extremes {
      let track: TrackInfo = try await daemon.json("track", extreme.path)
      #expect(track.state == extreme.state, "\(extreme.what): \(track.reason ?? track.state)")
      if extreme.state != "analysed" {
        #expect(track.reason?.isEmpty == false, "\(extreme.what) has no reason")
      }
      print("\(extreme.what): \(track.state) \(track.reason ?? "")")
    }
    let peak = await memory.stop()
    print("worker peak \(peak / 1024) MiB")
    #expect(peak > 0 && peak <= 300 * 1024)
    #expect(try await daemon.status().health == "ok")
  }
}
