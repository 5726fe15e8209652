/// What a file's own tags say about it.
package struct TrackMetadata: Hashable, Sendable, Codable {
  package var title: String?
  package var artist: String?
  package var album: String?
  package var albumArtist: String?
  package var genre: String?
  /// The four-digit year of release.
  package var year: Int?
  /// MusicBrainz recording, release and artist identifiers (UUIDs).
  package var musicBrainzRecordingID: String?
  package var musicBrainzReleaseID: String?
  package var musicBrainzArtistID: String?
  /// International Standard Recording Code, 12 characters, upper case, no hyphens.
  package var isrc: String?

  /// Makes metadata with nothing known.
  package init() {}
}
