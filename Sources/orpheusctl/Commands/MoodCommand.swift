import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl mood`
struct MoodCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mood",
    abstract: "Show one mood, or give it a name.",
    discussion: """
      A name given here stays, however the mood changes; the slug, which commands and file names \
      use, stays as well.

        orpheusctl mood calm-ambient --rename "Sunday morning"
      """)

  @Argument(help: "A mood: its slug, its name or its number.", completion: .mood)
  var mood: String

  @Option(name: [.customLong("rename")], help: "The new name.")
  var newName: String?

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if let newName, !newName.contains(where: { !$0.isWhitespace }) {
      throw ValidationError("the new name is empty")
    }
  }

  func run() async throws {
    let console = Console.current
    let info = try await client.address(console).withClient { daemon in
      if let newName {
        try await daemon.call(RenameMoodRequest(mood: mood, name: newName)).mood
      } else {
        try await daemon.call(MoodRequest(mood: mood)).mood
      }
    }
    try client.output.write(
      info, to: console, text: MoodView(mood: info).render(for: console.output))
  }
}
