import ControlProtocol
import Foundation
import MusicModel
import OrpheusTestSupport
import Testing
import WorkerProtocol

@Suite("The fast profile", .serialized)
struct ProfileTests {
  @Test("a change of the profile analyses every track anew, and mixes nothing old with the new")
  func change() async throws {
    let daemon = try await DemoLibrary.daemon()
    let full: [TrackInfo] = try await daemon.json("tracks")
    let counted: StatusReply = try await daemon.json("status")
    #expect(full.allSatisfy { $0.model?.hasPrefix("musicnn-msd-1+vibenet-1/") == true })

    let fast = try await tracks(of: daemon, after: "[analysis]\nprofile = \"fast\"\n") {
      $0.hasPrefix("vibenet-1/")
    }
    #expect(fast.count == full.count)
    #expect(fast.allSatisfy { $0.state == "analysed" && $0.mood != nil })
    let track: TrackInfo = try await daemon.json("track", fast[0].path, "--embedding")
    #expect(track.embedding?.count == 1_280)
    #expect(track.tags ?? [:] == [:])
    let status: StatusReply = try await daemon.json("status")
    #expect(status.analyses == 2 * counted.analyses)
    #expect(status.health == "ok", "\(status.degraded)")

    let moods: [MoodInfo] = try await daemon.json("moods")
    #expect(moods.map(\.tracks).reduce(0, +) == fast.count)
    #expect(Set(moods.map(\.slug)).count == moods.count)
    // Death metal and ambient are what the least of profiles has to tell apart; some of the ambient
    // is loud and driven, and which mood that joins depends on the order in which files come.
    let metal = Set(fast.filter { $0.path.hasSuffix("/song.ogg") }.compactMap { $0.mood?.slug })
    let ambient = fast.filter { $0.path.contains("singularity") }.compactMap { $0.mood?.slug }
    #expect(!metal.isEmpty)
    #expect(ambient.count { metal.contains($0) } <= ambient.count / 4, "\(metal), \(ambient)")

    // What musicnn said is still there, and is not asked for again.
    let again = try await tracks(of: daemon, after: "") { $0.hasPrefix("musicnn-msd-1+") }
    let last: StatusReply = try await daemon.json("status")
    #expect(last.analyses == status.analyses)
    #expect(again.allSatisfy { $0.mood != nil })
  }

  @Test("affect and what is measured are those of the full profile, bit by bit")
  func worker() throws {
    let song = Checkout.music("singularity-music", "singularity/music/Nebula.ogg")
    let fast = try DirectWorker(arguments: ["--embedding", "vibenet"])
    #expect(try fast.introduce().sandbox.gaps == [])
    let full = try DirectWorker()
    for coverage in [AnalysisCoverage.windows(count: 8), .full] {
      let (one, other) = (
        try analysis(fast.timed(.analyse(coverage), song).reply),
        try analysis(full.timed(.analyse(coverage), song).reply)
      )
      #expect(one.model == ModelVersion(rawValue: "vibenet-1"))
      #expect(one.affect == other.affect)
      #expect(one.descriptors == other.descriptors)
      #expect(one.loudness == other.loudness && one.loudnessRange == other.loudnessRange)
      #expect(one.spectrum == other.spectrum && one.spectrum != nil)
      #expect(one.embedding.values.count == 1_280)
      #expect(one.tags.isEmpty && !other.tags.isEmpty)
    }
  }

  @Test("descriptors hear affect and embed without any network, bit by bit the same each time")
  func descriptors() throws {
    let song = Checkout.music("singularity-music", "singularity/music/Nebula.ogg")
    let full = try DirectWorker()
    let worker = try DirectWorker(arguments: ["--embedding", "descriptors"])
    #expect(try worker.introduce().sandbox.gaps == [])
    for coverage in [AnalysisCoverage.windows(count: 8), .full] {
      let request = WorkerRequest.analyse(coverage)
      let one = try analysis(worker.timed(request, song).reply)
      #expect(try analysis(worker.timed(request, song).reply) == one)
      let other = try analysis(full.timed(request, song).reply)
      #expect(one.model == ModelVersion(rawValue: "descriptors-1"))
      #expect(one.descriptors == other.descriptors && one.spectrum == other.spectrum)
      #expect(one.embedding.values.count == 45 && one.tags.isEmpty)
      #expect(one.embedding.values.allSatisfy { abs($0) <= 4 })
      #expect(abs(one.affect.energy - other.affect.energy) < 0.3)
    }
  }

  private func analysis(_ reply: WorkerReply) throws -> TrackAnalysis {
    guard case .analysed(let analysis) = reply else {
      throw MissingGround(description: "\(reply)")
    }
    return analysis
  }

  /// The tracks once the daemon has taken up `settings` and every version of a model `fits`.
  private func tracks(
    of daemon: RunningDaemon, after settings: String, _ fits: (String) -> Bool
  ) async throws -> [TrackInfo] {
    try settings.write(
      toFile: daemon.state.appending("orpheus.toml"), atomically: true, encoding: .utf8)
    kill(daemon.processIdentifier, SIGHUP)
    // The reload has no answer of its own; every track leaves the old version behind with it.
    let deadline = ContinuousClock.now + .seconds(300)
    var tracks: [TrackInfo] = []
    repeat {
      try await daemon.sync()
      tracks = try await daemon.json("tracks")
    } while !tracks.allSatisfy { fits($0.model ?? "") } && ContinuousClock.now < deadline
    #expect(tracks.allSatisfy { fits($0.model ?? "") })
    return tracks
  }
}
