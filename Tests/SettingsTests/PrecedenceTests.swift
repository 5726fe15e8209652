import Settings
import SystemPackage
import TOML
import Testing

@Suite("Settings in effect")
struct PrecedenceTests {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  private func load(
    _ extra: [String: String] = [:], file text: String = "",
    _ change: (inout SettingsOverrides) -> Void = { _ in }
  ) throws -> LoadedSettings {
    var overrides = SettingsOverrides()
    change(&overrides)
    return try LoadedSettings.load(
      file: try home.write(text, to: "o.toml"),
      environment: home.environment.merging(extra) { $1 }, overrides: overrides)
  }

  @Test(
    "take the music folder from the desktop's list of folders",
    arguments: [
      ("XDG_MUSIC_DIR=\"$HOME/Musik\"\n", "~/Musik"),
      ("# XDG_MUSIC_DIR=\"$HOME/No\"\nXDG_MUSIC_DIR=\"/srv/music\"", "/srv/music"),
      ("  XDG_MUSIC_DIR=\"$HOME/My \\\"Best\\\" Music\"", "~/My \"Best\" Music"),
      ("XDG_MUSIC_DIR=\"$HOME/\"", "~/Music"),
      ("XDG_MUSIC_DIR=\"$HOME\"", "~/Music"),
      ("XDG_MUSIC_DIR=\"Musik\"", "~/Music"),
      ("XDG_MUSIC_DIRX=\"/x\"\nXDG_VIDEOS_DIR=\"/v\"", "~/Music"),
      ("XDG_MUSIC_DIR=\"/a\"\nXDG_MUSIC_DIR=\"/b\"", "/b"),
    ])
  func musicFolder(userDirectories: String, expected: String) throws {
    try home.write(userDirectories, to: ".config/user-dirs.dirs")
    let paths = XDGPaths(environment: home.environment)
    #expect(try load().settings.library.music == [try #require(paths.expand(expected))])
  }

  @Test("let the file override the environment, and flags override the file")
  func order() throws {
    let state = ["STATE_DIRECTORY": "/var/lib/orpheus"]
    let fromEnvironment = try load(state)
    #expect(fromEnvironment.settings.daemon.state == "/var/lib/orpheus")
    #expect(fromEnvironment.origins["daemon.state"] == .environment("STATE_DIRECTORY"))

    let text = "daemon.state = \"/file\"\nlibrary.music = [\"/file\"]\n"
    let fromFile = try load(state, file: text)
    #expect(fromFile.settings.daemon.state == "/file")
    #expect(fromFile.origins["daemon.state"] == .file(line: 1))

    let fromFlags = try load(state, file: text) { overrides in
      overrides.state = "/flag"
      overrides.music = ["/flag"]
      overrides.history = ["/h"]
      overrides.logLevel = .error
    }
    #expect(fromFlags.settings.daemon.state == "/flag")
    #expect(fromFlags.settings.library.music == ["/flag"])
    #expect(fromFlags.settings.library.history == ["/h"])
    #expect(fromFlags.settings.daemon.logLevel == .error)
    #expect(fromFlags.origins["library.music"] == .flag("--music"))
  }

  @Test("let ORPHEUS_SOCKET override the file, and --socket override both")
  func socket() throws {
    let text = "daemon.socket = \"/file.sock\""
    #expect(try load(file: text).settings.daemon.socket == "/file.sock")
    let variable = ["ORPHEUS_SOCKET": "/variable.sock"]
    let fromVariable = try load(variable, file: text)
    #expect(fromVariable.settings.daemon.socket == "/variable.sock")
    #expect(fromVariable.origins["daemon.socket"] == .environment("ORPHEUS_SOCKET"))
    #expect(
      try load(variable, file: text) { $0.socket = "/flag.sock" }.settings.daemon.socket
        == "/flag.sock")
  }

  @Test("keep the socket beside the database when there is no runtime folder")
  func socketFollowsState() throws {
    #expect(try load { $0.state = "/s" }.settings.daemon.socket == "/s/control.sock")
    #expect(
      try load(["XDG_RUNTIME_DIR": "/run/user/1"]) { $0.state = "/s" }.settings.daemon.socket
        == "/run/user/1/orpheus/control.sock")
  }

  @Test("are what the documented example file says, key for key")
  func exampleFile() throws {
    let package = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent()
    let file = try FileDescriptor.open(package.appending("Config/orpheus.toml"), .readOnly)
    let text = try file.closeAfter {
      try String(unsafeUninitializedCapacity: 65_536) { buffer in
        try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }

    // As shipped it changes nothing.
    #expect(try TOMLDocument(parsing: text).entries.isEmpty)
    let defaults = try load().settings
    #expect(try load(file: text).settings == defaults)

    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let uncommented = lines.map { line in
      line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
    }.joined(separator: "\n")
    let entries = try TOMLDocument(parsing: uncommented).entries
    #expect(entries.map(\.key) == SettingsKey.all.map(\.name))
    let loaded = try load(file: uncommented)
    #expect(loaded.settings == defaults)

    // Every key, or the paragraph it stands in, is preceded by an explanation.
    for entry in entries {
      let paragraph = lines[..<(entry.line - 1)].reversed().prefix { !$0.isEmpty }
      #expect(paragraph.contains { $0.hasPrefix("# ") }, "\(entry.key) is not explained")
    }
  }
}
