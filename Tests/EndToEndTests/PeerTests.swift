import ControlProtocol
import Foundation
import OrpheusTestSupport
import Testing

/// Other people's programs read what Orpheus writes.
@Suite("Other programs understand Orpheus", .serialized)
struct PeerTests {
  @Test("MPD loads an exported playlist, every track of it")
  func musicPlayerDaemon() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let mood = try #require(moods.max { $0.tracks < $1.tracks })

    let home = try TemporaryDirectory()
    let music = home.appending("music")
    try FileManager.default.createDirectory(atPath: music, withIntermediateDirectories: false)
    for package in try FileManager.default.contentsOfDirectory(atPath: Checkout.music)
    where !package.hasPrefix(".") {
      try FileManager.default.createSymbolicLink(
        atPath: "\(music)/\(package)", withDestinationPath: "\(Checkout.music)/\(package)")
    }
    let exported = try await daemon.control(
      "export", mood.slug, "-o", music + "/mood.m3u8", "--prefix", "\(Checkout.music)/=")
    #expect(exported.status == 0, "\(exported.errors)")

    let socket = home.appending("mpd.sock")
    let configuration = home.appending("mpd.conf")
    try """
    music_directory "\(music)"
    db_file "\(home.appending("mpd.db"))"
    pid_file "\(home.appending("mpd.pid"))"
    bind_to_address "\(socket)"
    audio_output {
      type "null"
      name "silence"
    }
    """.write(toFile: configuration, atomically: true, encoding: .utf8)
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/mpd")
    server.arguments = ["--no-daemon", configuration]
    server.standardError = FileHandle.nullDevice
    try server.run()
    defer { server.terminate() }
    try await waitForAnswer(socket)

    _ = try await mpc(socket, "update", "--wait")
    let loaded = try await mpc(socket, "load", "mood.m3u8")
    let queue = try await mpc(socket, "playlist", "-f", "%file%")

    #expect(loaded.status == 0, "\(loaded.errors)")
    let files = queue.output.split(separator: "\n")
    #expect(files.count == mood.tracks)
    let expected: [TrackInfo] = try await daemon.json("tracks", "--mood", mood.slug)
    #expect(
      Set(files.map { "\(Checkout.music)/\($0)" }) == Set(expected.map(\.path)))
  }

  private func waitForAnswer(_ socket: String) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await mpc(socket, "status").status != 0 {
      try #require(ContinuousClock.now < deadline, "mpd does not answer")
    }
  }

  private func mpc(_ socket: String, _ words: String...) async throws -> CommandResult {
    try await run("/usr/bin/mpc", ["--host", socket] + words)
  }

  @Test("an exported playlist is relative, absolute or re-rooted, as asked")
  func playlistPaths() async throws {
    let daemon = try await DemoLibrary.daemon()
    let moods: [MoodInfo] = try await daemon.json("moods")
    let mood = try #require(moods.first)
    let folder = try TemporaryDirectory()

    for (flags, matches) in [
      (["--absolute"], { (line: String) in FileManager.default.fileExists(atPath: line) }),
      (
        ["--relative"],
        { (line: String) in FileManager.default.fileExists(atPath: folder.path + "/" + line) }
      ),
      (["--prefix", "\(Checkout.music)=/mnt/player"], { $0.hasPrefix("/mnt/player/") }),
    ] {
      let file = folder.appending("list.m3u8")
      let result = try await daemon.control(["export", mood.slug, "-o", file] + flags)
      #expect(result.status == 0, "\(result.errors)")
      let lines = try String(contentsOfFile: file, encoding: .utf8)
        .split(separator: "\n").map(String.init)
      #expect(lines.first == "#EXTM3U")
      let paths = lines.filter { !$0.hasPrefix("#") }
      #expect(paths.count == mood.tracks)
      #expect(paths.allSatisfy(matches), "\(flags): \(paths)")
    }
  }

  @Test("the Python varlink client gets GetInfo, the interface description and Status")
  func pythonVarlink() async throws {
    let daemon = try await DemoLibrary.daemon()
    let python = try await pythonWithVarlink()
    let script = """
      import json, sys, varlink
      client = varlink.Client(address="unix:" + sys.argv[1])
      service = client.open("org.varlink.service")
      information = service.GetInfo()
      text = service.GetInterfaceDescription("org.orpheus.Control")["description"]
      interface = varlink.Interface(text)
      control = client.open("org.orpheus.Control")
      status = control.Status()
      json.dump({"information": information, "name": interface.name,
                 "methods": [member for member in ("Status", "Moods", "Track")
                             if interface.get_method(member)],
                 "tracks": status["tracks"], "health": status["health"]}, sys.stdout)
      """
    let result = try await run(python, ["-c", script, daemon.state.appending("control.sock")])
    #expect(result.status == 0, "\(result.errors)")

    struct Answer: Decodable {
      struct Information: Decodable { var product: String, interfaces: [String] }
      var information: Information
      var name: String
      var methods: [String]
      var tracks: Int
      var health: String
    }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    #expect(answer.information.product == "Orpheus")
    #expect(answer.information.interfaces.contains("org.orpheus.Control"))
    #expect(answer.name == "org.orpheus.Control")
    #expect(answer.methods.count == 3)
    let status: StatusReply = try await daemon.json("status")
    #expect(answer.tracks == status.tracks)
    #expect(answer.health == status.health)
  }

  /// A Python with the varlink package, in an environment that later runs find again.
  private func pythonWithVarlink() async throws -> String {
    let environment = Checkout.root + "/.build/demo/python"
    let python = environment + "/bin/python3"
    if try await hasVarlink(python) { return python }
    let made = try await run("/usr/bin/env", ["python3", "-m", "venv", environment])
    #expect(made.status == 0, "\(made.errors)")
    let installed = try await run(
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "varlink"])
    #expect(installed.status == 0, "\(installed.errors)")
    return python
  }

  private func hasVarlink(_ python: String) async throws -> Bool {
    guard FileManager.default.isExecutableFile(atPath: python) else { return false }
    return try await run(python, ["-c", "import varlink"]).status == 0
  }
}
