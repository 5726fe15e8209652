import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl next`
struct NextCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next",
    abstract: "Suggest what to play next.",
    discussion: """
      The moods likely to follow the running session, or usual at this time of day when none is \
      running, each with tracks that were not played lately. With --output, the tracks become a \
      playlist.

      EXAMPLES
        orpheusctl next --moods 3
        orpheusctl next --moods 1 --tracks 10 -o next.m3u8
        orpheusctl next --prefix /home/me/Music= -o - | mpc add
      """)

  @Option(help: ArgumentHelp("At most this many moods. [default: 5]", valueName: "number"))
  var moods: Int?

  @Option(
    help: ArgumentHelp("At most this many tracks of each mood. [default: 3]", valueName: "number"))
  var tracks: Int?

  @OptionGroup var playlist: PlaylistOptions

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if let moods, moods < 1 { throw ValidationError("--moods has to be at least 1") }
    if let tracks, tracks < 1 { throw ValidationError("--tracks has to be at least 1") }
    if playlist.output == nil, playlist.paths != nil || playlist.prefix != nil {
      throw ValidationError("how paths are written is about a playlist: name one with --output")
    }
  }

  func run() async throws {
    let console = Console.current
    let next = try await client.address(console).withClient {
      try await $0.next(moods: moods, tracks: tracks)
    }
    if playlist.output != nil {
      try playlist.write(
        next.moods.flatMap(\.tracks), to: console, quietly: client.output.json)
      guard client.output.json else { return }
    }
    try client.output.write(
      next, to: console, text: NextView(next: next).render(for: console.output))
  }
}
