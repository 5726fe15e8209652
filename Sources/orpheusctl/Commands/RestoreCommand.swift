import ArgumentParser
import ControlProtocol
import ControlTransport
import SystemPackage

/// `orpheusctl restore`
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Go on with a backup of the library database.",
    discussion: """
      The daemon reads the backup through first, sets its present database aside, and starts over \
      with the backup; it answers again after a moment. Music and listening histories are looked \
      through for what has changed since.

      EXAMPLES
        orpheusctl backup --list
        orpheusctl restore ~/orpheus.sqlite
      """)

  @Argument(help: "A copy of the database.", completion: .file(extensions: ["sqlite"]))
  var file: PathArgument

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let path = file.absolute(in: console.environment)
    let reply = try await client.address(console).withClient { daemon in
      try await daemon.call(RestoreRequest(path: WirePath(path)))
    }
    try client.output.write(
      reply, to: console,
      text: "\(path.string.printable) is sound; the daemon goes on with it (orpheusctl status)\n")
  }
}
