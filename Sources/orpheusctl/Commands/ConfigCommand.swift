import ArgumentParser
import Settings
import SystemPackage
import TOML

/// `orpheusctl config`
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show or check the settings.",
    discussion: """
      Settings are read from $XDG_CONFIG_HOME/orpheus/orpheus.toml, usually \
      ~/.config/orpheus/orpheus.toml, else from /etc/orpheus/orpheus.toml. The daemon reads them \
      again on SIGHUP (systemctl --user reload orpheusd).
      """,
    subcommands: [Show.self, Check.self])

  /// `orpheusctl config show`
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show the settings in effect and where each comes from.",
      discussion: "The output is itself a valid settings file.")

    @Option(
      help: "Read this file instead of the usual ones.",
      completion: .file(extensions: ["toml"]))
    var config: PathArgument?

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let console = Console.current
      let loaded = try LoadedSettings.load(
        file: config?.absolute(in: console.environment), environment: console.environment)
      try output.write(
        SettingsDocument(loaded), to: console,
        text: SettingsView(loaded: loaded).render(for: console.output))
    }
  }

  /// `orpheusctl config check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Look for mistakes in the settings.",
      discussion: """
        Names every mistake as file:line: message, and exits with 1 when there is one.
        """)

    @Argument(
      help: "The file; without it, the one that is in effect.",
      completion: .file(extensions: ["toml"]))
    var file: PathArgument?

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let console = Console.current
      do {
        let loaded = try LoadedSettings.load(
          file: file?.absolute(in: console.environment), environment: console.environment)
        try output.write(
          CheckDocument(file: loaded.file?.string, problems: []), to: console,
          text: loaded.file.map { "\($0.string.printable): no problems\n" }
            ?? "no settings file; the defaults apply\n")
      } catch let error as SettingsError where output.json {
        try console.write(JSONDocument.text(CheckDocument(error)))
        // Said already, in the form that was asked for.
        throw CommandFailure(message: "")
      }
    }
  }
}

/// What `config check --json` prints.
struct CheckDocument: Encodable {
  struct Problem: Encodable {
    var line: Int?
    var key: String?
    var message: String
  }

  var file: String?
  var problems: [Problem]

  init(file: String?, problems: [Problem]) {
    self.file = file
    self.problems = problems
  }

  init(_ error: SettingsError) {
    file = error.file?.string
    problems = error.problems.map { Problem(line: $0.line, key: $0.key, message: $0.message) }
  }
}
