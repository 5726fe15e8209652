import ArgumentParser
import ControlProtocol
import SystemPackage

/// `orpheusctl export`
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a mood as a playlist (M3U).",
    discussion: """
      The most typical tracks come first. The playlist goes to standard output unless a file is \
      named; a file is replaced in one step: a player never sees half of it.

      EXAMPLES
        orpheusctl export calm -o calm.m3u8
        orpheusctl export calm --limit 50 --relative -o ~/Music/Playlists/calm.m3u8
        orpheusctl export calm --prefix /home/me/Music= | mpc add
      """)

  @Argument(help: "A mood: its slug, its name or its number.", completion: .mood)
  var mood: String

  @Option(help: ArgumentHelp("At most this many tracks.", valueName: "number"))
  var limit: Int?

  @OptionGroup var playlist: PlaylistOptions

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit has to be at least 1") }
  }

  func run() async throws {
    let console = Console.current
    let (found, entries): (MoodInfo, [PlaylistEntry]) = try await client.address(console).withClient
    { daemon in
      try await daemon.playlist(of: mood, limit: limit)
    }
    let file = try playlist.write(entries, to: console, quietly: client.output.json)
    if client.output.json {
      try console.write(
        JSONDocument.text(ExportDocument(mood: found, file: file?.string, entries: entries)))
    }
  }
}

/// What `export --json` prints.
struct ExportDocument: Encodable {
  var mood: MoodInfo
  /// The playlist that was written; null when none was.
  var file: String?
  var entries: [PlaylistEntry]

  private enum CodingKeys: CodingKey {
    case mood, file, entries
  }

  /// Keeps `file` when it is null, which the synthesised form would leave out.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mood, forKey: .mood)
    try container.encode(file, forKey: .file)
    try container.encode(entries, forKey: .entries)
  }
}
