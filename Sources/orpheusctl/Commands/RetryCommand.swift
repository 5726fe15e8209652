import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl retry`
struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Try files again that failed or are quarantined.",
    discussion: """
      A file that could not be read, or that twice stopped its worker, is left alone until it \
      changes or what reads it is upgraded. This is for when something else was the matter. Ends \
      a rest of the workers, too. Returns at once; `orpheusctl sync` waits for the end.
      """)

  @Argument(
    help: "A file, or a folder with everything below it; without it, the whole library.",
    completion: .file())
  var place: PathArgument?

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let path = place.map { WirePath($0.absolute(in: console.environment)) }
    let reply = try await client.address(console).withClient {
      try await $0.call(RetryRequest(path: path))
    }
    let text =
      reply.tracks == 0
      ? "nothing to try again\n" : "\(Quantity.count(reply.tracks, "track")) to be tried again\n"
    try client.output.write(reply, to: console, text: text)
  }
}
