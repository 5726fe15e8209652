import ControlTransport
import Settings
import SystemPackage

/// Where the daemon may be listening, most likely place first.
struct DaemonAddress: Sendable, Hashable {
  var candidates: [FilePath]

  /// - Parameters:
  ///   - socket: `--socket`, absolute; then nothing else is tried.
  ///   - environment: `ORPHEUS_SOCKET` is decisive as well.
  init(socket: FilePath?, environment: [String: String]) {
    let paths = XDGPaths(environment: environment)
    if let only = socket ?? paths.socketVariable {
      candidates = [only]
      return
    }
    // Mistakes in the settings are the daemon's to report, and `orpheusctl config check`'s; they
    // are no reason not to ask a daemon that runs.
    let own = (try? Settings.load(environment: environment))?.daemon.socket ?? paths.socket
    candidates = own == XDGPaths.systemSocket ? [own] : [own, XDGPaths.systemSocket]
  }

  /// Connects to the first candidate where a daemon listens and runs `body` with the connection.
  ///
  /// - Throws: ``ControlClientError`` `daemonNotRunning` naming every place tried.
  func withClient<Result: Sendable>(
    _ body: (ControlClient) async throws -> Result
  ) async throws -> Result {
    for candidate in candidates {
      do {
        return try await ControlClient.withConnection(to: candidate, body)
      } catch let error as ControlClientError where error.code == .daemonNotRunning {
        // Nothing of `body` has run: this error arises before there is a connection.
        continue
      }
    }
    let places = candidates.map(\.string.printable).joined(separator: " or ")
    throw ControlClientError(
      code: .daemonNotRunning,
      message: "the daemon is not running: nothing listens at \(places); "
        + "start it, or restart it if its socket has been removed, with: "
        + "systemctl \(candidates == [XDGPaths.systemSocket] ? "" : "--user ")restart orpheusd")
  }
}
