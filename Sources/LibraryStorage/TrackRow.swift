import FoundationEssentials
import GRDB
import MusicModel

extension TrackMetadata {
  private static let names = [
    "title", "artist", "album", "album_artist", "genre", "year", "mb_recording", "mb_release",
    "mb_artist", "isrc",
  ]
  /// What ``init(row:at:)`` reads, in order.
  static let columns = names.joined(separator: ", ")
  /// The same, where other tables are joined that have a title too.
  static let qualifiedColumns = names.map { "track.\($0)" }.joined(separator: ", ")

  init(row: Row, at first: Int) {
    self.init()
    title = row[first]
    artist = row[first + 1]
    album = row[first + 2]
    albumArtist = row[first + 3]
    genre = row[first + 4]
    year = row[first + 5]
    musicBrainzRecordingID = row[first + 6]
    musicBrainzReleaseID = row[first + 7]
    musicBrainzArtistID = row[first + 8]
    isrc = row[first + 9]
  }
}

extension Track {
  /// What ``init(row:)`` reads, in order, from `track` joined with `membership`.
  static let columns = """
    track.id, track.directory, track.name, track.standing, track.reason, track.seconds, \
    \(TrackMetadata.qualifiedColumns), membership.mood_id, membership.confidence, \
    membership.distance, membership.valence, membership.arousal, membership.runner_up_id, \
    track.section
    """
  static let distanceColumn = 18
  static let columnCount = 23

  @Sendable init(row: Row) throws {
    self.init(
      id: TrackID(rawValue: row[0]), path: StoredPath(directory: row[1], name: row[2]).path,
      state: try TrackState(stored: row[3]), reason: row[4],
      metadata: TrackMetadata(row: row, at: 6), seconds: row[5],
      membership: MoodMembership(row: row, at: 16), section: try FileSection(stored: row[22]))
  }
}

extension MoodMembership {
  fileprivate init?(row: Row, at first: Int) {
    guard let mood: Int64 = row[first] else { return nil }
    let runnerUp: Int64? = row[first + 5]
    self.init(
      mood: MoodID(rawValue: mood), confidence: row[first + 1], distance: row[first + 2],
      position: ValenceArousal(valence: row[first + 3], arousal: row[first + 4]),
      runnerUp: runnerUp.map(MoodID.init(rawValue:)))
  }
}

extension TrackListing {
  /// Reads the columns of a track, then model, loudness and affect.
  @Sendable init(row: Row) throws {
    let model: String? = row[Track.columnCount]
    let affect: Data? = row[Track.columnCount + 2]
    self.init(
      track: try Track(row: row), model: model.map(ModelVersion.init(rawValue:)),
      loudness: row[Track.columnCount + 1], affect: try affect.map { try Affect(stored: $0) })
  }
}

extension TrackDetails {
  /// Reads the columns of a track, then identity, fingerprint and analysis.
  init(row: Row) throws {
    let fingerprint: Data? = row[Track.columnCount + 5]
    self.init(
      track: try Track(row: row), identity: FileIdentity(row: row, at: Track.columnCount),
      content: fingerprint.flatMap { ContentID(bytes: [UInt8]($0)) },
      analysis: fingerprint == nil
        ? nil : try TrackAnalysis(row: row, at: Track.columnCount + 6))
  }
}
