import LibraryStorage
import MusicModel

/// What a file is whose recording the library has already: the last rungs of the ladder by which
/// files keep their identity. The first, what directory and identity tell, is ``Reconciliation``.
enum Recognition: Hashable, Sendable {
  /// The track had this recording before: only its tags were edited.
  case retagged
  /// The file came here from another disk, or was put back. These tracks have lost theirs; one of
  /// them goes on here with its number, its mood and its plays.
  case moved(from: [TrackID])
  /// Another file of the recording, or one of another recording before.
  case copy

  /// `holders` are the tracks that are recorded with `content`, in order of preference;
  /// `isStillThere` says whether a track's own path still holds that very file.
  init(
    of track: PendingTrack, as content: ContentID, heldBy holders: [StoredFile],
    _ isStillThere: (StoredFile) -> Bool
  ) {
    if let known = track.content {
      self = known == content ? .retagged : .copy
      return
    }
    let formers = holders.filter { holder in
      holder.id != track.id && (holder.state == .missing || !isStillThere(holder))
    }
    self = formers.isEmpty ? .copy : .moved(from: formers.map(\.id))
  }
}
