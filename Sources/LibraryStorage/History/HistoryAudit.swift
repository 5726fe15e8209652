import FoundationEssentials
import GRDB
import ListeningHistory
import MoodModel
import MusicModel

/// Proof that everything derived from histories is what would be derived from them now.
struct HistoryAudit {
  private let db: Database
  private(set) var findings: [String] = []

  init(_ db: Database) { self.db = db }

  /// Looks for what breaks the rules of the tables.
  mutating func checkRows() throws {
    for rule in Self.rules {
      findings += try db.rows(rule.sql).map { row in
        "\(rule.finding): \(row.databaseValues.map(\.description).joined(separator: ", "))"
      }
    }
  }

  /// Each query selects what breaks its rule.
  private static let rules: [(finding: String, sql: String)] = [
    (
      "plays of a recording differ",
      """
      SELECT id, listens, n FROM (SELECT id, listens, (SELECT count(*) FROM listen
          WHERE heard_id = heard.id AND is_echo = 0) AS n FROM heard) WHERE listens <> n
      """
    ),
    (
      "plays differ",
      """
      SELECT listens, matched FROM history_state
        WHERE listens <> (SELECT count(*) FROM listen WHERE is_echo = 0)
          OR matched <> (SELECT count(*) FROM listen JOIN heard ON heard.id = heard_id
            WHERE is_echo = 0 AND track_id IS NOT NULL)
      """
    ),
    (
      "recording without reports, or without names",
      """
      SELECT id FROM heard WHERE NOT EXISTS (SELECT 1 FROM listen WHERE heard_id = heard.id)
        OR NOT EXISTS (SELECT 1 FROM heard_name WHERE heard_name.id = heard.id)
      """
    ),
    (
      "format of a listen unknown to its recording or to all",
      """
      SELECT listen.id FROM listen JOIN heard ON heard.id = heard_id CROSS JOIN history_state
        WHERE heard.formats & (1 << format) = 0 OR history_state.formats & (1 << format) = 0
      """
    ),
    (
      "matched to a track that is not there",
      """
      SELECT heard.id FROM heard JOIN track ON track.id = track_id
        WHERE due = 0 AND missing_since IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM changed_track WHERE changed_track.track_id = track.id)
      """
    ),
    (
      "length of a track differs",
      """
      SELECT heard.id FROM heard LEFT JOIN track ON track.id = track_id
        WHERE due = 0 AND track_seconds IS NOT track.seconds
          AND NOT EXISTS (SELECT 1 FROM changed_track WHERE changed_track.track_id = track.id)
      """
    ),
    (
      "word of a track that is not in the catalogue",
      """
      SELECT DISTINCT track_id FROM match_word WHERE NOT EXISTS
        (SELECT 1 FROM match_key WHERE match_key.track_id = match_word.track_id)
      """
    ),
    (
      "runner-up that does not live, or is the mood itself",
      """
      SELECT track_id FROM membership JOIN mood ON mood.id = runner_up_id
        WHERE retired = 1 OR runner_up_id = mood_id
      """
    ),
  ]

  /// Goes through recordings and tracks in slices, so that memory holds one of them.
  mutating func checkRecordings() throws {
    let listens = try Row.fetchCursor(
      db,
      sql: """
        SELECT \(StoredListen.columns), \(HeardState.columns), digest, exact, heard.due,
            heard.track_id, \(HeardRecording.columns)
          FROM heard JOIN heard_name ON heard_name.id = heard.id JOIN listen ON listen.heard_id = heard.id ORDER BY heard.id
        """)
    var checked: Int64?
    while let row = try listens.next() {
      let listen = try StoredListen(row: row)
      let heard = HeardState(row: row, at: StoredListen.columnCount)
      let first = StoredListen.columnCount + HeardState.columnCount
      let timed = listen.replaced(by: listen.report, timing: listen.report.timing(of: heard))
      if !timed.says(theSameAs: listen) { findings.append("times differ: listen \(listen.id)") }
      guard heard.id != checked else { continue }
      checked = heard.id
      let digest = HeardDigest(of: HeardRecording(row: row, at: first + 4))
      if digest.bytes != row[first] { findings.append("digest differs: \(heard.id)") }
      let track: Int64? = row[first + 3]
      let group = HeardState.group(
        track: track.map(TrackID.init(rawValue:)), exact: row[first + 1], digest: digest)
      if row[first + 2] == false, group != heard.group {
        findings.append("group differs: \(heard.id)")
      }
    }
    let groups = try Int64.fetchCursor(db, sql: "SELECT DISTINCT play_group FROM heard")
    while let group = try groups.next() {
      findings += try EchoReview(db, group).allFlips().map { "echo differs: \($0.listen)" }
    }
  }

  /// Compares the catalogue with the tracks, those put down as changed left out.
  mutating func checkCatalogue() throws {
    guard
      try db.integer("SELECT key_version FROM history_state") == Int64(MatchKey.version)
    else { return }
    let tracks = try Int64.fetchCursor(
      db,
      sql: """
        SELECT track_id FROM match_key
          WHERE track_id NOT IN (SELECT track_id FROM changed_track)
        UNION SELECT id FROM track
          WHERE missing_since IS NULL AND id NOT IN (SELECT track_id FROM changed_track)
        """)
    while let track = try tracks.next() {
      let row = try db.row(
        "SELECT \(TrackMetadata.columns) FROM track WHERE id = ? AND missing_since IS NULL",
        [track])
      let kept = try db.row(
        "SELECT \(TrackEvidence.columns) FROM match_key WHERE track_id = ?", [track])
      let found = row.map { TrackEvidence(TrackMetadata(row: $0, at: 0)) } ?? TrackEvidence()
      if kept.map(TrackEvidence.init(row:)) ?? TrackEvidence() != found {
        findings.append("evidence differs: track \(track)")
      }
      for word in found.words {
        let entry = try db.row(
          "SELECT 1 FROM match_word WHERE word = ? AND track_id = ?", [word, track])
        if entry == nil { findings.append("word of track \(track) is missing") }
      }
    }
    let counts = try db.row(
      """
      SELECT (SELECT count(*) FROM match_word),
        (SELECT coalesce(sum(length(words) / 4), 0) FROM match_key)
      """)
    if let counts, counts[0] as Int64 != counts[1] { findings.append("words differ: \(counts)") }
  }

  /// Compares what was learned with what would be learned from the same plays now. What moods were
  /// learned takes the zone that was gone by, and is left out without it.
  mutating func checkLearning(localTime: LocalTime?) throws {
    let state = try db.learnedState()
    guard !state.isStale else { return }
    let moods = try db.moodNumbers()
    let isComparable =
      try localTime?.identifier == state.terms.zone
      && state.terms.generation == db.generation() && state.terms.method == MoodTransitions.version
    var learner = HabitLearner(moods: moods)
    var boundary = LearnedState.beginning
    var sessions: [Session] = []
    func take(_ session: Session, _ plays: [MoodPlay]) {
      // What lies beyond has not been learned from.
      guard session.start < state.boundary else { return }
      sessions.append(session)
      boundary = session.end + state.terms.gap + 1
      if let localTime, isComparable { learner.learn(plays, localTime: localTime) }
    }
    var reader = try SessionReader(db, from: .min, gap: state.terms.gap)
    while let (session, plays) = try reader.next() { take(session, plays) }
    if let (session, plays) = reader.last { take(session, plays) }
    let kept = try db.rows("SELECT began, ended, listens FROM session ORDER BY began")
      .map { Session(start: $0[0], end: $0[1], listens: $0[2]) }
    if kept != sessions { findings.append("sessions differ: \(kept.count), \(sessions.count)") }
    if boundary != state.boundary { findings.append("boundary differs: \(boundary)") }
    guard isComparable else { return }
    if try db.learner(moods: moods, steps: state.steps)?.agrees(with: learner) != true {
      findings.append("what was learned differs")
    }
  }
}
