import Settings
import SystemPackage
import TOML
import Testing

@Suite("The settings file")
struct SettingsFileTests {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  /// Loads `text` as the user's settings.
  private func load(
    _ text: String, overrides: SettingsOverrides = .init()
  ) throws -> LoadedSettings {
    let file = try home.write(text, to: "given.toml")
    return try LoadedSettings.load(
      file: file, environment: home.environment, overrides: overrides)
  }

  /// The problems of `text` as `line: message`.
  private func problems(_ text: String) throws -> [String] {
    do {
      _ = try load(text)
      return []
    } catch let error as SettingsError {
      return error.problems.map { "\($0.line ?? 0): \($0.message)" }
    }
  }

  @Test("sets every key")
  func everything() throws {
    let loaded = try load(
      """
      [library]
      music = ["~/Music", "/srv/music"]
      history = ["~/scrobbles"]
      exclude = ["*.part"]
      minimum-length = 2.5
      maximum-length = 0
      [analysis]
      coverage = "full"
      windows = 3
      workers = 2
      worker-idle = 1.5
      time-limit = 5
      on-battery = "run"
      load-limit = 0.25
      [moods]
      maximum = 9
      space = "cca"
      [daemon]
      state = "~/state"
      socket = "/run/o.sock"
      log-level = "debug"
      [watch]
      quiet = 1
      rescan-hours = 0.5
      """)
    let settings = loaded.settings
    #expect(settings.library.music == [home.path.appending("Music"), "/srv/music"])
    #expect(settings.library.history == [home.path.appending("scrobbles")])
    #expect(settings.library.exclude == ["*.part"])
    #expect(settings.library.minimumLength == 2.5)
    #expect(settings.library.maximumLength == 0)
    #expect(settings.analysis.coverage == .full)
    #expect(settings.analysis.windows == 3)
    #expect(settings.analysis.workers == 2)
    #expect(settings.analysis.workerIdle == 1.5)
    #expect(settings.analysis.timeLimit == 5)
    #expect(settings.analysis.onBattery == .run)
    #expect(settings.analysis.loadLimit == 0.25)
    #expect(settings.moods.maximum == 9)
    #expect(settings.moods.space == .cca)
    #expect(settings.daemon.state == home.path.appending("state"))
    #expect(settings.daemon.socket == "/run/o.sock")
    #expect(settings.daemon.logLevel == .debug)
    #expect(settings.watch.quiet == 1)
    #expect(settings.watch.rescanHours == 0.5)
    #expect(loaded.origins["analysis.coverage"] == .file(line: 8))
    #expect(loaded.origins.count == SettingsKey.all.count)
  }

  @Test(
    "names the line and the nearest key of an unknown one",
    arguments: [
      ("[analysis]\nwindos = 3", "2: unknown key analysis.windos; did you mean analysis.windows?"),
      ("[libary]\nmusic = []", "2: unknown key libary.music; did you mean library.music?"),
      ("[daemon]\nwindows = 3", "2: unknown key daemon.windows; did you mean analysis.windows?"),
      (
        "[library]\nminimum_length = 3",
        "2: unknown key library.minimum_length; did you mean library.minimum-length?"
      ),
      (
        "zebra = 1",
        "1: unknown key zebra; the tables are analysis, daemon, history, library, moods, watch"
      ),
      (
        "library = 1",
        "1: library is a table: write [library] on a line of its own and its keys below"
      ),
      (
        "\"analysis.windows\" = 1",
        "1: unknown key \"analysis.windows\"; did you mean analysis.windows?"
      ),
    ])
  func unknownKeys(text: String, expected: String) throws {
    #expect(try problems(text) == [expected])
  }

  /// A line that is wrong, and what is said about it.
  private struct BadValue: CustomTestStringConvertible {
    var line: String
    var message: String
    var testDescription: String { line }
  }

  private static let badValues: [BadValue] = [
    BadValue(
      line: "analysis.coverage = \"all\"",
      message: "analysis.coverage: expected \"windows\" or \"full\"; found \"all\""
    ),
    BadValue(
      line: "analysis.windows = 0",
      message: "analysis.windows: expected a whole number from 1 to 1000; found 0"
    ),
    BadValue(
      line: "analysis.windows = 2.5",
      message: "analysis.windows: expected a whole number from 1 to 1000; found 2.5"
    ),
    BadValue(
      line: "analysis.windows = \"12\"",
      message: "analysis.windows: expected a whole number from 1 to 1000; found \"12\""
    ),
    BadValue(
      line: "library.minimum-length = -1",
      message: "library.minimum-length: expected a number of seconds from 0 to 86400; found -1"
    ),
    BadValue(
      line: "analysis.on-battery = \"sleep\"",
      message: "analysis.on-battery: expected \"pause\" or \"run\"; found \"sleep\""
    ),
    BadValue(
      line: "analysis.load-limit = 80",
      message:
        "analysis.load-limit: expected a number from 0.05 to 1; "
        + "found 80"
    ),
    BadValue(
      line: "watch.quiet = nan",
      message: "watch.quiet: expected a number of seconds from 0.1 to 3600; found nan"
    ),
    BadValue(
      line: "library.music = []",
      message: "library.music: expected a list of at least one folder, each an absolute path or "
        + "beginning with ~/; found []"
    ),
    BadValue(
      line: "library.music = [\"Music\"]",
      message: "library.music: expected a list of at least one folder, each an absolute path or "
        + "beginning with ~/; found [\"Music\"]"
    ),
    BadValue(
      line: "library.exclude = [1]",
      message: "library.exclude: expected a list of patterns such as \"*.tmp\"; found [1]"
    ),
    BadValue(
      line: "daemon.log-level = \"loud\"",
      message:
        "daemon.log-level: expected \"trace\", \"debug\", \"info\", \"notice\", \"warning\", "
        + "\"error\" or \"critical\"; found \"loud\""
    ),
    BadValue(
      line: "daemon.state = \"here\"",
      message: "daemon.state: expected an absolute path, one beginning with ~/, or \"\" for the "
        + "automatic one; found \"here\""
    ),
    BadValue(
      line: "library.maximum-length = 5",
      message: "library.maximum-length is below library.minimum-length; "
        + "expected 0 (no bound) or a longer time"
    ),
    BadValue(
      line: "daemon.socket = \"/" + String(repeating: "x", count: 107) + "\"",
      message: "daemon.socket: expected at most 107 bytes; found 108"
    ),
  ]

  @Test("says what was expected and what was found", arguments: badValues)
  private func badValue(_ bad: BadValue) throws {
    #expect(try problems(bad.line) == ["1: " + bad.message])
  }

  @Test("lists all problems, in the order of their lines, as file:line: message")
  func allProblems() throws {
    let text = "[analysis]\nwindows = 0\ncoverge = \"full\"\n[watch]\nquiet = false\n"
    let error = try #require(throws: SettingsError.self) { _ = try load(text) }
    #expect(error.code == .invalid)
    #expect(error.problems.map(\.line) == [2, 3, 5])
    #expect(error.problems.map(\.key) == ["analysis.windows", "analysis.coverge", "watch.quiet"])
    let lines = error.description.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix(home.path.string + "/given.toml:3: unknown key"))
  }

  @Test("reports what is not TOML, or not text, with its place")
  func notTOML() throws {
    let error = try #require(throws: SettingsError.self) { _ = try load("a = 1\nb = = 2\n") }
    #expect(error.code == .syntax)
    #expect(error.problems.map(\.line) == [2])

    let binary = try home.write([0x61, 0xFF, 0xFE], to: "binary.toml")
    let other = try #require(throws: SettingsError.self) {
      _ = try LoadedSettings.load(file: binary, environment: home.environment)
    }
    #expect(other.description == "\(binary): is not UTF-8 text")
  }

  @Test("must exist when it is asked for by name, and need not otherwise")
  func existence() throws {
    let absent = home.path.appending("absent.toml")
    let error = try #require(throws: SettingsError.self) {
      _ = try LoadedSettings.load(file: absent, environment: home.environment)
    }
    #expect(error.code == .unreadable)
    #expect(error.cause == .noSuchFileOrDirectory)
    #expect(error.description == "\(absent): cannot be read: No such file or directory")

    var overrides = SettingsOverrides()
    overrides.config = absent
    #expect(throws: SettingsError.self) {
      _ = try LoadedSettings.load(environment: home.environment, overrides: overrides)
    }

    try home.write("[analysis]\nwindows = 7\n", to: ".config/orpheus/orpheus.toml")
    let found = try LoadedSettings.load(environment: home.environment)
    #expect(found.file == home.path.appending(".config/orpheus/orpheus.toml"))
    #expect(found.settings.analysis.windows == 7)
  }

  @Test("is refused when it is a folder in the file's place")
  func folder() throws {
    try home.write("", to: ".config/orpheus/orpheus.toml/x")
    let error = try #require(throws: SettingsError.self) {
      _ = try LoadedSettings.load(environment: home.environment)
    }
    #expect(error.cause == .isDirectory)
  }
}

@Suite("Edit distance")
struct EditDistanceTests {
  @Test(
    "counts insertions, deletions, substitutions and swaps",
    arguments: [
      ("", "", 0), ("abc", "", 3), ("windows", "windos", 1), ("windows", "widnows", 1),
      ("kitten", "sitting", 3), ("ca", "abc", 3),
    ])
  func distance(first: String, second: String, expected: Int) {
    #expect(editDistance(first, second) == expected)
    #expect(editDistance(second, first) == expected)
  }
}
