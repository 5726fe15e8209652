import ArgumentParser
import ControlProtocol
import Settings
import SystemPackage

/// The options of every command that writes a playlist.
struct PlaylistOptions: ParsableArguments {
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

  @Option(
    name: .shortAndLong, help: "The playlist to write; - is standard output.",
    completion: .file(extensions: ["m3u8", "m3u"]))
  var output: PathArgument?

  @Flag(exclusivity: .exclusive)
  var paths: Paths?

  @Option(
    help: ArgumentHelp(
      "Replace the folder FROM by TO, for a player that sees the music elsewhere; an empty TO "
        + "leaves paths relative to FROM.", valueName: "from=to"))
  var prefix: PrefixArgument?

  func validate() throws {
    if let paths, prefix != nil {
      throw ValidationError("--prefix and --\(paths.rawValue) exclude each other")
    }
  }

  /// Writes `entries` where the options say, replacing a file in one step, and reports what became
  /// of it; warnings go to standard error.
  ///
  /// - Parameter quietly: leaves standard output alone, for a caller that prints something else.
  /// - Returns: the file; nil for standard output.
  @discardableResult
  func write(
    _ entries: [PlaylistEntry], to console: Console, quietly: Bool
  ) throws -> FilePath? {
    let file = destination(from: .workingDirectory(environment: console.environment))
    let mapping = mapping(for: file, environment: console.environment)
    let playlist = M3U8Writer(mapping: mapping).write(entries)
    for warning in playlist.warnings { console.complain(warning) }
    if let file { try AtomicFile.write(playlist.bytes, to: file) }
    guard !quietly else { return file }
    if let file {
      try console.write(
        "\(file.string.printable): \(Quantity.count(playlist.count, "track"))\n")
    } else {
      try console.write(playlist.bytes)
    }
    return file
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
