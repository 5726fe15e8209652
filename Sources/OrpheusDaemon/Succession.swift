import MusicModel

/// How far a new model has got in embedding the tracks that another has analysed.
///
/// Tracks are taken in the order of their numbers. A restart begins anew, and passes over what is
/// stored; nothing else has to be remembered.
struct Succession {
  /// The number of the track taken last.
  private(set) var last: TrackID?
  private var hopeless: Set<TrackID> = []
  private var inHand: Set<TrackID> = []
  /// True when a track was passed over for being in hand: another model may have taken it.
  private var hasPassedOver = false
  /// True once no track within reach is left to take.
  var isThrough = false

  /// Takes a track; false when another lane was quicker or has it in hand, or it has been given up.
  mutating func take(_ track: TrackID) -> Bool {
    if let last, track.rawValue <= last.rawValue { return false }
    last = track
    guard !hopeless.contains(track) else { return false }
    guard inHand.insert(track).inserted else {
      hasPassedOver = true
      return false
    }
    return true
  }

  /// Puts a track down that was taken: whatever became of it is stored.
  mutating func putDown(_ track: TrackID) {
    inHand.remove(track)
    if hasPassedOver {
      hasPassedOver = false
      startOver()
    }
  }

  /// Goes through the tracks for another model, which may take what has been given up.
  mutating func begin() {
    hopeless = []
    startOver()
  }

  /// Leaves a track out from now on.
  mutating func giveUp(_ track: TrackID) { hopeless.insert(track) }

  /// Goes through the tracks once more: some may be there again that were away.
  mutating func startOver() {
    last = nil
    isThrough = false
  }
}
