import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

@Suite("The evaluation of moods", .serialized)
struct EvaluationTests {
  /// What every reply has; the rest is there where it is defined.
  private static let always: Set = [
    "standing", "verdict", "tracks", "moods", "sampled", "paired", "borderline", "genre", "folder",
    "moodSpace", "space", "method",
  ]
  private static let defined: Set = [
    "silhouette", "daviesBouldin", "calinskiHarabasz", "agreement", "valence", "arousal",
    "embedding", "hubness", "smallest", "largest", "model",
  ]

  @Test("of real music has every figure within its bounds, the same each time")
  func demo() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let result = try await daemon.control("evaluate", "--json")
    #expect(result.status == 0 && result.errors.isEmpty)
    let data = Data(result.output.utf8)
    let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(members.keys) == Self.always.union(Self.defined))

    let reply = try JSONDecoder().decode(EvaluateMoodsReply.self, from: data)
    let sizes = moods.map(\.tracks).filter { $0 > 0 }
    #expect(reply.tracks == sizes.reduce(0, +) && reply.moods == sizes.count)
    #expect(reply.sampled == reply.tracks && reply.paired == reply.tracks)
    #expect(reply.smallest?.tracks == sizes.min() && reply.largest?.tracks == sizes.max())
    #expect(moods.contains { $0.slug == reply.largest?.slug && $0.tracks == sizes.max() })
    #expect((0..<reply.tracks).contains(reply.borderline))
    #expect(reply.moodSpace == "shipped")

    // Two games' music, death metal and ambient: the arousal of a mood says much.
    #expect((0.6...1).contains(try #require(reply.arousal)))
    #expect((0.15...1).contains(try #require(reply.valence)))
    #expect((0.2...1).contains(try #require(reply.embedding)))
    #expect((0...1).contains(try #require(reply.silhouette)))
    #expect((0.1...3).contains(try #require(reply.daviesBouldin)))
    #expect((2...1_000).contains(try #require(reply.calinskiHarabasz)))
    #expect((-2...3).contains(try #require(reply.hubness)))
    let agreement = try #require(reply.agreement)
    #expect((0.2...1).contains(agreement.mean) && agreement.draws == 10)
    #expect((0...0.5).contains(try #require(agreement.deviation)))

    #expect(reply.genre.tracks + reply.genre.missing + reply.genre.junk == reply.tracks)
    // There is one genre in it, of which nothing can be said.
    #expect(reply.genre.labels == 1 && reply.genre.information == nil)
    #expect(reply.folder.tracks == reply.tracks && reply.folder.labels > 2)
    #expect((0...1).contains(try #require(reply.folder.information)))
    #expect((-0.2...1).contains(try #require(reply.folder.adjusted)))
    #expect(reply.space.map(\.name).contains("explained-variance"))

    #expect(reply.standing == "provisional")
    let first = "\(reply.tracks) tracks in \(reply.moods) moods: names are provisional below 500"
    #expect(reply.verdict.first == first)
    let text = try await daemon.control("evaluate")
    #expect(text.status == 0)
    #expect(text.output.hasPrefix("● \(first).\n"))
    #expect(text.output.contains("higher is better") && text.output.contains("lower is better"))
    #expect(!text.output.lowercased().contains("nan"))
    #expect(try await daemon.control("evaluate", "--json").output == result.output)
  }

  @Test("counts genres that say nothing, and levels how the others are written")
  func genres() async throws {
    let music = try TemporaryDirectory()
    let genres = [
      "Ambient", "AMBIENT", "ambient; drone", "Other", "(12)", "Synth-Pop", "synthpop", "",
      // Of another kind, so that there are two moods.
      "Death Metal", "death-metal", "Death metal", "DEATH METAL",
    ]
    for (number, source) in try (oggs().prefix(8) + metal().prefix(4)).enumerated() {
      let file = music.appending("\(number).ogg")
      try FileManager.default.copyItem(atPath: source, toPath: file)
      let tags = ["-w", "-t", "TITLE=\(number)", "-t", "GENRE=\(genres[number])", file]
      #expect(try await run("/usr/bin/vorbiscomment", tags).status == 0)
    }
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let reply: EvaluateMoodsReply = try await daemon.json("evaluate")
    #expect(reply.tracks == 12 && reply.moods == 2)
    #expect(reply.genre.tracks == 9 && reply.genre.labels == 3)
    #expect(reply.genre.junk == 2 && reply.genre.missing == 1)
    #expect((0.5...1).contains(try #require(reply.genre.purity)))
    // One folder is none.
    #expect(reply.folder.labels == 1 && reply.folder.information == nil)
  }

  @Test("of nothing, and of one track, says so", arguments: [0, 1])
  func little(tracks: Int) async throws {
    let music = try TemporaryDirectory()
    for source in try oggs().prefix(tracks) {
      try FileManager.default.copyItem(atPath: source, toPath: music.appending("one.ogg"))
    }
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    let result = try await daemon.control("evaluate", "--json")
    #expect(result.status == 0)
    let data = Data(result.output.utf8)
    let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(members["standing"] as? String == "none")
    #expect(members["tracks"] as? Int == tracks)
    let figures: Set = ["silhouette", "agreement", "valence", "arousal", "embedding", "hubness"]
    #expect(figures.isDisjoint(with: members.keys))
    let text = try await daemon.control("evaluate").output
    #expect(text.split(separator: "\n").count == 1 && text.contains("there is nothing to"))
  }

  @Test("holds up nobody, ends with its client, and gives its memory back", .timeLimit(.minutes(5)))
  func polite() async throws {
    let tracks = Effort.count(3_000, soak: 30_000)
    let large = try await LargeLibrary.make(tracks: tracks)
    let daemon = try await RunningDaemon(music: [large.root], state: try large.copy())
    #expect(await eventually(within: .seconds(200)) { daemon.logged.contains("moods formed") })
    try await daemon.sync()
    let socket = daemon.socket
    let before = try ProcessFigures(of: daemon.processIdentifier).kilobytes

    let clock = ContinuousClock()
    async let evaluation: EvaluateMoodsReply = blocking {
      try RawClient(socket).call(EvaluateMoodsRequest())
    }
    // As many as fit in while it runs, and a few more.
    let slowest = try await blocking {
      let client = try RawClient(socket)
      return try (0..<100).map { _ in try clock.measure { _ = try client.call(StatusRequest()) } }
        .max() ?? .zero
    }
    let reply = try await evaluation
    #expect(reply.tracks == tracks && reply.sampled == min(tracks, 8_000))
    #expect(reply.paired == min(tracks, 3_000))
    // A busy machine is slow to wake anyone; an evaluation that is waited for takes seconds.
    #expect(slowest < .milliseconds(500))

    // A client that goes away takes its question along: the next one's turn comes at once.
    for _ in 0..<8 {
      try await blocking {
        let client = try RawClient(socket)
        client.send(try VarlinkCall.frame(calling: EvaluateMoodsRequest()))
      }
    }
    let whole = try await blocking {
      try clock.measure { _ = try RawClient(socket).call(EvaluateMoodsRequest()) }
    }
    #expect(whole < .seconds(30))
    // The turn of one that went away may have come last, and its end is noticed a moment later.
    var after = Int.max
    let isGivenBack = try await eventually(within: .seconds(30)) {
      after = try ProcessFigures(of: daemon.processIdentifier).kilobytes
      return after < before + 16 * 1_024
    }
    #expect(isGivenBack, "\(before) KiB before, \(after) KiB after")
    print(
      "\(tracks) tracks evaluated in \(whole), the slowest status meanwhile \(slowest); "
        + "\(before / 1_024) MiB before, \(after / 1_024) MiB after")
  }

  /// Short pieces of the demo music that tags can be written to.
  private func oggs() throws -> [String] {
    let folder = Checkout.music("singularity-music", "singularity/music")
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".ogg") }.sorted().map { "\(folder)/\($0)" }
  }

  /// Loud pieces of it.
  private func metal() throws -> [String] {
    let folder = Checkout.music("fretsonfire-songs-muldjord", "fretsonfire/data/songs")
    return try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix("/guitar.ogg") }.sorted().map { "\(folder)/\($0)" }
  }
}
