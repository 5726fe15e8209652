/// Directories that left their place and have not arrived elsewhere.
///
/// The kernel queues both halves of a rename with one cookie, but reads may fall between them and
/// a move out of the roots has no second half: the wait is bounded. A directory that a visit finds
/// missing may turn up in the next one, too.
struct MovePairing {
  /// How it became known that a directory left.
  enum Sign: Hashable {
    case cookie(UInt32)
    case missing(DirectoryID)
  }

  private struct Departure {
    var directory: DirectoryID
    var deadline: Duration
  }

  private var departures: [Sign: Departure] = [:]

  /// When `expire` has something to do next.
  var nextDeadline: Duration? { departures.values.map(\.deadline).min() }

  /// Begins to wait for the arrival of a directory.
  mutating func hold(_ directory: DirectoryID, for sign: Sign, until deadline: Duration) {
    departures[sign] = Departure(directory: directory, deadline: deadline)
  }

  /// The directory that left under this cookie.
  mutating func take(cookie: UInt32) -> DirectoryID? {
    departures.removeValue(forKey: .cookie(cookie))?.directory
  }

  /// Stops to wait for a directory that was found by other means or ceased to exist.
  mutating func forget(_ directory: DirectoryID) {
    departures = departures.filter { $0.value.directory != directory }
  }

  /// The directories for which the wait is over.
  mutating func expire(at now: Duration) -> [DirectoryID] { remove { $1.deadline <= now } }

  /// The directories that wait for the second half of a rename.
  mutating func expireCookies() -> [DirectoryID] {
    remove { sign, _ in if case .cookie = sign { true } else { false } }
  }

  /// The directories that wait to be found by a visit.
  mutating func expireMissing() -> [DirectoryID] {
    remove { sign, _ in if case .missing = sign { true } else { false } }
  }

  private mutating func remove(where isOver: (Sign, Departure) -> Bool) -> [DirectoryID] {
    let over = departures.filter { isOver($0.key, $0.value) }
    for sign in over.keys { departures[sign] = nil }
    return over.values.map(\.directory)
  }
}
