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
    #expect(plain.playlist.destination(from: "/w") == nil)
    #expect(plain.playlist.mapping(for: nil, environment: [:]) == .absolute)
    #expect(
      try parse(["export", "calm", "-o", "-"], as: ExportCommand.self).playlist
        .destination(from: "/w") == nil)

    let relative: ExportCommand = try parse(["export", "calm", "-o", "lists/c.m3u8", "--relative"])
    let file = try #require(relative.playlist.destination(from: "/w"))
    #expect(file == "/w/lists/c.m3u8")
    #expect(relative.playlist.mapping(for: file, environment: [:]) == .relative(to: "/w/lists"))

    let prefixed: ExportCommand = try parse(["export", "calm", "--prefix", "/a=b=/c"])
    #expect(prefixed.playlist.mapping(for: nil, environment: [:]) == .replacing("/a=b", with: "/c"))
    let stripped: ExportCommand = try parse(["export", "calm", "--prefix", "/home/me/Music="])
    #expect(
      stripped.playlist.mapping(for: nil, environment: [:])
        == .replacing("/home/me/Music", with: ""))
  }

  @Test("takes the commands about listening")
  func listening() throws {
    #expect(!(try parse(["moods"], as: MoodsCommand.self).when))
    #expect(try parse(["moods", "--when"], as: MoodsCommand.self).when)
    #expect(try parse(["moods", "--refit"], as: MoodsCommand.self).refit)
    _ = try parse(["now", "--json"], as: NowCommand.self)
    let next: NextCommand = try parse(["next", "--moods", "2", "--tracks", "9", "-o", "n.m3u8"])
    #expect(next.moods == 2 && next.tracks == 9)
    #expect(next.playlist.destination(from: "/w") == "/w/n.m3u8")
    #expect(try parse(["transitions"], as: TransitionsCommand.self).context == nil)
    #expect(
      try parse(["transitions", "--context", "weekend-night"], as: TransitionsCommand.self).context
        == ListeningContext(daypart: .night, isWeekend: true))
    let sessions: SessionsCommand = try parse(["sessions", "--since", "7d", "--limit", "3"])
    #expect(sessions.since == .daysAgo(7) && sessions.limit == 3)
    let measured: EvaluateCommand = try parse(["evaluate", "--transitions", "--hold-out", "0.3"])
    #expect(measured.holdOut == 0.3)
    #expect(!(try parse(["evaluate", "--json"], as: EvaluateCommand.self).transitions))
    #expect(try parse(["watch", "--topic", "session"], as: WatchCommand.self).topics == [.session])
  }

  @Test("takes history with and without a subcommand")
  func history() throws {
    #expect(try parse(["history"], as: HistoryCommand.List.self).limit == 50)
    let unmatched: HistoryCommand.List = try parse(["history", "--unmatched", "--limit", "7"])
    #expect(unmatched.unmatched && unmatched.limit == 7)
    #expect(!(try parse(["history", "list"], as: HistoryCommand.List.self).unmatched))
    _ = try parse(["history", "stats", "--json"], as: HistoryStatsCommand.self)
    let files: HistoryImportCommand = try parse(["history", "import", "a.json", "b.zip"])
    #expect(files.files.map(\.path) == ["a.json", "b.zip"])
  }

  @Test("takes the rest of the commands")
  func others() throws {
    #expect(
      try parse(["mood", "calm", "--rename", "Dawn"], as: MoodCommand.Show.self).newName == "Dawn")
    #expect(try parse(["track", "a.ogg", "--embedding"], as: TrackCommand.self).embedding)
    #expect(try parse(["track", "a.ogg", "--spectrum"], as: TrackCommand.self).spectrum)
    #expect(try parse(["sync", "--timeout", "2.5"], as: SyncCommand.self).timeout == 2.5)
    #expect(try parse(["rescan"], as: RescanCommand.self).folder == nil)
    #expect(try parse(["rescan", "/m"], as: RescanCommand.self).folder?.path == "/m")
    #expect(try parse(["retry"], as: RetryCommand.self).place == nil)
    #expect(try parse(["retry", "/m/a.ogg"], as: RetryCommand.self).place?.path == "/m/a.ogg")
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
      ["watch", "--topic", "weather"], ["next", "--moods", "0"], ["next", "--tracks", "0"],
      ["moods", "--when", "--refit"],
      ["next", "--relative"], ["next", "--prefix", "/a=/b"],
      ["next", "-o", "n", "--relative", "--prefix", "/a=/b"],
      ["transitions", "--context", "evening"],
      ["sessions", "--since", "tuesday"], ["sessions", "--limit", "0"], ["history", "x"],
      ["history", "--limit", "0"], ["history", "import"],
      ["evaluate", "--hold-out", "0.3"],
      ["evaluate", "--transitions", "--hold-out", "1"],
      ["evaluate", "--transitions", "--hold-out", "nan"],
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

  @Test("is told what it could have been")
  func hints() {
    func message(_ line: [String]) -> String? {
      #expect(throws: (any Error).self) { _ = try Orpheusctl.parseAsRoot(line) }
        .map { Orpheusctl.message(for: $0) }
    }
    let contexts = message(["transitions", "--context", "evening"])
    #expect(
      ListeningContext.all.allSatisfy { contexts?.contains($0.description) == true })
    #expect(message(["sessions", "--since", "tuesday"])?.contains("2026-11-01, ") == true)
    #expect(message(["evaluate", "--hold-out", "0.3"])?.contains("--transitions") == true)
  }

  @Test("takes files and moods in the order people say them")
  func moods() throws {
    let show: MoodCommand.Show = try parse(["mood", "calm", "--rename", "Rain"])
    #expect(show.mood == "calm" && show.newName == "Rain")
    #expect(try parse(["mood", "show", "merge"], as: MoodCommand.Show.self).mood == "merge")
    let merge: MergeMoodsCommand = try parse(["mood", "merge", "calm", "dark"])
    #expect(merge.mood == "calm" && merge.other == "dark")
    #expect(try parse(["mood", "unmerge", "dark"], as: UnmergeMoodCommand.self).mood == "dark")
    let pin: PinTracksCommand = try parse(["mood", "pin", "a.ogg", "b.ogg", "calm", "--json"])
    #expect(pin.words.map(\.path) == ["a.ogg", "b.ogg", "calm"] && pin.client.output.json)
    #expect(try parse(["mood", "unpin", "a"], as: UnpinTracksCommand.self).tracks.count == 1)
    #expect(throws: (any Error).self) { try Orpheusctl.parseAsRoot(["mood", "pin", "a.ogg"]) }
    #expect(throws: (any Error).self) { try Orpheusctl.parseAsRoot(["mood", "merge", "calm"]) }
  }

  @Test("tells a mood from a file by whether there is such a file")
  func trackOrMood() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([], to: folder.path.appending("calm"))
    let here = ["PWD": folder.path.string, "HOME": "/nonexistent"]
    func read(_ words: String...) throws -> (files: [FilePath], mood: String?) {
      let command: ExcludeTracksCommand = try parse(["mood", "exclude"] + words)
      return try command.selection.read(in: here)
    }
    let one = try read("gone.ogg")
    #expect(one.files == ["gone.ogg"] && one.mood == nil)
    let file = try read("a.ogg", folder.path.appending("calm").string)
    #expect(file.files.count == 2 && file.mood == nil)
    let mood = try read("a.ogg", "b.ogg", "dark")
    #expect(mood.files == ["a.ogg", "b.ogg"] && mood.mood == "dark")
    let option = try read("a.ogg", "b.ogg", "--mood", "calm")
    #expect(option.files == ["a.ogg", "b.ogg"] && option.mood == "calm")
  }

  @Test("says what it has to say of many files in requests that are not too long")
  func parts() {
    let files = (0..<500).map {
      TrackPath(WirePath(FilePath("/music/\(String(repeating: "x", count: 90))\($0)")))
    }
    let parts = TracksVerb.parts(of: files)
    #expect(parts.flatMap(\.self) == files)
    #expect(parts.count > 1 && parts.allSatisfy { (1...70).contains($0.count) })
    let long = TrackPath(WirePath(FilePath("/" + String(repeating: "y", count: 9_000))))
    #expect(TracksVerb.parts(of: [long, long]).map(\.count) == [1, 1])
    #expect(TracksVerb.parts(of: []).isEmpty)
  }

  @Test("is completed with the contexts there are")
  func completion() {
    let script = Orpheusctl.completionScript(for: .bash)
    #expect(ListeningContext.all.allSatisfy { script.contains($0.description) })
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
    #expect(
      help.contains(
        "  orpheusctl now                        the mood you are in, and what follows\n"))
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
