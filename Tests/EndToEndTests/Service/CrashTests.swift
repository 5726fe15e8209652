import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("Service: a daemon that crashes again and again", .serialized)
struct CrashTests {
  @Test("starts no workers until asked, and says so", .timeLimit(.minutes(10)))
  func crashes() async throws {
    let music = try TemporaryDirectory()
    let state = try TemporaryDirectory()
    for _ in 0..<3 {
      let daemon = try await RunningDaemon(music: [music.path], state: state, isForgiven: false)
      let status: StatusReply = try await daemon.json("status")
      #expect(status.health == "ok")
      await daemon.stop(SIGKILL)
    }
    // Held also over a run that ends in order.
    for _ in 0..<2 {
      let daemon = try await RunningDaemon(music: [music.path], state: state, isForgiven: false)
      let status: StatusReply = try await daemon.json("status")
      #expect(status.degraded.contains { $0.contains("crashed 3 times") })
      #expect(status.degraded.contains { $0.contains("orpheusctl resume") })
      await daemon.stop()
    }

    let daemon = try await RunningDaemon(music: [music.path], state: state, isForgiven: false)
    let sample = Checkout.music(
      "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg")
    try FileManager.default.copyItem(atPath: sample, toPath: music.appending("song.ogg"))
    let isHeld = try await eventually(within: .seconds(120)) {
      let status: StatusReply = try await daemon.json("status")
      return status.pending == 1 && status.activity == "paused"
        && status.paused?.contains("orpheusctl resume") == true && status.workers == 0
    }
    #expect(isHeld)

    try await daemon.control("resume")
    try await daemon.sync()
    let track: TrackInfo = try await daemon.json("track", music.appending("song.ogg"))
    #expect(track.state == "analysed")
    let status: StatusReply = try await daemon.json("status")
    #expect(status.health == "ok")
    #expect(status.paused == nil)
  }
}
