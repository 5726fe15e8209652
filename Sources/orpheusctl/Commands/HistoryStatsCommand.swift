import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl history stats`
struct HistoryStatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "List the histories there are and what they came to.",
    discussion: """
      How many plays each file holds, what else it holds (SKIPPED: podcasts and the like) and what \
      could not be read, with the line and the reason. A play that two files report counts once in \
      the sum.
      """)

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let stats = try await client.address(console).withClient { try await $0.historyStats() }
    try client.output.write(
      stats, to: console, text: HistoryStatsView(stats: stats).render(for: console.output))
  }
}
