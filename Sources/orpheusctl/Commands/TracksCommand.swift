import ArgumentParser
import ControlProtocol
import MusicModel

/// `orpheusctl tracks`
struct TracksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tracks",
    abstract: "List tracks, all of them or those of a mood or a state.",
    discussion: """
      STATES
        pending       seen, waiting to be analysed
        analysed      analysed and in a mood
        failed        could not be read or decoded
        quarantined   twice stopped a worker; left alone until it or its decoder changes
        skipped       shorter or longer than the settings allow
        missing       the file is gone; kept so that its return costs nothing
      """)

  /// Short forms of the two states people look for.
  enum Trouble: String, EnumerableFlag {
    case quarantined
    case failed

    static func help(for value: Self) -> ArgumentHelp? {
      switch value {
      case .quarantined: "The same as --state quarantined, with the reasons."
      case .failed: "The same as --state failed, with the reasons."
      }
    }
  }

  @Option(help: "Only tracks of this mood: its slug, name or number.", completion: .mood)
  var mood: String?

  @Option(help: "Only tracks in this state.")
  var state: TrackState?

  @Flag(exclusivity: .exclusive)
  var trouble: Trouble?

  @Option(help: ArgumentHelp("At most this many.", valueName: "number"))
  var limit: Int?

  @OptionGroup var client: ClientOptions

  /// The state asked for in either way.
  var wantedState: TrackState? { state ?? trouble.flatMap { TrackState(rawValue: $0.rawValue) } }

  func validate() throws {
    if state != nil, let trouble {
      throw ValidationError("--state and --\(trouble.rawValue) say the same thing twice")
    }
    if let limit, limit < 1 { throw ValidationError("--limit has to be at least 1") }
  }

  func run() async throws {
    let console = Console.current
    let tracks = try await client.address(console).withClient { daemon in
      try await daemon.tracks(mood: mood, state: wantedState?.rawValue, limit: limit)
    }
    let inTrouble: Set<TrackState?> = [.failed, .quarantined, .skipped]
    let view = TracksView(tracks: tracks, showsReasons: inTrouble.contains(wantedState))
    try client.output.write(tracks, to: console, text: view.render(for: console.output))
  }
}

extension TrackState: ExpressibleByArgument {}
