import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl evaluate`
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well Orpheus does on your own data.",
    discussion: """
      How well the moods hold: how much of feeling and sound they account for, whether half of the \
      library would give the same ones, how far apart they lie, and how far they are only genres \
      or albums. The verdict comes first; a figure that is not defined is a dash.

      With --transitions: how well the mood of the next play is foreseen. The latest part of the \
      history is held out; what was learned before it is measured on it, against the guesses that \
      the mood stays, and that moods come as often as they always do.
      """)

  @Flag(help: "Measure the learned transitions instead of the moods.")
  var transitions = false

  @Option(
    name: .customLong("hold-out"),
    help: ArgumentHelp(
      "The part of the history to measure on, between 0 and 1. [default: 0.2]", valueName: "part"))
  var holdOut: Double?

  @OptionGroup var client: ClientOptions

  func validate() throws {
    guard transitions || holdOut == nil else {
      throw ValidationError("--hold-out goes with --transitions")
    }
    if let holdOut, !(holdOut > 0 && holdOut < 1) {
      throw ValidationError("--hold-out has to lie between 0 and 1")
    }
  }

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    guard transitions else {
      let reply = try await address.withClient { try await $0.call(EvaluateMoodsRequest()) }
      return try client.output.write(
        reply, to: console, text: MoodEvaluationView(reply: reply).render(for: console.output))
    }
    let reply = try await address.withClient {
      try await $0.call(EvaluateTransitionsRequest(share: holdOut))
    }
    try client.output.write(
      reply, to: console, text: EvaluationView(reply: reply).render(for: console.output))
  }
}
