import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl pause`
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Stop analysing until told to resume.",
    discussion: "Changes are still noticed and wait their turn. The track in hand is finished.")

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let reply = try await client.address(console).withClient { try await $0.call(PauseRequest()) }
    try client.output.write(
      reply, to: console, text: "paused; orpheusctl resume goes on\n")
  }
}
