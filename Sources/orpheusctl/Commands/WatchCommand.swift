import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl watch`
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow what changes, until interrupted.",
    discussion: """
      A line for each change of the library, the moods, what is listened to (session) or the \
      daemon's health; on a terminal, a line of progress below them. With --json, one JSON \
      document a line.
      """)

  /// The topics as an option takes them.
  @Option(
    name: .customLong("topic"),
    help: "Only changes of this kind; may be given more than once.")
  var topics: [Topic] = []

  @OptionGroup var client: ClientOptions

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    try await address.withClient { subscription in
      // The stream occupies its connection; figures are asked for on a second one.
      try await address.withClient { daemon in
        var line = LiveLine(console)
        defer { line.clear() }
        let request = MonitorRequest(topics: topics.isEmpty ? nil : topics.map(\.rawValue))
        for try await change in subscription.stream(request) {
          if client.output.json {
            try console.write(JSONDocument.text(change, onOneLine: true))
            continue
          }
          let status = try await daemon.call(StatusRequest())
          line.clear()
          try console.write(Self.line(for: change, status, at: Self.timeOfDay))
          if status.pending > 0 { line.show(ProgressLine.line(for: status, width: line.width)) }
        }
      }
    }
    throw ControlClientError(
      code: .connectionLost, message: "the daemon ended the stream of changes")
  }

  /// `12:04:31  library, moods  1,204 tracks, 18 pending, 9 moods`
  static func line(for change: MonitorReply, _ status: StatusReply, at time: String) -> String {
    let topics = change.topics.isEmpty ? "now" : change.topics.joined(separator: ", ")
    var figures = [Quantity.count(status.tracks, "track")]
    if status.pending > 0 { figures.append("\(Quantity.grouped(status.pending)) pending") }
    let failed = status.failed + (status.unread ?? 0)
    if failed > 0 { figures.append("\(Quantity.grouped(failed)) failed") }
    figures.append(Quantity.count(status.moods, "mood"))
    if status.listens > 0 { figures.append(Quantity.count(status.listens, "listen")) }
    if status.health != "ok" { figures.append(status.health) }
    return "\(time)  \(topics.printable)  \(figures.joined(separator: ", "))\n"
  }

  /// The wall clock in the listener's time zone.
  private static var timeOfDay: String {
    let clock = WallClock.current
    return clock.timeOfDayWithSeconds(clock.now)
  }
}

extension Topic: ExpressibleByArgument {}
