import ArgumentParser
import Glibc
import Settings

/// The root command: parses, runs one verb and turns what went wrong into words and an exit status.
@main
struct Orpheusctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orpheusctl",
    abstract: "Ask and steer Orpheus, which finds the moods in a music library.",
    discussion: """
      Orpheus itself is a daemon, orpheusd: it watches folders of music, listens to every track \
      once and groups them into moods. This program asks it over a Unix socket.

      EXAMPLES
        orpheusctl status                     how far it has come
        orpheusctl moods                      what moods there are
        orpheusctl export calm -o calm.m3u8   a playlist of one of them
        orpheusctl tracks --failed --json     what could not be read, for a script
        orpheusctl now                        the mood you are in, and what follows
        orpheusctl next -o next.m3u8          a playlist to go on with
        orpheusctl history import plays.zip   a listening history to learn from

      ENVIRONMENT
        ORPHEUS_SOCKET   the daemon's socket, when it is not in the usual place
        NO_COLOR         switches colours off (no-color.org)

      EXIT STATUS
        0  done
        1  failed; standard error says why
        2  the command line is wrong
        3  the daemon is not running
      """,
    version: "orpheusctl \(OrpheusVersion.current)",
    subcommands: [
      StatusCommand.self, MoodsCommand.self, MoodCommand.self, TracksCommand.self,
      TrackCommand.self, ExportCommand.self, NowCommand.self, NextCommand.self,
      TransitionsCommand.self, SessionsCommand.self, HistoryCommand.self, EvaluateCommand.self,
      WatchCommand.self, SyncCommand.self, RescanCommand.self, RetryCommand.self,
      PauseCommand.self, ResumeCommand.self, ModelsCommand.self, ConfigCommand.self,
      BackupCommand.self, RestoreCommand.self, DoctorCommand.self,
    ])

  static func main() async {
    // A reader that has seen enough is reported by write(2) instead, and ends the program quietly.
    signal(SIGPIPE, SIG_IGN)
    Glibc.exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Parses and runs `arguments`; the result is the exit status.
  private static func run(_ arguments: [String]) async -> CommandStatus {
    let console = Console.current
    let command: any ParsableCommand
    do {
      command = try await asyncParseAsRoot(arguments)
    } catch {
      if let word = arguments.first, !word.hasPrefix("-"), let verb = verb(nearestTo: word),
        verb != word
      {
        console.complain("there is no command \(word.printable); did you mean \(verb)?")
        return .usage
      }
      return report(parsing: error, to: console)
    }
    do {
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
      return .done
    } catch is OutputClosed {
      return .done
    } catch let error where exitCode(for: error) != .failure {
      // Requests for help and complaints about arguments surface here as well.
      return report(parsing: error, to: console)
    } catch {
      let report = ErrorReport(error)
      if !report.message.isEmpty { console.complain(report.message) }
      return report.status
    }
  }

  /// Prints what the parser has to say: help and versions are answers, the rest are mistakes.
  private static func report(parsing error: any Error, to console: Console) -> CommandStatus {
    guard exitCode(for: error) != .success else {
      try? console.write(message(for: error) + "\n")
      return .done
    }
    // The parser's own text begins with “Error: ” and ends with the usage line.
    let text = fullMessage(for: error)
    console.complain(text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text)
    return .usage
  }

  /// The verb most likely meant by a first argument that is none; nil when none is near.
  static func verb(nearestTo word: String) -> String? {
    let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
    let nearest = verbs.min { editDistance($0, word) < editDistance($1, word) }
    return nearest.flatMap { editDistance($0, word) <= 2 ? $0 : nil }
  }
}
