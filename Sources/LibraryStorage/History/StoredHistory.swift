package import ListeningHistory
package import SystemPackage

/// What storing one batch came to.
package struct HistoryBatchOutcome: Hashable, Sendable {
  /// Listens that were not known before.
  package var added = 0
  /// Listens that were, from this file or another.
  package var known = 0
  /// When the first of the added ones began, in seconds since 1970, UTC.
  package var earliestAdded: Int64?
}

/// A history file, as watching its directory needs it.
package struct StoredHistoryFile: Hashable, Sendable {
  package let path: FilePath
  /// How far each part has been read, by name; empty when nothing could be read yet.
  package let parts: [String: HistoryProgress]
  /// True for a file that is gone; its listens stay.
  package let isMissing: Bool
  /// Why it cannot be read; nil when it can.
  package let problem: String?
}

/// A history file, or one part of an archive, as people see it.
package struct HistorySource: Hashable, Sendable {
  /// Whether it can be read, and has been.
  package enum State: Hashable, Sendable {
    case complete
    case reading
    case gone
    case unreadable(String)
  }

  package let path: FilePath
  /// Empty for a plain file.
  package let part: String
  /// Nil when nothing could be read yet.
  package let format: HistoryFormat?
  package let state: State
  /// Records of listens in the present reading, whether or not they were known before.
  package let listens: Int
  /// Records of something else.
  package let passedOver: Int
  /// Records that could not be read.
  package let damaged: Int
  /// The first of these, at most ``LibraryStore/damagesKept``.
  package let damages: [HistoryDamage]
}

/// How many plays are known; one that two histories report counts once. All kept, not counted.
package struct HistoryCounts: Hashable, Sendable {
  package var listens = 0
  /// Plays of tracks of the library.
  package var matched = 0

  /// Plays of anything else.
  package var unmatched: Int { listens - matched }
}

/// What listening histories have come to.
package struct HistoryStatistics: Hashable, Sendable {
  package var counts: HistoryCounts
  /// Sessions that have been learned from.
  package var sessions: Int
  /// Every source, in order of path and part.
  package var sources: [HistorySource]
}
