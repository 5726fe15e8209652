import ArgumentParser
import ControlProtocol
import SystemPackage

/// `orpheusctl mood pin`
struct PinTracksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Have tracks always belong to a mood.",
    usage: "orpheusctl mood pin <track> ... <mood> [--socket <path>] [--json]",
    discussion: """
      Whatever they sound like: a pinned track is in the mood, its playlists and its figures, but \
      does not change what else belongs to it. A track has one pin; a second moves it. Pinning ends \
      an exclusion from the mood.
      """)

  @Argument(
    help: ArgumentHelp("The files, and last the mood.", valueName: "track ... mood"),
    completion: .trackOrMood)
  var words: [PathArgument]

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if words.count < 2 { throw ValidationError("name one or more files, and last the mood") }
  }

  func run() async throws {
    let mood = words[words.count - 1].path.string
    try await TracksVerb(files: words.dropLast().map(\.path), client: client).run {
      PinTracksRequest(tracks: $0, mood: mood)
    } text: {
      $0 == 0 ? "nothing to pin\n" : "\(Quantity.count($0, "track")) pinned to \(mood.printable)\n"
    }
  }
}

/// `orpheusctl mood unpin`
struct UnpinTracksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin",
    abstract: "Let pinned tracks belong to the mood they sound like.")

  @Argument(help: "The files.", completion: .file())
  var tracks: [PathArgument]

  @OptionGroup var client: ClientOptions

  func run() async throws {
    try await TracksVerb(files: tracks.map(\.path), client: client).run {
      UnpinTracksRequest(tracks: $0)
    } text: {
      $0 == 0 ? "nothing was pinned\n" : "\(Quantity.count($0, "track")) unpinned\n"
    }
  }
}
