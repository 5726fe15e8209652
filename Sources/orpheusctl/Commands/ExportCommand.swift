import ArgumentParser
import ControlProtocol
import Settings
import SystemPackage

/// `orpheusctl export`
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a mood as a playlist (M3U).",
    discussion: """
      The most typical tracks come first. The file is replaced in one step: a player never sees \
      half of it.

      EXAMPLES
        orpheusctl export calm -o calm.m3u8
        orpheusctl export calm --limit 50 --relative -o ~/Music/Playlists/calm.m3u8
        orpheusctl export calm --prefix /home/me/Music= | mpc add
      """)

  /// How paths are written, but for `--prefix`, which takes a value.
  enum Paths: String, EnumerableFlag {
    case absolute
    case relative

    static func help(for value: Self) -> ArgumentHelp? {
      switch value {
      case .absolute: "Write absolute paths. (default)"
      case .relative: "Write paths relative to the playlist's folder."
      }
    }
  }

  @Argument(help: "A mood: its slug, its name or its number.", completion: .mood)
  var mood: String

  @Option(
    name: .shortAndLong, help: "The playlist to write; - or nothing is standard output.",
    completion: .file(extensions: ["m3u8", "m3u"]))
  var output: PathArgument?

  @Option(help: ArgumentHelp("At most this many tracks.", valueName: "number"))
  var limit: Int?

  @Flag(exclusivity: .exclusive)
  var paths: Paths?

  @Option(
    help: ArgumentHelp(
      "Replace the folder FROM by TO, for a player that sees the music elsewhere; an empty TO "
        + "leaves paths relative to FROM.", valueName: "from=to"))
  var prefix: PrefixArgument?

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if let paths, prefix != nil {
      throw ValidationError("--prefix and --\(paths.rawValue) exclude each other")
    }
    if let limit, limit < 1 { throw ValidationError("--limit has to be at least 1") }
  }

  func run() async throws {
    let console = Console.current
    let (found, entries): (MoodInfo, [PlaylistEntry]) = try await client.address(console).withClient
    { daemon in
      try await daemon.playlist(of: mood, limit: limit)
    }
    let file = destination(from: .workingDirectory(environment: console.environment))
    let mapping = mapping(for: file, environment: console.environment)
    let playlist = M3U8Writer(mapping: mapping).write(entries)
    for warning in playlist.warnings { console.complain(warning) }
    if let file { try AtomicFile.write(playlist.bytes, to: file) }
    if client.output.json {
      try console.write(
        JSONDocument.text(ExportDocument(mood: found, file: file?.string, entries: entries)))
    } else if let file {
      try console.write(
        "\(file.string.printable): \(Quantity.count(playlist.count, "track"))\n")
    } else {
      try console.write(playlist.bytes)
    }
  }

  /// The file to write, absolute; nil for standard output.
  func destination(from directory: FilePath) -> FilePath? {
    guard let output, output.path != "-" else { return nil }
    return output.path.absolute(from: directory)
  }

  /// What the flags say about paths, for a playlist at `file`.
  func mapping(for file: FilePath?, environment: [String: String]) -> PathMapping {
    if let prefix { return .replacing(prefix.from, with: prefix.to) }
    guard paths == .relative else { return .absolute }
    return .relative(
      to: file?.removingLastComponent() ?? .workingDirectory(environment: environment))
  }
}

/// `FROM=TO`
struct PrefixArgument: ExpressibleByArgument, Hashable {
  /// Absolute.
  var from: FilePath
  /// Empty for none.
  var to: FilePath

  init?(argument: String) {
    // From the right: the player's folder is the plainer of the two.
    guard let equals = argument.lastIndex(of: "="), argument.hasPrefix("/") else { return nil }
    from = FilePath(String(argument[..<equals]))
    to = FilePath(String(argument[argument.index(after: equals)...]))
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
