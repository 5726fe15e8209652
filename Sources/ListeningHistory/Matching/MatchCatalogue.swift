package import MusicModel

/// How a listen found its track, best evidence first.
package enum MatchKind: String, Sendable, CaseIterable {
  /// The history names the file.
  case path
  /// The same MusicBrainz recording.
  case musicBrainz = "musicbrainz"
  /// The same recording code.
  case isrc
  /// The same artist and title, once spelling is levelled.
  case tags
  /// A similar artist and title.
  case fuzzy
}

/// A track that a recording was matched to.
package struct ListenMatch: Hashable, Sendable {
  package var track: TrackID
  package var kind: MatchKind
  /// 0…1; 1 for everything but `fuzzy`.
  package var score: Double

  /// Gathers one match.
  package init(track: TrackID, kind: MatchKind, score: Double) {
    self.track = track
    self.kind = kind
    self.score = score
  }
}

/// What is known of a track that might be the one meant.
package struct MatchCandidate: Hashable, Sendable {
  package var track: TrackID
  package var artist: String?
  package var albumArtist: String?
  package var title: String?
  package var album: String?
  /// Seconds.
  package var seconds: Double?

  /// Gathers one candidate.
  package init(
    track: TrackID, artist: String?, albumArtist: String? = nil, title: String?,
    album: String? = nil, seconds: Double? = nil
  ) {
    self.track = track
    self.artist = artist
    self.albumArtist = albumArtist
    self.title = title
    self.album = album
    self.seconds = seconds
  }
}

/// The tracks of a library, found by the evidence a history gives. The store is one; tests have one
/// in memory. Every answer is in a stable order.
package protocol MatchCatalogue {
  /// The tracks at `path` below a watched folder, where a player's music directory is one of the
  /// watched folders, or holds one, or lies in one.
  func tracks(atRelativePath path: String) throws -> [MatchCandidate]

  /// The tracks tagged with this MusicBrainz recording.
  func tracks(recordingID: String) throws -> [MatchCandidate]

  /// The tracks tagged with this recording code.
  func tracks(isrc: String) throws -> [MatchCandidate]

  /// The tracks whose ``MatchKey/exact`` is `key`.
  func tracks(exact key: String) throws -> [MatchCandidate]

  /// The tracks whose ``MatchKey/words`` hold any of `words`, those with the rarest words first, at
  /// most `limit` of them.
  func tracks(sharing words: [String], limit: Int) throws -> [MatchCandidate]
}
