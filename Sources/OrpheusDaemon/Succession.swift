import MusicModel

/// How far a new model has got in embedding the tracks that another has analysed.
///
/// Tracks are taken in the order of their numbers. A restart begins anew, and passes over what is
/// stored; nothing else has to be remembered.
struct Succession {
  /// The number of the track taken last.
  private(set) var last: TrackID?
  private var hopeless: Set<TrackID> = []

  /// Takes a track; false when another lane was quicker, or it has been given up.
  mutating func take(_ track: TrackID) -> Bool {
    if let last, track.rawValue <= last.rawValue { return false }
    last = track
    return !hopeless.contains(track)
  }

  /// Leaves a track out from now on.
  mutating func giveUp(_ track: TrackID) { hopeless.insert(track) }

  /// Goes through the tracks once more: some may be there again that were away.
  mutating func startOver() { last = nil }
}
