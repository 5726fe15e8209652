import ControlProtocol
import SystemPackage

/// Why the client could not talk to the daemon. What the daemon itself answers is a `ControlError`.
package struct ControlClientError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  package enum Code: Sendable, Hashable {
    /// Nobody listens at the socket.
    case daemonNotRunning
    /// The socket's permissions keep this user out.
    case notPermitted
    /// The socket cannot be connected to for another reason.
    case cannotConnect
    /// The connection ended before the answer came.
    case connectionLost
    /// The answer did not come in time.
    case noAnswer
    /// Whoever listens there is not an orpheusd, or one of another age.
    case notOrpheus
  }

  /// What kind of failure it is.
  package var code: Code
  /// What happened and what to do, for the terminal.
  package var message: String
  /// What lies behind it.
  package var cause: (any Error)?

  /// The message; the cause is for those who look further.
  package var description: String { message }

  /// Gathers the three.
  package init(code: Code, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// Reads what connect(2) said about `socket`.
  init(connectingTo socket: FilePath, _ error: Errno) {
    cause = error
    switch error {
    case .noSuchFileOrDirectory, .notDirectory:
      code = .daemonNotRunning
      message = """
        orpheusd is not running: there is no socket at \(socket). \
        Start it with: systemctl --user start orpheusd
        """
    case .connectionRefused:
      code = .daemonNotRunning
      message = """
        orpheusd is not running: nobody answers at \(socket). \
        Start it with: systemctl --user start orpheusd
        """
    case .permissionDenied, .notPermitted:
      code = .notPermitted
      message = """
        You may not connect to \(socket). \
        It belongs to the user orpheusd runs as, or to a group you are not in.
        """
    case .resourceTemporarilyUnavailable:
      code = .cannotConnect
      message = "orpheusd has too many clients waiting at \(socket). Try again in a moment."
    case .fileNameTooLong:
      code = .cannotConnect
      message =
        "The socket's path has more than 107 bytes, which the system does not allow: \(socket)"
    default:
      code = .cannotConnect
      message = "Cannot connect to \(socket): \(error)"
    }
  }

  /// The connection broke.
  static func connectionLost(_ cause: (any Error)? = nil) -> ControlClientError {
    ControlClientError(
      code: .connectionLost,
      message:
        "orpheusd closed the connection before it answered. See: journalctl --user -u orpheusd",
      cause: cause)
  }

  /// Nothing was heard for too long.
  static func noAnswer(after seconds: Double) -> ControlClientError {
    ControlClientError(
      code: .noAnswer,
      message: """
        orpheusd has not answered for \(Int(seconds.rounded(.up))) seconds; it hangs, or is kept \
        from running. See: systemctl --user status orpheusd
        """)
  }

  /// The answer is one, and lacks what this client needs to know.
  static func otherVersion(_ breach: FrameBreach) -> ControlClientError {
    var reason = ""
    if case .malformed(let what) = breach { reason = " (\(what))" }
    return ControlClientError(
      code: .notOrpheus,
      message: """
        What answers at the socket is another version of orpheusd than this orpheusctl \
        understands, or something else\(reason). If orpheusd was updated lately: \
        systemctl --user restart orpheusd
        """, cause: breach)
  }

  /// The answer makes no sense.
  static func notOrpheus(_ cause: (any Error)? = nil) -> ControlClientError {
    ControlClientError(
      code: .notOrpheus,
      message: "What answers at the socket is not an orpheusd that this orpheusctl understands.",
      cause: cause)
  }
}
