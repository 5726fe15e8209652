import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel

extension HeardRecording {
  /// What ``init(row:at:)`` reads, in order.
  static let columns = """
    heard_name.artist, heard_name.title, heard_name.album, heard_name.album_artist, \
    heard_name.mb_recording, heard_name.isrc, heard_name.relative_path, heard.seconds
    """
  static let columnCount = 8

  init(row: Row, at first: Int) {
    self.init()
    artist = row[first]
    title = row[first + 1]
    album = row[first + 2]
    albumArtist = row[first + 3]
    musicBrainzRecordingID = row[first + 4]
    isrc = row[first + 5]
    relativePath = row[first + 6]
    seconds = row[first + 7]
  }
}

/// What has to be known of a recording to keep its listens.
struct HeardState: Equatable {
  /// What ``init(row:at:)`` reads, in order.
  static let columns = """
    heard.id, heard.play_group, heard.formats, heard.seconds, heard.track_seconds
    """
  static let columnCount = 5

  let id: Int64
  /// Recordings of one group may report the same plays.
  var group: Int64
  /// One bit for each format it was reported in.
  var formats: Int64
  /// The longest any report gave.
  var seconds: Double?
  /// The length of the track it was matched to.
  var trackSeconds: Double?

  /// What the times of its listens go by.
  var length: Double? { trackSeconds ?? seconds }

  init(row: Row, at first: Int = 0) {
    id = row[first]
    group = row[first + 1]
    formats = row[first + 2]
    seconds = row[first + 3]
    trackSeconds = row[first + 4]
  }

  init(id: Int64, group: Int64, formats: Int64, seconds: Double?) {
    self.id = id
    self.group = group
    self.formats = formats
    self.seconds = seconds
  }

  /// The group of a recording: its track, else whatever is called the same, else itself.
  static func group(track: TrackID?, exact: String?, digest: HeardDigest) -> Int64 {
    track?.rawValue ?? exact.map { HeardDigest(of: $0).negative } ?? digest.negative
  }
}

extension Database {
  /// The recording of this digest; nil when it was never heard.
  func heard(_ digest: HeardDigest) throws -> HeardState? {
    try row(
      """
      SELECT \(HeardState.columns) FROM heard_name
        CROSS JOIN heard ON heard.id = heard_name.id WHERE digest = ?
      """, [digest.bytes]
    ).map { HeardState(row: $0) }
  }

  /// Adds a recording that has been ``MusicModel/HeardRecording/cleaned`` and was never heard.
  func add(_ heard: HeardRecording, _ digest: HeardDigest, formats: Int64) throws -> HeardState {
    let exact = MatchKey(artist: heard.artist, title: heard.title).exact
    let group = HeardState.group(track: nil, exact: exact, digest: digest)
    try run(
      "INSERT INTO heard (formats, seconds, play_group) VALUES (?, ?, ?)",
      [formats, heard.seconds, group])
    let id = lastInsertedRowID
    try run(
      """
      INSERT INTO heard_name (id, digest, exact, artist, title, album, album_artist,
          mb_recording, isrc, relative_path)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        id, digest.bytes, exact, heard.artist, heard.title, heard.album, heard.albumArtist,
        heard.musicBrainzRecordingID, heard.isrc, heard.relativePath,
      ])
    return HeardState(id: id, group: group, formats: formats, seconds: heard.seconds)
  }
}
