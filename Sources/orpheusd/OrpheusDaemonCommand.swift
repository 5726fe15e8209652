import ArgumentParser
import CLinux
import Foundation
import Logging
import OrpheusDaemon
import Settings
import SystemPackage
import SystemdIntegration

/// `orpheusd`: reads the settings, runs the daemon and turns its end into an exit status.
@main
struct OrpheusDaemonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orpheusd",
    abstract: "Watch music folders and keep every track in a mood.",
    discussion: """
      Runs until it gets SIGTERM or SIGINT; SIGHUP makes it read its settings again. Flags are \
      stronger than the settings file; orpheusctl config show tells what is in effect.

      Exit status: 0 stopped when asked, 1 failed, 2 wrong usage, 78 the settings or the database \
      cannot be used by this version.
      """,
    version: OrpheusVersion.current)

  @Option(help: ArgumentHelp("Read this settings file and no other.", valueName: "file"))
  var config: String?

  @Option(
    name: .customLong("music"), parsing: .upToNextOption,
    help: ArgumentHelp("Music folders to watch.", valueName: "dir"))
  var music: [String] = []

  @Option(
    name: .customLong("history"), parsing: .upToNextOption,
    help: ArgumentHelp("Folders or files of listening history to watch.", valueName: "path"))
  var history: [String] = []

  @Option(help: ArgumentHelp("Keep the database here.", valueName: "dir"))
  var state: String?

  @Option(help: ArgumentHelp("Answer on this Unix socket.", valueName: "path"))
  var socket: String?

  @Option(
    help: "How much to say: trace, debug, info, notice, warning, error or critical.")
  var logLevel: LogLevel?

  /// For tests: a folder that stands for / where the battery, the load and the memory are looked at.
  @Option(help: .hidden)
  var systemRoot: String?

  func run() async throws {
    // Before anything large: what an evaluation or a fit takes shall not stay with an idle daemon.
    orpheus_return_large_blocks()
    let environment = ProcessInfo.processInfo.environment
    let settings: Settings
    do {
      settings = try loadSettings(environment)
    } catch {
      FileHandle.standardError.write(Data("orpheusd: \(error)\n".utf8))
      throw ExitCode(DaemonError.unusableSettingsStatus)
    }
    OrpheusLogHandler.bootstrap(level: Logger.Level(settings.daemon.logLevel))
    let logger = Logger(label: "orpheusd")
    let signals = ProcessSignals()
    do {
      let daemon = try Daemon(
        settings: settings, environment: environment, logger: logger,
        systemRoot: FilePath(systemRoot ?? "/"))
      let service = Task {
        try await daemon.run(reloads: signals.reloads) { () throws(SettingsError) in
          try loadSettings(environment)
        }
      }
      signals.stop.onAsked { service.cancel() }
      try await service.value
    } catch {
      logger.critical("\(error)")
      throw ExitCode((error as? DaemonError)?.exitStatus ?? 1)
    }
  }

  private func loadSettings(_ environment: [String: String]) throws(SettingsError) -> Settings {
    let here = FilePath(FileManager.default.currentDirectoryPath)
    func absolute(_ path: String) -> FilePath { FilePath(path).absolute(from: here) }
    var overrides = SettingsOverrides()
    overrides.config = config.map(absolute)
    overrides.music = music.map(absolute)
    overrides.history = history.map(absolute)
    overrides.state = state.map(absolute)
    overrides.socket = socket.map(absolute)
    overrides.logLevel = logLevel
    let settings = try Settings.load(environment: environment, overrides: overrides)
    guard !settings.daemon.state.starts(with: XDGPaths.nowhere) else {
      throw SettingsError(
        code: .invalid,
        problems: [
          SettingsProblem(
            key: "daemon.state",
            message: "HOME is not set; say with --state where the database is to be kept")
        ])
    }
    return settings
  }

  /// As `orpheusctl`: wrong usage is 2.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let code = exitCode(for: error)
      guard code == .validationFailure else { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      Foundation.exit(2)
    }
  }
}

extension LogLevel: ExpressibleByArgument {}

extension Logger.Level {
  /// The names are the same.
  fileprivate init(_ level: LogLevel) { self = Logger.Level(rawValue: level.rawValue) ?? .info }
}
