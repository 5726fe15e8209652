/// What a listening history calls a recording: names rather than a file.
///
/// Only what the history says, as it says it; which track is meant is found later.
package struct HeardRecording: Hashable, Sendable {
  package var artist: String?
  package var title: String?
  package var album: String?
  package var albumArtist: String?
  /// MusicBrainz recording identifier, a lower-case UUID.
  package var musicBrainzRecordingID: String?
  /// International Standard Recording Code, 12 characters, upper case, no hyphens.
  package var isrc: String?
  /// The path below a player's music directory, for histories that name files. Not always UTF-8 in
  /// the file it comes from; bytes that are not are lost.
  package var relativePath: String?
  /// Length of the recording in seconds, where the history tells.
  package var seconds: Double?

  /// Makes a recording of which nothing is known yet.
  package init() {}
}
