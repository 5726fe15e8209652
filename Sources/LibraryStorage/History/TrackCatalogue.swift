import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel
import SystemPackage

/// The tracks that are there, as matching asks for them.
struct TrackCatalogue: MatchCatalogue {
  /// How far the tracks of a word are counted to tell which of some words is the rarest.
  private static let mostCounted = 1_000

  private let db: Database
  private let roots: [Subtree]

  /// Answers for the tracks of a library whose watched folders are `roots`.
  init(_ db: Database, roots: [FilePath]) {
    self.db = db
    self.roots = roots.map { Subtree($0) }
  }

  /// Wherever below a watched folder the player's music directory lies, or above: the path ends
  /// alike. The shortest comes first.
  func tracks(atRelativePath path: String) throws -> [MatchCandidate] {
    let slash = UInt8(ascii: "/")
    let bytes = Data(path.utf8.drop { $0 == slash })
    guard let name = bytes.split(separator: slash).last, !name.isEmpty else { return [] }
    let directory = Data(bytes.dropLast(name.count)).dropLast()
    // Empty when the file lies in the music directory itself: then any directory will do.
    let tail = directory.isEmpty ? Data() : Data([slash] + directory)
    return try db.rows(
      """
      SELECT \(MatchCandidate.columns), directory FROM track
        WHERE name = ? AND missing_since IS NULL
          AND (?2 = 0 OR substr(directory, -?2) = ?3)
        ORDER BY length(directory), directory
      """, [Data(name), tail.count, tail]
    ).filter { row in
      let directory: Data = row[MatchCandidate.columnCount]
      return roots.contains { $0.contains(directory) }
    }.map { MatchCandidate(row: $0) }
  }

  func tracks(recordingID: String) throws -> [MatchCandidate] {
    try tracks(where: "mb_recording", is: recordingID)
  }

  func tracks(isrc: String) throws -> [MatchCandidate] {
    try tracks(where: "isrc", is: isrc)
  }

  func tracks(exact key: String) throws -> [MatchCandidate] {
    try tracks(where: "exact", is: key)
  }

  func tracks(sharing words: [String], limit: Int) throws -> [MatchCandidate] {
    let byRarity = try Set(words.map(TrackEvidence.number(of:))).map { word in
      (word: word, count: try count(of: word))
    }.sorted { ($0.count, $0.word) < ($1.count, $1.word) }
    var seen: Set<Int64> = []
    var candidates: [MatchCandidate] = []
    for (word, _) in byRarity where candidates.count < limit {
      let rows = try db.rows(
        """
        SELECT \(MatchCandidate.columns) FROM match_word CROSS JOIN track ON track.id = track_id
          WHERE word = ? AND missing_since IS NULL ORDER BY match_word.track_id LIMIT ?
        """, [word, limit])
      for row in rows where candidates.count < limit && seen.insert(row[0]).inserted {
        candidates.append(MatchCandidate(row: row))
      }
    }
    return candidates
  }

  private func count(of word: Int64) throws -> Int64 {
    try db.integer(
      "SELECT count(*) FROM (SELECT 1 FROM match_word WHERE word = ? LIMIT ?)",
      [word, Self.mostCounted]) ?? 0
  }

  private func tracks(where column: String, is value: String) throws -> [MatchCandidate] {
    try db.rows(
      """
      SELECT \(MatchCandidate.columns) FROM match_key
        CROSS JOIN track ON track.id = match_key.track_id
        WHERE match_key.\(column) = ? AND missing_since IS NULL ORDER BY match_key.track_id
      """, [value]
    ).map { MatchCandidate(row: $0) }
  }
}

extension MatchCandidate {
  /// What ``init(row:)`` reads, in order.
  fileprivate static let columns = """
    track.id, track.artist, track.album_artist, track.title, track.album, track.seconds
    """
  fileprivate static let columnCount = 6

  fileprivate init(row: Row) {
    self.init(
      track: TrackID(rawValue: row[0]), artist: row[1], albumArtist: row[2], title: row[3],
      album: row[4], seconds: row[5])
  }
}
