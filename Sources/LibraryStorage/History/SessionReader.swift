import GRDB
import ListeningHistory
import MusicModel

/// A play that says something about moods: no skip, and of a track whose mood is known.
struct MoodPlay {
  /// Seconds since 1970, UTC.
  let start: Int64
  let shares: [MoodShare]
}

/// Reads plays in order of time and groups them into sessions, holding one session at a time.
struct SessionReader {
  /// Plays that start at the same second come in an order that does not depend on what was read
  /// first, but for plays of the same track, which teach the same.
  private static let sql = """
    SELECT began, ended, weight, mood_id, confidence, runner_up_id FROM listen
      CROSS JOIN heard ON heard.id = heard_id
      LEFT JOIN membership ON membership.track_id = heard.track_id
      WHERE is_echo = 0 AND began >= ?
      ORDER BY began, play_group
    """

  private let plays: RowCursor
  private var sessionizer: Sessionizer
  /// The plays of the session in hand.
  private var current: [MoodPlay] = []

  /// Begins with the plays that start at `boundary`; no earlier one may reach into their sessions.
  init(_ db: Database, from boundary: Int64, gap: Int64) throws {
    plays = try Row.fetchCursor(
      db.makeStatement(sql: Self.sql), arguments: [boundary])
    sessionizer = Sessionizer(gap: gap)
  }

  /// The next session that another one follows, with its telling plays; nil after the last such.
  mutating func next() throws -> (session: Session, plays: [MoodPlay])? {
    while let row = try plays.next() {
      let start: Int64 = row[0]
      let weight: Double = row[2]
      let ended = sessionizer.add(Listen(start: start, end: row[1], weight: weight, moods: []))
      defer {
        if weight > 0, let shares = MoodShare.shares(row: row, at: 3) {
          current.append(MoodPlay(start: start, shares: shares))
        }
      }
      guard let ended else { continue }
      defer { current = [] }
      return (ended, current)
    }
    return nil
  }

  /// The session that none follows, once ``next()`` has come to its end.
  var last: (session: Session, plays: [MoodPlay])? {
    sessionizer.current.map { ($0, current) }
  }

  /// True when a play at `moment` would not go on with `session` any more.
  func isOver(_ session: Session, at moment: Int64) -> Bool {
    !sessionizer.isOpen(session, at: moment)
  }
}

extension MoodShare {
  /// Reads mood, confidence and runner-up; nil when there is no mood.
  static func shares(row: Row, at first: Int) -> [MoodShare]? {
    guard let mood: Int64 = row[first] else { return nil }
    let runnerUp: Int64? = row[first + 2]
    return MoodMembership(
      mood: MoodID(rawValue: mood), confidence: row[first + 1], distance: 0,
      position: ValenceArousal(valence: 0, arousal: 0),
      runnerUp: runnerUp.map(MoodID.init(rawValue:))
    ).shares
  }
}
