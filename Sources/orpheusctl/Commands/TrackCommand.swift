import ArgumentParser
import ControlProtocol
import MusicModel
import Settings
import SystemPackage

/// `orpheusctl track`
struct TrackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track",
    abstract: "Show everything known about one track.",
    discussion: """
      Its tags, state and mood, valence and arousal, loudness, key and tempo, the words the models \
      give it and its affect values; with --json everything that is known. The file may be given relative to the working directory, and through \
      symbolic links. A track of an album that is one file with a CUE sheet is called \
      FILE#NUMBER.

      EXAMPLES
        orpheusctl track ~/Music/song.flac
        orpheusctl track ~/Music/album.flac#3 --spectrum
      """)

  @Argument(help: "The file.", completion: .file())
  var file: PathArgument

  @Flag(help: "Also the point in the model's feature space.")
  var embedding = false

  @Flag(help: "Also the spectrum: centroid, roll-off, flatness, flux, zero crossings and MFCC.")
  var spectrum = false

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let names = Self.names(of: file.path, environment: console.environment)
    let track = try await client.address(console).withClient { daemon in
      try await daemon.track(names, embedding: embedding)
    }
    try client.output.write(
      track, to: console,
      text: TrackView(track: track, showsSpectrum: spectrum).render(for: console.output))
  }

  /// The names the daemon may know the file by: as the listener sees it, and with all symbolic
  /// links followed, for a shell that stands in a folder reached by another way.
  static func names(of file: FilePath, environment: [String: String]) -> [WirePath] {
    let spelled = file.absolute(from: .workingDirectory(environment: environment))
    var names = [spelled, file.physical].compactMap(\.self)
    if let (whole, number) = spelled.sectionAddress {
      names += [whole, whole.physical].compactMap { $0?.section(number) }
    }
    return names.enumerated().filter { !names.prefix($0.offset).contains($0.element) }
      .map { WirePath($0.element) }
  }
}
