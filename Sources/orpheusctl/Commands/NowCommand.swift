import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl now`
struct NowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "now",
    abstract: "Show the mood of the running session, or of the last one.",
    discussion: """
      The moods of its plays, recent ones counting more, its way through valence (unpleasant to \
      pleasant) and arousal (calm to excited), both from -1 to +1, and what tends to follow, with \
      the number of transitions that rests on. A terminal shows the way as a drawing, too: a is \
      the earliest of the plays listed.
      """)

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let now = try await client.address(console).withClient { try await $0.call(NowRequest()) }
    try client.output.write(
      now, to: console, text: NowView(now: now, clock: .current).render(for: console.output))
  }
}
