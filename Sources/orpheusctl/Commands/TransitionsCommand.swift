import ArgumentParser
import ControlProtocol
import ControlTransport
import MusicModel

/// `orpheusctl transitions`
struct TransitionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transitions",
    abstract: "Show which mood tends to follow which.",
    discussion: """
      A row for each mood: how likely each mood is to follow it, in percent, and on how many \
      transitions that rests; older ones count less. The columns are numbered as the rows are.
      """)

  @Option(
    help: ArgumentHelp(
      "Only at this time: weekday or weekend, then night (0 to 6 o'clock), morning, afternoon or "
        + "evening, for example weekday-evening.", valueName: "context"),
    completion: .list(ListeningContext.allValueStrings))
  var context: ListeningContext?

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let reply = try await client.address(console).withClient {
      try await $0.call(TransitionsRequest(context: context?.description))
    }
    try client.output.write(
      reply, to: console, text: TransitionsView(reply: reply).render(for: console.output))
  }
}

extension ListeningContext: ExpressibleByArgument {
  /// The context that replies and arguments call `argument`.
  package init?(argument: String) { self.init(argument) }

  /// What the parser lists when it is given something else.
  package static var allValueStrings: [String] { all.map(\.description) }
}
