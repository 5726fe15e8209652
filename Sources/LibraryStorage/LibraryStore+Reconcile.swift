import GRDB
package import SystemPackage

/// What happens to files.
extension LibraryStore {
  /// Applies what was found to differ, usually in one directory, in one transaction.
  package func reconcile(_ changes: [FileChange]) async throws(StoreError) -> ReconcileOutcome {
    try await write { [now] db in
      var reconciler = Reconciler(db: db, now: now())
      for change in changes { try reconciler.apply(change) }
      return reconciler.outcome
    }
  }

  /// Moves the whole subtree of a renamed directory, tombstones and all; says how many tracks that
  /// are there have moved.
  ///
  /// A track that was thought to lie where another arrives goes missing, until the walk that
  /// follows a rename finds where it is. Roots of the file system cannot be renamed, and are left
  /// alone.
  package func rename(
    directory: FilePath, to destination: FilePath
  ) async throws(StoreError) -> Int {
    guard directory != destination, !directory.components.isEmpty,
      !destination.components.isEmpty, directory.isAbsolute, destination.isAbsolute
    else { return 0 }
    return try await write { [now] db in
      let rename = SubtreeRename(of: directory, to: destination)
      try rename.displace(db, now: now())
      return try rename.move(db)
    }
  }

  /// Marks everything at and below `directory` as missing; says how many tracks that were there.
  package func vanished(below directory: FilePath) async throws(StoreError) -> Int {
    try await write { [now] db in
      try Subtree(directory).conditions(on: "directory").reduce(0) { sum, condition in
        try sum
          + db.changes(
            """
            UPDATE track SET missing_since = ? WHERE missing_since IS NULL AND \(condition.sql)
            """, [now()] + StatementArguments(condition.arguments))
      }
    }
  }

  /// Removes tracks that have been missing for longer than `age`, and the recordings and analyses
  /// that no track holds any more.
  package func removeTombstones(
    olderThan age: Duration
  ) async throws(StoreError) -> RemovalCounts {
    try await write { [now] db in
      let tracks = try db.changes(
        """
        DELETE FROM track WHERE missing_since IS NOT NULL AND missing_since < ?
          AND id NOT IN (SELECT track_id FROM mood_pin UNION SELECT track_id FROM mood_exclusion)
        """,
        [now() - age.components.seconds])
      let contents = try db.changes(
        """
        DELETE FROM content WHERE NOT EXISTS
          (SELECT 1 FROM track WHERE track.content_id = content.id)
        """)
      try db.removeImages()
      return RemovalCounts(tracks: tracks, contents: contents)
    }
  }
}
