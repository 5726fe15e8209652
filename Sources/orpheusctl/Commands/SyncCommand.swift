import ArgumentParser
import ControlProtocol
import ControlTransport

/// `orpheusctl sync`
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Wait until every change to music and histories so far has been dealt with.",
    discussion: """
      Returns when whatever happened in the watched folders, those of music and those of listening \
      history, before the call is in the library or has a recorded outcome. For scripts that copy \
      music and then ask about it. On a terminal, progress is shown meanwhile; interrupting the \
      wait does not interrupt the daemon.
      """)

  @Option(help: ArgumentHelp("Give up after this long.", valueName: "seconds"))
  var timeout: Double?

  @OptionGroup var client: ClientOptions

  func validate() throws {
    if let timeout, !(timeout > 0 && timeout.isFinite) {
      throw ValidationError("--timeout has to be more than 0 seconds")
    }
  }

  func run() async throws {
    let console = Console.current
    let address = client.address(console)
    // The wait blocks its connection; progress is asked for on a second one.
    let progress = Task { await Self.showProgress(of: address, on: console) }
    let outcome: Result<EmptyReply, any Error>
    do {
      outcome = .success(
        try await address.withClient { try await $0.call(SyncRequest(seconds: timeout)) })
    } catch {
      outcome = .failure(error)
    }
    progress.cancel()
    // The line has to be gone before anything else is printed.
    await progress.value
    try client.output.write(try outcome.get(), to: console, text: "up to date\n")
  }

  /// Draws a line of progress until cancelled; without a terminal, or a daemon, nothing.
  private static func showProgress(of address: DaemonAddress, on console: Console) async {
    var line = LiveLine(console)
    guard line.isVisible else { return }
    defer { line.clear() }
    _ = try? await address.withClient { daemon in
      while !Task.isCancelled {
        let status = try await daemon.call(StatusRequest())
        if Task.isCancelled { break }
        line.show(ProgressLine.line(for: status, width: line.width))
        try await Task.sleep(for: .milliseconds(250))
      }
    }
  }
}
