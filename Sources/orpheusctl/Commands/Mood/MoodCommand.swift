import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl mood`
struct MoodCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mood",
    abstract: "Show one mood and why it is called so, and say what belongs to it.",
    usage: """
      orpheusctl mood <mood> [--rename <name>]
      orpheusctl mood <subcommand>
      """,
    discussion: """
      Without a subcommand one mood is shown: what follows then are the arguments of \
      `orpheusctl mood show`, which is also the way to a mood that is called like a subcommand.

      What is said here is kept for good: however the moods are formed, by whatever model, and \
      wherever the files are moved to.

      EXAMPLES
        orpheusctl mood calm-ambient
        orpheusctl mood calm-ambient --rename "Sunday morning"
        orpheusctl mood merge calm-ambient soft-piano
        orpheusctl mood pin *.flac calm-ambient
        orpheusctl mood exclude lecture.ogg
      """,
    subcommands: [
      Show.self, MergeMoodsCommand.self, UnmergeMoodCommand.self, PinTracksCommand.self,
      UnpinTracksCommand.self, ExcludeTracksCommand.self, IncludeTracksCommand.self,
    ],
    defaultSubcommand: Show.self)

  /// `orpheusctl mood MOOD`, `orpheusctl mood show MOOD`
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show one mood and why it is called so, or give it a name.",
      discussion: """
        A mood's name is an adjective for its valence and arousal and a word that its tracks are \
        likelier to be tagged with than the rest of the library. Shown are both with their \
        numbers, what tells the mood from those nearest to it, the tracks that could as well be \
        in another, and how firmly its tracks belong.

        A name given here stays, however the mood changes; the slug, which commands and file \
        names use, stays as well.

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
      let address = client.address(console)
      if let newName {
        let info = try await address.withClient {
          try await $0.call(RenameMoodRequest(mood: mood, name: newName)).mood
        }
        return try client.output.write(
          info, to: console, text: MoodView(mood: info).render(for: console.output))
      }
      let reply = try await address.withClient {
        try await $0.call(ExplainMoodRequest(mood: mood))
      }
      let view = MoodExplanationView(mood: reply.mood, explanation: reply.explanation)
      try client.output.write(
        ExplainedMood(mood: reply.mood, explanation: reply.explanation), to: console,
        text: MoodView(mood: reply.mood).render(for: console.output)
          + view.render(for: console.output))
    }
  }
}
