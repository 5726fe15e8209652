import ArgumentParser
import ControlProtocol
import MusicModel
import Settings
import SystemPackage

/// `orpheusctl mood exclude`
struct ExcludeTracksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exclude",
    abstract: "Keep tracks out of a mood, or out of all.",
    usage: "orpheusctl mood exclude <track> ... [<mood>] [--socket <path>] [--json]",
    discussion: """
      With a mood, the tracks go to the nearest other one, and never come back by themselves. \
      Without, they are of no mood and in no playlist, and neither form moods nor name them: for \
      lectures, jingles and the like. They stay in the library, and plays of them in the history.

      The last word is a mood unless a file of that name is there; --mood leaves no doubt. \
      Excluding ends a pin. `orpheusctl mood include` undoes it.
      """)

  @OptionGroup var selection: TracksAndMood

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let (files, mood) = try selection.read(in: Console.current.environment)
    try await TracksVerb(files: files, client: client).run {
      ExcludeTracksRequest(tracks: $0, mood: mood)
    } text: {
      let tracks = Quantity.count($0, "track")
      return mood.map { "\(tracks) excluded from \($0.printable)\n" }
        ?? "\(tracks) excluded from all moods\n"
    }
  }
}

/// `orpheusctl mood include`
struct IncludeTracksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "include",
    abstract: "Let excluded tracks back in.",
    usage: "orpheusctl mood include <track> ... [<mood>] [--socket <path>] [--json]",
    discussion: """
      Into a mood they were excluded from, or without one into all. They then belong to the mood \
      they sound like.
      """)

  @OptionGroup var selection: TracksAndMood

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let (files, mood) = try selection.read(in: Console.current.environment)
    try await TracksVerb(files: files, client: client).run {
      IncludeTracksRequest(tracks: $0, mood: mood)
    } text: {
      $0 == 0 ? "nothing was excluded\n" : "\(Quantity.count($0, "track")) included again\n"
    }
  }
}

/// Files, and perhaps a mood behind them.
struct TracksAndMood: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The files, and last perhaps a mood.", valueName: "track ... mood"),
    completion: .trackOrMood)
  var words: [PathArgument]

  @Option(help: "The mood; then all other words are files.", completion: .mood)
  var mood: String?

  /// The files and the mood.
  func read(in environment: [String: String]) throws -> (files: [FilePath], mood: String?) {
    let files = words.map(\.path)
    guard mood == nil, files.count > 1, let last = words.last else { return (files, mood) }
    let path = last.absolute(in: environment)
    guard path.physical == nil, path.sectionAddress?.file.physical == nil else {
      return (files, mood)
    }
    return (files.dropLast(), last.path.string)
  }
}
