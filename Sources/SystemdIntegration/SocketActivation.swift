import CSystemd
import Glibc

/// The listening socket that systemd may have opened before it started the daemon
/// (sd_listen_fds(3)).
package enum SocketActivation {
  /// Why an inherited descriptor is of no use.
  package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// A sentence for the log, with what to change in the unit.
    package var message: String

    /// The message.
    package var description: String { message }
  }

  /// The one descriptor that was passed, or nil when the daemon has to open its own socket.
  ///
  /// To be called once, early: the variables are taken out of the environment so that workers do
  /// not believe the descriptors are theirs. Throws when what was passed is not one listening Unix
  /// stream socket.
  package static func listeningDescriptor() throws(Failure) -> CInt? {
    let count = sd_listen_fds(1)
    guard count >= 0 else {
      throw Failure(message: "cannot read LISTEN_FDS: \(String(cString: strerror(-count)))")
    }
    return try listeningDescriptor(count: count, first: firstDescriptor)
  }

  /// SD_LISTEN_FDS_START, a macro.
  private static let firstDescriptor: CInt = 3

  /// Judges the `count` descriptors from `first` on.
  static func listeningDescriptor(count: CInt, first: CInt) throws(Failure) -> CInt? {
    guard count > 0 else { return nil }
    guard count == 1 else {
      throw Failure(
        message: "systemd passed \(count) sockets; orpheusd.socket may have one ListenStream=")
    }
    let isListening: CInt = 1
    guard sd_is_socket_unix(first, CInt(SOCK_STREAM.rawValue), isListening, nil, 0) > 0 else {
      throw Failure(
        message: """
          systemd passed something other than a listening Unix stream socket; orpheusd.socket \
          needs ListenStream= with a path
          """)
    }
    return first
  }
}
