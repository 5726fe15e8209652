import Foundation
import MusicModel
import OrpheusTestSupport
import Testing
import WorkerProtocol

@Suite("The sandbox changes nothing but what can be reached", .serialized)
struct SameResultTests {
  @Test("the real worker is confined on every wall, and analyses bit by bit as without")
  func identical() throws {
    let confined = try DirectWorker()
    let unconfined = try DirectWorker(arguments: ["--unconfined"])
    #expect(try confined.introduce().sandbox.gaps == [])
    #expect(try unconfined.introduce().sandbox.gaps.count == SandboxLayer.allCases.count - 1)
    let music = try TemporaryDirectory()
    let files =
      [
        Checkout.music(
          "fretsonfire-songs-muldjord", "fretsonfire/data/songs/muldjord/armygeddon/song.ogg"),
        Checkout.music("singularity-music", "singularity/music/Nebula.ogg"),
        Checkout.music("singularity-music", "singularity/music/Awakening.ogg"),
      ] + (try SoundFormat.allCases.map { try $0.write(seconds: 12, to: music) })
    var seconds = (confined: 0.0, unconfined: 0.0)
    for file in files {
      for request in [WorkerRequest.identify, .analyse(.windows(count: 12))] {
        let inside = try confined.timed(request, file)
        let outside = try unconfined.timed(request, file)
        #expect(inside.reply == outside.reply, "\(file)")
        if case .unreadable(let reason) = inside.reply { Issue.record("\(file): \(reason)") }
        seconds.confined += inside.seconds
        seconds.unconfined += outside.seconds
      }
    }
    let whole = WorkerRequest.analyse(.full)
    #expect(try confined.timed(whole, files[0]).reply == unconfined.timed(whole, files[0]).reply)
    print(
      "\(files.count) files: \(seconds.confined) s in the sandbox, \(seconds.unconfined) s without")
  }

  @Test("entering it costs a worker's start next to nothing")
  func start() throws {
    var (confined, unconfined) = (Double.infinity, Double.infinity)
    // The quickest of each counts: on a busy machine it may be long in coming.
    for attempt in 0..<30 where attempt < 5 || confined >= unconfined + 0.5 {
      confined = min(confined, try timeToStart([]))
      unconfined = min(unconfined, try timeToStart(["--unconfined"]))
    }
    print("ready after \(1_000 * confined) ms in the sandbox, \(1_000 * unconfined) ms without")
    #expect(confined < unconfined + 0.5)
  }

  private func timeToStart(_ arguments: [String]) throws -> Double {
    let clock = ContinuousClock()
    return try clock.measure { _ = try DirectWorker(arguments: arguments).introduce() }
      / .seconds(1)
  }
}
