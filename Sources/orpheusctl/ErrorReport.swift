import ControlProtocol
import ControlTransport
import Settings
import SystemPackage

/// The exit statuses of `orpheusctl`, part of its interface.
enum CommandStatus: Int32, Sendable {
  case done = 0
  case failed = 1
  case usage = 2
  case daemonNotRunning = 3
}

/// A failure of a command itself, in words a person can act on.
struct CommandFailure: Error, Hashable {
  var message: String
  var status = CommandStatus.failed
}

/// An error as the person at the terminal gets to see it: what happened and what to do.
struct ErrorReport: Hashable {
  var message: String
  var status: CommandStatus

  init(_ error: any Error) {
    status = .failed
    switch error {
    case let error as CommandFailure:
      message = error.message
      status = error.status
    case let error as ControlError: message = Self.words(for: error)
    case let error as ControlClientError:
      message = error.message
      if error.code == .daemonNotRunning { status = .daemonNotRunning }
    case let error as SettingsError:
      let count = error.problems.count
      message = "\(count) \(count == 1 ? "problem" : "problems") in the settings:\n\(error)"
    case is CancellationError: message = "interrupted"
    default: message = String(describing: error)
    }
  }

  private static func words(for error: ControlError) -> String {
    switch error {
    case .moodNotFound(let mood, let nearest):
      let hint = nearest.map { "; did you mean \($0.printable)?" } ?? ""
      return "there is no mood “\(mood.printable)”\(hint) (orpheusctl moods lists them)"
    case .trackNotFound(let path):
      return "no track at \(path.printable): it is outside the watched folders, left out, or not "
        + "seen yet (orpheusctl status lists the folders, orpheusctl sync waits for new files); "
        + "an album in one file with a CUE sheet is several tracks, FILE#1 and so on"
    case .invalidRequest(let reason): return "the daemon refused the request: \(reason.printable)"
    case .notPermitted(let reason): return "not permitted: \(reason.printable)"
    case .limitExceeded(let limit):
      return "the daemon is at its limit (\(limit.printable)); try again in a moment"
    case .timedOut(let pending):
      return "timed out with \(Quantity.count(pending, "track")) pending "
        + "(orpheusctl status tells what they wait for)"
    case .failed(let reason): return "the daemon failed: \(reason.printable)"
    case .interfaceNotFound(let name), .methodNotFound(let name), .methodNotImplemented(let name):
      return "the daemon does not know \(name.printable): it is of another version than this "
        + "program; restart it with: systemctl --user restart orpheusd"
    case .invalidParameter(let name):
      return "the daemon refused the value of \(name.printable)"
    }
  }
}
