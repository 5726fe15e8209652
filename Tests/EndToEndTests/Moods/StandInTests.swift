import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// The shipping programs where no model is installed, and where models are installed later.
@Suite("Descriptors stand in for models", .serialized)
struct StandInTests {
  /// One row of `models list --json`.
  private struct Row: Decodable {
    var name: String
    var embeds: Bool?
    var moods: Bool?
  }

  private let models: TemporaryDirectory
  private let music: TemporaryDirectory

  init() throws {
    models = try TemporaryDirectory()
    music = try TemporaryDirectory()
    for source in try Self.ambient().prefix(6) + Self.metal() {
      let name = source.replacingOccurrences(of: "/", with: "-")
      try FileManager.default.copyItem(atPath: source, toPath: music.appending(name))
    }
  }

  @Test("the library has moods at once, and they live on when the models arrive")
  func arrival() async throws {
    let first = try await daemon()
    try await first.sync()
    let status = try await first.status()
    #expect(status.pending == 0 && status.tracks == 10 && status.moods >= 2)
    #expect(status.health == "degraded")
    #expect(status.degraded.contains { $0.contains("placed by what is measured") })
    let moods: [MoodInfo] = try await first.json("moods")
    let tracks: [TrackInfo] = try await first.json("tracks")
    #expect(tracks.allSatisfy { $0.model == "descriptors-1/8x3s" && $0.mood != nil })
    // Loud and soft are what descriptors tell apart.
    let metal = tracks.filter { $0.path.hasSuffix("guitar.ogg") }
    let ambient = tracks.filter { $0.path.contains("singularity") }
    func arousal(_ tracks: [TrackInfo]) -> Double {
      tracks.compactMap(\.arousal).reduce(0, +) / Double(tracks.count)
    }
    #expect(metal.count == 4 && ambient.count == 6)
    #expect(arousal(metal) > arousal(ambient) + 0.3)

    // A restart finds what it left.
    let state = first.state
    await first.stop(SIGKILL)
    let second = try await daemon(state)
    try await second.sync()
    #expect(try await second.status().analyses == status.analyses)

    // The models arrive while the daemon runs, and take over within seconds of it.
    try FileManager.default.copyItem(atPath: Self.installed, toPath: models.appending("models"))
    let isTakenUp = try await eventually(within: .seconds(60)) {
      try await row("musicnn-msd", of: second).moods == true
    }
    #expect(isTakenUp)
    try await second.sync()
    let after = try await second.status()
    #expect(after.health == "ok" && after.tracks == 10, "\(after.degraded)")
    #expect(after.analyses == status.analyses + 10)
    let heard: [TrackInfo] = try await second.json("tracks")
    #expect(heard.allSatisfy { $0.model?.hasPrefix("musicnn-msd-1+vibenet-1/") == true })
    let formed: [MoodInfo] = try await second.json("moods")
    #expect(!Set(formed.map(\.id)).isDisjoint(with: moods.map(\.id)))

    // And not the other way round: moods of networks are not given up when models are lost.
    try FileManager.default.removeItem(atPath: models.appending("models"))
    await second.stop()
    let third = try await daemon(state)
    try FileManager.default.copyItem(
      atPath: try #require(try Self.ambient().last),
      toPath: music.appending("new.ogg"))
    let isWaiting = try await eventually(within: .seconds(60)) {
      try await third.status().pending == 1
    }
    #expect(isWaiting)
    let lost = try await third.status()
    #expect(lost.health == "degraded" && lost.moods == formed.count)
    #expect(!lost.degraded.contains { $0.contains("placed by what is measured") })
    #expect(try await row("descriptors", of: third).embeds == false)
  }

  @Test("they can be chosen, too")
  func choice() async throws {
    let daemon = try await RunningDaemon(music: [music.path])
    try await daemon.sync()
    #expect(try await daemon.control("models", "use", "descriptors").status == 0)
    try await daemon.sync()
    let row = try await row("descriptors", of: daemon)
    #expect(row.embeds == true && row.moods == true)
    let status = try await daemon.status()
    #expect(status.health == "ok", "\(status.degraded)")
    #expect(
      try await daemon.control("doctor").output.contains("none are needed: descriptors embed"))
    #expect(try await daemon.control("models", "use", "musicnn-msd").status == 0)
    try await daemon.sync()
    #expect(try await daemon.status().analyses == status.analyses)
    #expect(try await self.row("musicnn-msd", of: daemon).moods == true)
  }

  @Test("where a model is there and cannot be run, too, until it is mended")
  func damaged() async throws {
    try FileManager.default.copyItem(atPath: Self.installed, toPath: models.appending("models"))
    let file = models.appending("models/vibenet.onnx")
    let whole = try #require(FileManager.default.contents(atPath: file))
    try Data(repeating: 0x2A, count: whole.count).write(to: URL(filePath: file), options: .atomic)
    let daemon = try await daemon()
    try await daemon.sync()
    let status = try await daemon.status()
    #expect(status.pending == 0 && status.tracks == 10 && status.moods >= 2)
    let said = status.degraded.joined()
    #expect(status.degraded.count == 1 && said.contains("placed by what is measured"), "\(said)")
    #expect(said.contains("vibenet.onnx") && said.contains("orpheusctl models install"), "\(said)")
    #expect(daemon.logged.components(separatedBy: "vibenet.onnx").count < 5)

    try whole.write(to: URL(filePath: file), options: .atomic)
    let isTakenUp = try await eventually(within: .seconds(60)) {
      try await row("musicnn-msd", of: daemon).moods == true
    }
    #expect(isTakenUp)
    #expect(try await daemon.status().health == "ok")
  }

  @Test("the models take over although a disk is away, and no new track waits for it")
  func away() async throws {
    let other = try TemporaryDirectory()
    let (mounted, gone) = (other.appending("disk"), other.appending("gone"))
    try FileManager.default.createDirectory(atPath: mounted, withIntermediateDirectories: false)
    for name in try FileManager.default.contentsOfDirectory(atPath: music.path).sorted().prefix(5) {
      try FileManager.default.moveItem(
        atPath: music.appending(name), toPath: mounted + "/" + name)
    }
    let daemon = try await daemon(more: [mounted])
    try await daemon.sync()
    #expect(try await daemon.status().tracks == 10)
    try FileManager.default.moveItem(atPath: mounted, toPath: gone)
    let isAway = try await eventually(within: .seconds(60)) {
      try await daemon.status().roots.contains { $0.state == "offline" }
    }
    #expect(isAway)
    try FileManager.default.copyItem(atPath: Self.installed, toPath: models.appending("models"))
    let isTakenUp = try await eventually(within: .seconds(60)) {
      try await row("musicnn-msd", of: daemon).moods == true
    }
    #expect(isTakenUp)
    let new = music.appending("new.ogg")
    try FileManager.default.copyItem(atPath: try #require(try Self.ambient().last), toPath: new)
    try await daemon.sync()
    let track: TrackInfo = try await daemon.json("track", new)
    #expect(track.mood != nil)

    try FileManager.default.moveItem(atPath: gone, toPath: mounted)
    let isBack = try await eventually(within: .seconds(60)) {
      let tracks: [TrackInfo] = try await daemon.json("tracks")
      return tracks.count { $0.mood != nil } == 11
    }
    #expect(isBack)
  }

  @Test("a manifest that makes no sense keeps the daemon neither from starting nor from answering")
  func nonsense() async throws {
    let manifests = models.appending("manifests")
    try FileManager.default.copyItem(atPath: Checkout.root + "/Config/models", toPath: manifests)
    try Data("name = \"vibenet\"\n".utf8).write(to: URL(filePath: manifests + "/vibenet.toml"))
    let daemon = try await daemon(variables: ["ORPHEUS_MANIFESTS=" + manifests])
    try await daemon.sync()
    let status = try await daemon.status()
    #expect(status.tracks == 10 && status.moods >= 2)
    #expect(status.degraded.contains { $0.contains("vibenet.toml") }, "\(status.degraded)")
    #expect(try await row("descriptors", of: daemon).embeds == true)
  }

  /// A daemon that looks for models where there are none until somebody puts them there.
  private func daemon(
    _ state: TemporaryDirectory? = nil, more roots: [String] = [], variables: [String] = []
  ) async throws -> RunningDaemon {
    try await RunningDaemon(
      music: [music.path] + roots,
      wrapper: ["/usr/bin/env", "ORPHEUS_MODELS=" + models.appending("models")] + variables,
      state: state)
  }

  private func row(_ name: String, of daemon: RunningDaemon) async throws -> Row {
    let rows: [Row] = try await daemon.json("models", "list")
    return try #require(rows.first { $0.name == name })
  }

  /// Where set-up has put the models.
  private static let installed: String = {
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
    return environment["ORPHEUS_MODELS"] ?? data + "/orpheus/models"
  }()

  private static func ambient() throws -> [String] {
    let folder = Checkout.music("singularity-music", "singularity/music")
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".ogg") }.sorted().map { "\(folder)/\($0)" }
  }

  private static func metal() throws -> [String] {
    let folder = Checkout.music("fretsonfire-songs-muldjord", "fretsonfire/data/songs")
    return try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix("/guitar.ogg") }.sorted().prefix(4).map { "\(folder)/\($0)" }
  }
}
