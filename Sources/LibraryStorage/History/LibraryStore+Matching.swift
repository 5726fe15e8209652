import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel
package import SystemPackage

/// Finding the tracks that histories mean.
///
/// What was heard is matched again whenever the evidence changes: a recording is due from when it
/// is first heard, and again when a track that it is, was or could be appears, changes or goes.
extension LibraryStore {
  /// Brings matches up to date, `limit` tracks and recordings at a time, each call one transaction.
  ///
  /// Only tracks that are there are matched; `roots` are the watched folders. Times of plays that
  /// follow from a track's length, and echoes, are put right with the match.
  package func matchDue(
    limit: Int, roots: [FilePath]
  ) async throws(StoreError) -> MatchOutcome {
    try await write { [heardCache] db in
      // Groups and lengths are about to change.
      _ = heardCache.take()
      try db.requeueForNewTerms(roots: roots)
      let limit = max(limit, 1)
      var upkeep = try CatalogueUpkeep(db)
      let reviewed = try upkeep.run(limit: limit)
      // Nothing is looked for while the catalogue is behind.
      guard reviewed < limit else { return MatchOutcome(remaining: true) }
      var rematching = try Rematching(db, roots: roots)
      return try rematching.run(limit: limit - reviewed)
    }
  }

  /// Has everything looked for once more that found no track or only a similar one, if there are
  /// new tracks since it was last: worth doing when the library has settled.
  package func requeueUnmatched() async throws(StoreError) {
    try await write { db in
      guard
        try db.changes("UPDATE history_state SET keys_changed = 0 WHERE keys_changed = 1") == 1
      else { return }
      try db.run("UPDATE heard SET due = 1 WHERE due = 0 AND track_id IS NULL")
      try db.run("UPDATE heard SET due = 1 WHERE due = 0 AND match_kind = 'fuzzy'")
    }
  }
}

extension Database {
  /// Begins anew when keys are made otherwise than they were, and looks for files again when the
  /// watched folders are others.
  fileprivate func requeueForNewTerms(roots: [FilePath]) throws {
    let versions = try changes(
      "UPDATE history_state SET key_version = ?1 WHERE key_version <> ?1", [MatchKey.version])
    if versions > 0 {
      try run("INSERT INTO changed_track SELECT id FROM track WHERE true ON CONFLICT DO NOTHING")
      try run(
        """
        INSERT INTO changed_track SELECT track_id FROM match_key WHERE true
          ON CONFLICT DO NOTHING
        """)
      try run("UPDATE heard SET due = 1 WHERE due = 0")
    }
    let folders = roots.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) }
    let moved = try changes(
      "UPDATE history_state SET roots = coalesce(?1, x'') WHERE roots <> coalesce(?1, x'')",
      [Data(folders.joined(separator: [0]))])
    if moved > 0 {
      try run(
        """
        UPDATE heard SET due = 1 WHERE due = 0
          AND id IN (SELECT id FROM heard_name WHERE relative_path IS NOT NULL)
        """)
    }
  }
}
