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

      With --refit, the space that moods lie in is fitted anew on the library as it is now, and the \
      moods move there with their names. Orpheus does so by itself when a library has grown by half.
      """)

  @Flag(help: "Show which moods are played when.")
  var when = false

  @Flag(help: "Fit the mood space anew.")
  var refit = false

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    if refit {
      let reply = try await address.withClient { try await $0.call(RefitMoodsRequest()) }
      return try client.output.write(reply, to: console, text: Self.outcome(of: reply))
    }
    if when {
      let times = try await address.withClient { try await $0.call(MoodsByTimeRequest()).times }
      return try client.output.write(
        times, to: console, text: MoodTimesView(times: times).render(for: console.output))
    }
    let moods = try await address.withClient { try await $0.moods() }
    try client.output.write(
      moods, to: console, text: MoodsView(moods: moods).render(for: console.output))
  }

  func validate() throws {
    if when, refit { throw ValidationError("--when and --refit cannot be asked for together") }
  }

  /// What became of a request to fit the mood space anew.
  static func outcome(of reply: RefitMoodsReply) -> String {
    switch reply.moodSpace {
    case "library":
      "the mood space is fitted on \(Quantity.count(reply.tracks, "track")), "
        + "in \(Quantity.count(reply.moods, "mood"))\n"
    case "shipped":
      "the shipped mood space is kept: a library needs 200 analysed tracks for one of its own\n"
    default: "no mood space yet: it takes a few analysed tracks\n"
    }
  }
}
