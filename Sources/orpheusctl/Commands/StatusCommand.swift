import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how the daemon is and how far it has come.",
    discussion: """
      Health, what it is doing, how many tracks it knows and how many of them are in trouble, the \
      models, the watched folders, and everything that is degraded together with its remedy.
      """)

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let status = try await client.address(console).withClient { try await $0.call(StatusRequest()) }
    try client.output.write(
      status, to: console, text: StatusView(status: status).render(for: console.output))
  }
}
