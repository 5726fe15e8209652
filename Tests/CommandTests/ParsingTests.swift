import ArgumentParser
import ControlProtocol
import MusicModel
import SystemPackage
import Testing

@testable import orpheusctl

@Suite("The command line")
struct ParsingTests {
  /// Parses a whole line as the program does.
  private func parse<Command: ParsableCommand>(
    _ line: [String], as _: Command.Type = Command.self
  ) throws -> Command {
    try #require(try Orpheusctl.parseAsRoot(line) as? Command)
  }

  @Test("selects tracks by mood, state and number")
  func tracks() throws {
    let all: TracksCommand = try parse(["tracks"])
    #expect(all.mood == nil && all.wantedState == nil && all.limit == nil)
    let some: TracksCommand = try parse(["tracks", "--mood", "calm", "--limit", "5", "--json"])
    #expect(some.mood == "calm" && some.limit == 5 && some.client.output.json)
    #expect(try parse(["tracks", "--failed"], as: TracksCommand.self).wantedState == .failed)
    #expect(
      try parse(["tracks", "--quarantined"], as: TracksCommand.self).wantedState == .quarantined)
    #expect(
      try parse(["tracks", "--state", "missing"], as: TracksCommand.self).wantedState == .missing)
  }

  @Test("tells how a playlist is written")
  func export() throws {
    let plain: ExportCommand = try parse(["export", "calm"])
    #expect(plain.destination(from: "/w") == nil)
    #expect(plain.mapping(for: nil, environment: [:]) == .absolute)
    #expect(
      try parse(["export", "calm", "-o", "-"], as: ExportCommand.self).destination(from: "/w")
        == nil)

    let relative: ExportCommand = try parse(["export", "calm", "-o", "lists/c.m3u8", "--relative"])
    let file = try #require(relative.destination(from: "/w"))
    #expect(file == "/w/lists/c.m3u8")
    #expect(relative.mapping(for: file, environment: [:]) == .relative(to: "/w/lists"))

    let prefixed: ExportCommand = try parse(["export", "calm", "--prefix", "/a=b=/c"])
    #expect(prefixed.mapping(for: nil, environment: [:]) == .replacing("/a=b", with: "/c"))
    let stripped: ExportCommand = try parse(["export", "calm", "--prefix", "/home/me/Music="])
    #expect(stripped.mapping(for: nil, environment: [:]) == .replacing("/home/me/Music", with: ""))
  }

  @Test("takes the rest of the commands")
  func others() throws {
    #expect(
      try parse(["mood", "calm", "--rename", "Dawn"], as: MoodCommand.self).newName == "Dawn")
    #expect(try parse(["track", "a.ogg", "--embedding"], as: TrackCommand.self).embedding)
    #expect(try parse(["sync", "--timeout", "2.5"], as: SyncCommand.self).timeout == 2.5)
    #expect(try parse(["rescan"], as: RescanCommand.self).folder == nil)
    #expect(try parse(["rescan", "/m"], as: RescanCommand.self).folder?.path == "/m")
    #expect(
      try parse(["watch", "--topic", "moods", "--topic", "health"], as: WatchCommand.self).topics
        == [.moods, .health])
    #expect(
      try parse(["status", "--socket", "/s"], as: StatusCommand.self).client.socket?.path == "/s")
    _ = try parse(["pause"], as: PauseCommand.self)
    _ = try parse(["resume"], as: ResumeCommand.self)
    _ = try parse(["config", "show", "--json"], as: ConfigCommand.Show.self)
    _ = try parse(["config", "check", "x.toml"], as: ConfigCommand.Check.self)
    _ = try parse(["models", "install", "vibenet"], as: ModelsCommand.Install.self)
  }

  @Test(
    "is refused as a usage error when it makes no sense",
    arguments: [
      ["statuss"], ["tracks", "--limit", "0"], ["tracks", "--state", "happy"],
      ["tracks", "--failed", "--quarantined"], ["tracks", "--failed", "--state", "missing"],
      ["mood"], ["mood", "calm", "--rename", " "], ["export"], ["export", "a", "b"],
      ["export", "calm", "--relative", "--absolute"],
      ["export", "calm", "--relative", "--prefix", "/a=/b"],
      ["export", "calm", "--prefix", "/a"], ["export", "calm", "--prefix", "a=/b"],
      ["sync", "--timeout", "0"], ["sync", "--timeout", "nan"], ["track"],
      ["watch", "--topic", "weather"],
    ])
  func refused(line: [String]) {
    let error = #expect(throws: (any Error).self) { _ = try Orpheusctl.parseAsRoot(line) }
    #expect(error.map { Orpheusctl.exitCode(for: $0) } == .validationFailure)
  }

  @Test(
    "suggests the verb that was meant",
    arguments: [
      ("statsu", "status"), ("trakc", "track"), ("mods", "moods"), ("exports", "export"),
      ("zebra", nil),
    ])
  func suggestion(word: String, expected: String?) {
    #expect(Orpheusctl.verb(nearestTo: word) == expected)
  }

  @Test("explains every command and option")
  func help() {
    func visit(_ command: any ParsableCommand.Type) {
      #expect(!command.configuration.abstract.isEmpty, "\(command) has no abstract")
      command.configuration.subcommands.forEach(visit)
    }
    visit(Orpheusctl.self)
    // What fits 80 columns in the source has to stay whole when printed.
    let help = Orpheusctl.helpMessage(columns: 80)
    #expect(help.contains("  orpheusctl tracks --failed --json     what could not be read"))
  }

  @Test("keeps the bytes of a path that is not text")
  func bytes() {
    let vector: [[CInterop.PlatformChar]] = [
      [0x61, 0], [0x62, -1, 0x63, 0], [0x2D, 0x2D, 0x78, 0x3D, 0x64, -2, 0],
    ]
    let odd = FilePath().appending(FilePath.Component(platformBytes: [0x62, 0xFF, 0x63]))
    #expect(PathArgument.path("b\u{FFFD}c", among: vector) == odd)
    let value = FilePath().appending(FilePath.Component(platformBytes: [0x64, 0xFE]))
    #expect(PathArgument.path("d\u{FFFD}", among: vector) == value)
    #expect(PathArgument.path("a", among: vector) == "a")
    #expect(PathArgument.path("z\u{FFFD}", among: vector) == "z\u{FFFD}")
  }

  @Test("is searched for a socket while it is still being typed")
  func completionSocket() {
    #expect(MoodCompletion.socket(in: ["orpheusctl", "--socket", "/s", "mood"]) == "/s")
    #expect(MoodCompletion.socket(in: ["orpheusctl", "--socket=/s", "mood"]) == "/s")
    #expect(MoodCompletion.socket(in: ["orpheusctl", "mood", "--socket"]) == nil)
  }
}

@Suite("The daemon's address")
struct DaemonAddressTests {
  @Test("is the flag, the variable, or the user's socket and then the system's")
  func candidates() {
    let variable = ["HOME": "/nonexistent", "ORPHEUS_SOCKET": "/v"]
    #expect(DaemonAddress(socket: "/f", environment: variable).candidates == ["/f"])
    #expect(DaemonAddress(socket: nil, environment: variable).candidates == ["/v"])
    let session = ["HOME": "/nonexistent", "XDG_RUNTIME_DIR": "/run/user/1"]
    #expect(
      DaemonAddress(socket: nil, environment: session).candidates
        == ["/run/user/1/orpheus/control.sock", "/run/orpheus/control.sock"])
  }

  @Test("takes the socket of the settings, and does without when they are wrong")
  func settings() throws {
    let folder = try TemporaryFolder()
    let environment = ["HOME": folder.path.string, "XDG_CONFIG_HOME": folder.path.string]
    let file = folder.path.appending("orpheus/orpheus.toml")
    _ = folder.path.appending("orpheus").withPlatformString { makeFolder($0) }
    try AtomicFile.write(Array("daemon.socket = \"/from/file\"\n".utf8), to: file)
    #expect(
      DaemonAddress(socket: nil, environment: environment).candidates
        == ["/from/file", "/run/orpheus/control.sock"])
    try AtomicFile.write(Array("daemon.socket = 3\n".utf8), to: file)
    #expect(
      DaemonAddress(socket: nil, environment: environment).candidates.first
        == folder.path.appending(".local/state/orpheus/control.sock"))
  }
}
