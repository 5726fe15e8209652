import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl moods`
struct MoodsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moods",
    abstract: "List the moods of the library.",
    discussion: """
      Each with its number of tracks, its mean valence (unpleasant to pleasant) and arousal (calm \
      to excited), both from -1 to +1, the words that set it apart from the rest of the library, \
      and its most typical tracks. The first column is what other commands take for MOOD.

      With --when, which moods are played at which time of day, on working days and at weekends: \
      each column is a time, and its moods add up to 100 percent.
      """)

  @Flag(help: "Show which moods are played when.")
  var when = false

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    if when {
      let times = try await address.withClient { try await $0.call(MoodsByTimeRequest()).times }
      return try client.output.write(
        times, to: console, text: MoodTimesView(times: times).render(for: console.output))
    }
    let moods = try await address.withClient { try await $0.moods() }
    try client.output.write(
      moods, to: console, text: MoodsView(moods: moods).render(for: console.output))
  }
}
