import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// The shipping programs going from one model to another and back, on the demo music.
@Suite("Another model takes over", .serialized)
struct ModelChangeTests {
  /// One row of `models list --json`.
  private struct Row: Decodable {
    var name: String
    var state: String
    var embeds: Bool?
    var moods: Bool?
    var tracks: Int?
  }

  /// The moods by number: their names and the paths of their tracks.
  private struct Grouping: Equatable {
    var names: [Int: String] = [:]
    var tracks: [Int: Set<String>] = [:]
  }

  /// The models to change to: one that set-up fetches, and YAMNet, which it cannot, where it has been
  /// added by hand.
  private static let others: [String] = {
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
    let models = environment["ORPHEUS_MODELS"] ?? data + "/orpheus/models"
    let isThere = FileManager.default.fileExists(atPath: models + "/yamnet.onnx")
    return ["musicnn-mtt"] + (isThere ? ["yamnet"] : [])
  }()

  @Test(
    "Moods stay in force until it has embedded the library, keep names and members, and come back",
    arguments: others)
  func thereAndBack(name: String) async throws {
    let first = try await DemoLibrary.daemon()
    let before = try await grouping(of: first)
    let total = before.tracks.values.reduce(0) { $0 + $1.count }
    #expect(total == 24)
    let said = try await first.control("models", "use", name)
    #expect(said.status == 0, "\(said.errors)")

    // Killed in the middle: some tracks are embedded, not all.
    while try await row(name, of: first).tracks ?? 0 < 3 {}
    let state = first.state
    await first.stop(SIGKILL)
    let second = try await RunningDaemon(music: DemoLibrary.music, state: state)
    let middle = try await row(name, of: second)
    #expect(middle.embeds == true)
    if middle.moods == false {
      let standing = try await grouping(of: second)
      // The new model may have taken over since.
      if try await row(name, of: second).moods == false { #expect(standing == before) }
    }

    try await second.sync()
    let other = try await row(name, of: second)
    #expect(other.embeds == true && other.moods == true && other.tracks == 24)
    let musicnn = try await row("musicnn-msd", of: second)
    #expect(musicnn.embeds == false && musicnn.moods == false && musicnn.tracks == 24)
    let after = try await grouping(of: second)
    let kept = try requireKept(before, after)
    print("moods kept: \(kept) of \(before.names.count)")
    let path = try #require(after.tracks.values.first?.first)
    let track: TrackInfo = try await second.json("track", path, "--embedding")
    #expect(track.model?.hasPrefix("\(name)-1+vibenet-1/") == true)
    #expect(track.embedding?.count == (name == "yamnet" ? 1024 : 200))
    #expect(track.tags?[name == "yamnet" ? "Music" : "harpsichord"] != nil)

    // What the old model said is still there: nothing has to be heard again.
    let status: StatusReply = try await second.json("status")
    #expect(try await second.control("models", "use", "musicnn-msd").status == 0)
    try await second.sync()
    let back: StatusReply = try await second.json("status")
    #expect(back.analyses == status.analyses)
    let returned: TrackInfo = try await second.json("track", path, "--embedding")
    #expect(returned.model?.hasPrefix("musicnn-msd-1+vibenet-1/") == true)
    _ = try requireKept(after, try await grouping(of: second))
    #expect(try await second.control("doctor", "--json").output.contains("\"fail\"") == false)
  }

  @Test("Copies are embedded once, however many lanes there are")
  func copies() async throws {
    let music = try TemporaryDirectory()
    for song in ["Nebula", "Awakening"] {
      let path = Checkout.music("singularity-music", "singularity/music/\(song).ogg")
      for number in 1...6 {
        try FileManager.default.copyItem(
          atPath: path, toPath: music.appending("\(song) \(number).ogg"))
      }
    }
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    #expect(try await daemon.status().analyses == 2)
    #expect(try await daemon.control("models", "use", "musicnn-mtt").status == 0)
    try await daemon.sync()
    let tracks: [TrackInfo] = try await daemon.json("tracks")
    #expect(tracks.count == 12)
    #expect(tracks.allSatisfy { $0.model?.hasPrefix("musicnn-mtt-1+") == true && $0.mood != nil })
    #expect(try await daemon.status().analyses == 4)
  }

  @Test("A model that cannot reach nine tenths says so, and takes over when the disk is back")
  func away() async throws {
    let roots = [try TemporaryDirectory(), try TemporaryDirectory()]
    let folder = Checkout.music("singularity-music", "singularity/music")
    let songs = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".ogg") }.sorted().prefix(6)
    let away = roots[1].appending("music")
    try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: false)
    for (number, song) in songs.enumerated() {
      let place = number < 4 ? roots[0].appending(song) : "\(away)/\(song)"
      try FileManager.default.copyItem(atPath: "\(folder)/\(song)", toPath: place)
    }
    let daemon = try await RunningDaemon(music: [roots[0].path, away])
    try await daemon.sync()
    try FileManager.default.moveItem(atPath: away, toPath: roots[1].appending("elsewhere"))
    #expect(try await daemon.control("models", "use", "musicnn-mtt").status == 0)
    let words = "musicnn-mtt has heard 4 of 6 tracks and takes over at nine tenths"
    let isSaid = try await eventually(within: .seconds(60)) {
      try await daemon.status().degraded.contains { $0.contains(words) }
    }
    #expect(isSaid)
    #expect(try await row("musicnn-msd", of: daemon).moods == true)
    let refit = try await daemon.control("moods", "--refit")
    #expect(refit.status == 1 && refit.errors.contains("another model is taking over"))

    try FileManager.default.moveItem(atPath: roots[1].appending("elsewhere"), toPath: away)
    let isBack = try await eventually(within: .seconds(60)) {
      try await row("musicnn-mtt", of: daemon).moods == true
    }
    #expect(isBack)
    try await daemon.sync()
    let status = try await daemon.status()
    #expect(status.health == "ok" && status.tracks == 6, "\(status.degraded)")
  }

  @Test("A model that is not there, or does not embed, is refused and changes nothing")
  func refusals() async throws {
    let daemon = try await DemoLibrary.daemon()
    for name in ["vibenet", "vggish", "nothing"] {
      let said = try await daemon.control("models", "use", name)
      #expect(said.status == 1, "\(name): \(said.output)")
    }
    let musicnn = try await row("musicnn-msd", of: daemon)
    #expect(musicnn.embeds == true && musicnn.moods == true)
    #expect(try await daemon.control("models", "remove", "musicnn-msd").status == 1)
  }

  /// How many moods live on: each under its name, and with more tracks of its own than of any other.
  private func requireKept(_ before: Grouping, _ after: Grouping) throws -> Int {
    let kept = Set(before.names.keys).intersection(after.names.keys)
    #expect(!kept.isEmpty)
    for mood in kept {
      #expect(after.names[mood] == before.names[mood])
      let members = try #require(after.tracks[mood])
      let shared = before.tracks.mapValues { $0.intersection(members).count }
      #expect(shared[mood] ?? 0 > 0, "mood \(mood) shares no track with what it was")
    }
    return kept.count
  }

  private func grouping(of daemon: RunningDaemon) async throws -> Grouping {
    var grouping = Grouping()
    let moods: [MoodInfo] = try await daemon.json("moods")
    for mood in moods {
      grouping.names[mood.id] = mood.name
      let tracks: [TrackInfo] = try await daemon.json("tracks", "--mood", "\(mood.id)")
      grouping.tracks[mood.id] = Set(tracks.map(\.path))
    }
    return grouping
  }

  private func row(_ name: String, of daemon: RunningDaemon) async throws -> Row {
    let rows: [Row] = try await daemon.json("models", "list")
    return try #require(rows.first { $0.name == name })
  }
}
