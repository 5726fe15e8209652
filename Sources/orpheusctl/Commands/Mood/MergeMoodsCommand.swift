import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl mood merge`
struct MergeMoodsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Make one mood part of another.",
    discussion: """
      The first mood keeps its number and its name; the tracks of the second are its own from now \
      on, and so is whatever comes later and would have been of the second. Its valence, arousal, \
      words and exemplars are those of all of them, and past plays count for it.

      `orpheusctl mood unmerge` undoes it.
      """)

  @Argument(help: "The mood that stays: its slug, its name or its number.", completion: .mood)
  var mood: String

  @Argument(help: "The mood that becomes part of it.", completion: .mood)
  var other: String

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let info = try await client.address(console).withClient {
      try await $0.call(MergeMoodsRequest(mood: mood, other: other)).mood
    }
    try client.output.write(
      info, to: console, text: MoodView(mood: info).render(for: console.output))
  }
}

/// `orpheusctl mood unmerge`
struct UnmergeMoodCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmerge",
    abstract: "Make a merged mood one of its own again.",
    discussion: """
      It gets back its number, its name and its tracks, those that were pinned to it, and what had \
      been merged into it before. `orpheusctl mood MOOD` tells what was merged into a mood.
      """)

  @Argument(
    help: "The merged mood: its number, or the slug or name it had.", completion: .mergedMood)
  var mood: String

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let info = try await client.address(console).withClient {
      try await $0.call(UnmergeMoodRequest(mood: mood)).mood
    }
    try client.output.write(
      info, to: console, text: MoodView(mood: info).render(for: console.output))
  }
}
