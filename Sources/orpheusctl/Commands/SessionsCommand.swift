import ArgumentParser
import ControlProtocol

/// `orpheusctl sessions`
struct SessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "List listening sessions, latest first.",
    discussion: """
      A session is a stretch of plays without a long pause. Each is shown with its start by the \
      local clock, its length, its plays and its moods.

      EXAMPLES
        orpheusctl sessions --since yesterday
        orpheusctl sessions --since 7d
        orpheusctl sessions --since "2026-11-01 18:00" --json
      """)

  @Option(
    help: ArgumentHelp(
      "Only those that ended after this: a date (2026-11-01), with or without a time, a time back "
        + "(12h, 7d, 2w), today or yesterday.", valueName: "when"),
    transform: SinceArgument.init(parsing:))
  var since: SinceArgument?

  @Option(help: ArgumentHelp("At most this many.", valueName: "number"))
  var limit: Int?

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit has to be at least 1") }
  }

  func run() async throws {
    let console = Console.current
    let clock = WallClock.current
    let moment = since.map { Int($0.moment(on: clock)) }
    let sessions = try await client.address(console).withClient { daemon in
      try await daemon.sessions(since: moment, limit: limit)
    }
    try client.output.write(
      sessions, to: console,
      text: SessionsView(sessions: sessions, clock: clock).render(for: console.output))
  }
}
