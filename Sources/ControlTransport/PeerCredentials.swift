import CLinux
import SystemPackage

/// Who is at the other end of a connection, as the kernel knows it (SO_PEERCRED, unix(7)).
///
/// They are those of the process that connected, at the time it did; the client cannot forge them.
/// The numbers are `uid_t`, `gid_t` and `pid_t`.
package struct PeerCredentials: Sendable, Hashable {
  /// The effective user.
  package var user: UInt32
  /// The effective group.
  package var group: UInt32
  /// The process, for log lines only: the number may have been given to another one since.
  package var process: Int32

  /// Gathers the three.
  package init(user: UInt32, group: UInt32, process: Int32) {
    self.user = user
    self.group = group
    self.process = process
  }

  /// Asks the kernel about the peer of the connected socket `descriptor`.
  init(socket descriptor: CInt) throws(Errno) {
    // Not 0: nobody is root for want of an answer.
    self.init(user: .max, group: .max, process: -1)
    let result = orpheus_peer_credentials(descriptor, &user, &group, &process)
    guard result == 0 else { throw Errno(rawValue: -result) }
  }

  /// True for those who may change what a daemon of user `owner` keeps: that user, and root.
  func mayChange(what owner: UInt32) -> Bool { user == owner || user == 0 }
}
