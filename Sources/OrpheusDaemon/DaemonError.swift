/// Why the daemon cannot run, and what to do about it.
package struct DaemonError: Error, Sendable, CustomStringConvertible {
  /// What kind of obstacle it is.
  package enum Code: Sendable, Hashable {
    /// Another daemon uses the state folder or the socket.
    case alreadyRunning
    /// A folder or a file of the daemon's own cannot be made or opened.
    case inaccessible
    /// The database was made by a newer Orpheus, or is not one of Orpheus at all.
    case unusableDatabase
    /// A part of the daemon stopped unexpectedly.
    case failed
  }

  package var code: Code
  /// A sentence that says what to do.
  package var message: String

  /// EX_CONFIG of sysexits(3): starting again would not help, so the service manager should not.
  package static let unusableSettingsStatus: Int32 = 78

  /// The process's exit status.
  package var exitStatus: Int32 {
    code == .unusableDatabase ? Self.unusableSettingsStatus : 1
  }

  package var description: String { message }
}
