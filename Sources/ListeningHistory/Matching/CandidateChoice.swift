internal import MusicModel

/// Chooses among tracks that are all the recording that was heard, or may be by their names.
struct CandidateChoice {
  private let album: LevelledAlbum?
  private let albumName: String?
  private let seconds: Double?
  private let title: [UInt8]?

  /// Keeps what tells one copy of a recording from another.
  init(_ heard: HeardRecording) {
    album = LevelledAlbum(heard.album)
    albumName = heard.album
    seconds = heard.seconds.flatMap { $0 > 0 ? $0 : nil }
    title = heard.title.map { NameFolding.fold($0).bytes }
  }

  /// The track on the most similar album, then of the same length, then with the very same title,
  /// then the one with the lowest number.
  func best(of tracks: [MatchCandidate]) -> MatchCandidate? {
    guard tracks.count > 1 else { return tracks.first }
    return tracks.min { rank($0) < rank($1) }
  }

  private func rank(_ track: MatchCandidate) -> (Double, Int, Int, Int64) {
    (
      -albumLikeness(track), isOfSameLength(track, within: 0.03) ? 0 : 1,
      track.title.map { NameFolding.fold($0).bytes } == title ? 0 : 1, track.track.rawValue
    )
  }

  private func albumLikeness(_ track: MatchCandidate) -> Double {
    guard let name = track.album, album != nil else { return 0 }
    return name == albumName ? 1 : likeness(to: LevelledAlbum(name))
  }

  /// 0…1; 0 when either album is not known.
  func likeness(to other: LevelledAlbum?) -> Double {
    guard let album, let other else { return 0 }
    return album.likeness(to: other)
  }

  /// True when both lengths are known and close; within two seconds is always close.
  func isOfSameLength(_ track: MatchCandidate, within share: Double) -> Bool {
    guard let seconds, let other = track.seconds else { return false }
    return abs(seconds - other) <= max(2, share * max(seconds, other))
  }

  /// True when both lengths are known and no copy of one recording differs so much: by more than a
  /// fifth and more than 15 seconds.
  func isOfAnotherLength(_ track: MatchCandidate) -> Bool {
    guard let seconds, let other = track.seconds, other > 0 else { return false }
    let difference = abs(seconds - other)
    return difference > 15 && difference > 0.2 * max(seconds, other)
  }
}
