package import MusicModel
package import SystemPackage

/// A file as the library last saw it: what reconciling a directory compares with `stat`.
package struct StoredFile: Hashable, Sendable {
  package let id: TrackID
  /// Where it lies, or lay when it is missing; the address of a section.
  package let path: FilePath
  /// Nil when the file could not be looked at.
  package let identity: FileIdentity?
  package let state: TrackState
  /// Why it failed, was quarantined or skipped; nil otherwise.
  package let reason: String?
  /// The part of the file that the track is; nil for the whole of it.
  package let section: FileSection?

  /// Gathers one file.
  package init(
    id: TrackID, path: FilePath, identity: FileIdentity?, state: TrackState,
    reason: String? = nil, section: FileSection? = nil
  ) {
    self.id = id
    self.path = path
    self.identity = identity
    self.state = state
    self.reason = reason
    self.section = section
  }

  /// The file's own path.
  package var file: FilePath { section == nil ? path : path.sectionAddress?.file ?? path }
}

/// One difference between a directory and what the library knows of it.
///
/// Applying a change twice does no more than applying it once.
package enum FileChange: Hashable, Sendable {
  /// A file nobody recognised. Where a file once lay at this path, its track returns: with its
  /// state when it is the same file, pending otherwise.
  case added(path: FilePath, identity: FileIdentity)
  /// The file has other bytes now: the track is pending again, with no strikes against it.
  case changed(TrackID, identity: FileIdentity)
  /// A known file, missing or not, lies at another path: the track keeps its number, state and
  /// mood.
  case rebound(TrackID, path: FilePath, identity: FileIdentity)
  /// The file is gone. The track is missing until it returns or its tombstone is removed.
  case vanished(TrackID)
  /// The file of this `identity` holds `section`, whose address is `path`. It is the track `track`,
  /// which has this span elsewhere, or without one that which has the span at this address or had;
  /// whatever else has the address goes missing.
  case section(FileSection, path: FilePath, identity: FileIdentity, track: TrackID?)
  /// Something at this path cannot be analysed, and why; `identity` is nil when not even `stat`
  /// worked.
  case failed(path: FilePath, identity: FileIdentity?, reason: String)
}

/// What applying changes came to.
package struct ReconcileOutcome: Hashable, Sendable {
  package var added = 0
  package var changed = 0
  /// Moved, or returned from missing.
  package var rebound = 0
  /// Gone, including tracks whose path another file took.
  package var vanished = 0
  package var failed = 0
  /// Tracks that are pending because of it, in the order of the changes.
  package var queued: [TrackID] = []

  /// True when the library was right already.
  package var isEmpty: Bool { added + changed + rebound + vanished + failed == 0 }

  /// Makes the outcome of no changes.
  package init() {}
}

/// A track handed out for analysis.
package struct PendingTrack: Hashable, Sendable {
  package let id: TrackID
  /// The file's path, or the address of a section.
  package let path: FilePath
  /// The version of the file to analyse; a result for any other is refused.
  package let identity: FileIdentity
  /// The recording an earlier version of the file held. When the file still holds it, only its
  /// tags were edited: see ``LibraryStore/recordMetadata(_:)``.
  package let content: ContentID?
  /// How often analysing this version was cut short.
  package let strikes: Int
  /// The part of the file that the track is; nil for the whole of it.
  package let section: FileSection?

  /// Gathers one track.
  package init(
    id: TrackID, path: FilePath, identity: FileIdentity, content: ContentID? = nil,
    strikes: Int = 0, section: FileSection? = nil
  ) {
    self.id = id
    self.path = path
    self.identity = identity
    self.content = content
    self.strikes = strikes
    self.section = section
  }

  /// The file's own path.
  package var file: FilePath { section == nil ? path : path.sectionAddress?.file ?? path }
}
