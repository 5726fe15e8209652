package import MusicModel

/// Groups plays into sessions: a pause longer than the gap, between the end of one play and the
/// start of the next, ends a session.
package struct Sessionizer: Sendable {
  /// The longest pause inside a session, in seconds.
  package let gap: Int64
  /// The session in hand; nil before the first play.
  package private(set) var current: Session?

  /// Starts without a session. `gap` is 20 minutes unless the listener says otherwise.
  package init(gap: Int64 = 20 * 60) { self.gap = gap }

  /// Takes in the next play in order of start; returns the session that ended before it, if one
  /// did.
  package mutating func add(_ listen: Listen) -> Session? {
    guard var session = current, listen.start - session.end <= gap else {
      defer { current = Session(start: listen.start, end: listen.end, listens: 1) }
      return current
    }
    // A play may end before an earlier one did when two players report.
    session.end = max(session.end, listen.end)
    session.listens += 1
    current = session
    return nil
  }

  /// True when a session that ended at `end` would be gone on with by a play starting at `moment`.
  package func isOpen(_ session: Session, at moment: Int64) -> Bool {
    moment - session.end <= gap
  }
}
