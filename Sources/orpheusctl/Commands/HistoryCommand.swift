import ArgumentParser
import ControlProtocol

/// `orpheusctl history`
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what was played, what histories there are, or read another.",
    discussion: """
      Histories are read from the folders that library.history names in the settings, and with \
      `orpheusctl history import`. Without a subcommand the latest plays are listed: what follows \
      then are the options of `orpheusctl history list`.

      EXAMPLES
        orpheusctl history --limit 10
        orpheusctl history --unmatched
        orpheusctl history stats
        orpheusctl history import ~/Downloads/my_spotify_data.zip
      """,
    subcommands: [List.self, HistoryStatsCommand.self, HistoryImportCommand.self],
    defaultSubcommand: List.self)

  /// `orpheusctl history`, `orpheusctl history list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List plays, latest first, or recordings that are not in the library.",
      discussion: """
        Each play with its start by the local clock, its mood, and a mark when it was skipped, when \
        its recording is not here, or when that is not certain.
        """)

    @Flag(help: "Only recordings that are no track of the library, most played first.")
    var unmatched = false

    @Option(help: ArgumentHelp("At most this many.", valueName: "number"))
    var limit = 50

    @OptionGroup var client: ClientOptions

    func validate() throws {
      if limit < 1 { throw ValidationError("--limit has to be at least 1") }
    }

    func run() async throws {
      let console = Console.current
      let address = client.address(console)
      if unmatched {
        let recordings = try await address.withClient { try await $0.unmatched(limit: limit) }
        try client.output.write(
          recordings, to: console,
          text: UnmatchedView(recordings: recordings, clock: .current).render(for: console.output))
      } else {
        let listens = try await address.withClient { try await $0.listens(limit: limit) }
        try client.output.write(
          listens, to: console,
          text: HistoryView(listens: listens, clock: .current).render(for: console.output))
      }
    }
  }
}
