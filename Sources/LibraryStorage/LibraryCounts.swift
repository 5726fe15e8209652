/// The figures `status` shows, all of them kept rather than counted.
package struct LibraryCounts: Hashable, Sendable {
  package var pending = 0
  package var analysed = 0
  package var failed = 0
  package var quarantined = 0
  package var skipped = 0
  package var missing = 0
  /// Inferences run since the database was made.
  package var analyses = 0
  /// Times the kernel's event queue overflowed since the database was made.
  package var overflows = 0
  /// Directories and files that cannot be read at present.
  package var problems = 0

  /// All tracks but the missing ones.
  package var tracks: Int { pending + analysed + failed + quarantined + skipped }

  /// Makes the figures of an empty library.
  package init() {}
}

/// What `LibraryStore.removeTombstones(olderThan:)` removed.
package struct RemovalCounts: Hashable, Sendable {
  package var tracks: Int
  /// Recordings, with their analyses, that no track holds any more.
  package var contents: Int
}

/// What became of the tracks that were in flight when the daemon last stopped.
package struct ReleaseCounts: Hashable, Sendable {
  /// Pending again, with a strike.
  package var requeued: Int
  /// Quarantined for their second strike.
  package var quarantined: Int
}
