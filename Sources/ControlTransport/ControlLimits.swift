/// What one client may cost the daemon. A breach ends that client's connection and nobody else's.
package struct ControlLimits: Sendable, Hashable {
  /// Bytes in a request.
  package var requestBytes = 64 * 1024
  /// Bytes in a reply. Replies are written one at a time, so this is also what a client that never
  /// reads can keep in memory.
  package var replyBytes = 1024 * 1024
  /// How deep a request's objects and arrays may nest.
  package var depth = 32
  /// Connections at a time.
  package var connections = 64
  /// How many of them only the daemon's owner and root may use: other users, however many, never
  /// lock out who has to see what goes on. Where there is only the owner, as with a daemon of one's
  /// own, nobody else takes a connection in the first place.
  package var connectionsForOwner = 8
  /// Connections of one user at a time; of the owner as well, whose programs may have gone astray
  /// like anybody's. Root always finds room then.
  package var connectionsPerUser = 16
  /// How long a request may take to arrive after its first byte.
  package var partialFrame = Duration.seconds(5)
  /// How long a client may take to read a reply.
  package var stalledOutput = Duration.seconds(30)
  /// How long a stopping server waits for replies in hand. systemd is told five seconds.
  package var stopGrace = Duration.seconds(2)

  /// The limits of the daemon.
  package static let standard = ControlLimits()

  /// The standard limits, to be changed by tests.
  package init() {}
}
