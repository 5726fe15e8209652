import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl resume`
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on analysing after a pause.")

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let reply = try await client.address(console).withClient { try await $0.call(ResumeRequest()) }
    try client.output.write(reply, to: console, text: "resumed\n")
  }
}
