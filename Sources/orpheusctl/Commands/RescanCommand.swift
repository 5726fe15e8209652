import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl rescan`
struct RescanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescan",
    abstract: "Look at every file again, everywhere or below one folder.",
    discussion: """
      Orpheus notices changes by itself; this is for those a file system does not report, as on a \
      network share. Files that have not changed are not analysed again. Returns at once; \
      `orpheusctl sync` waits for the end.
      """)

  @Argument(help: "The folder; without it, all watched folders.", completion: .directory)
  var folder: PathArgument?

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let path = folder.map { WirePath($0.absolute(in: console.environment)) }
    let reply = try await client.address(console).withClient {
      try await $0.call(RescanRequest(path: path))
    }
    try client.output.write(reply, to: console, text: "rescan begun\n")
  }
}
