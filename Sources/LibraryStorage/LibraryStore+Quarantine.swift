import GRDB

/// Files that ended a worker, and other workers.
extension LibraryStore {
  /// Makes quarantined tracks pending again that other decoders than `decoders` were brought down
  /// by, and says how many. To be told of every worker's decoders before it is given a file.
  ///
  /// A quarantine without known decoders is put down to these: a file that brought the daemon itself
  /// down shall not do so at every start.
  package func requeueQuarantined(
    otherThanBy decoders: String
  ) async throws(StoreError) -> Int {
    try await write { [now] db in
      try db.run(
        """
        UPDATE track SET quarantined_by = ?
          WHERE state = 'quarantined' AND quarantined_by IS NULL
        """, [decoders])
      return try db.changes(
        """
        UPDATE track SET state = 'pending', reason = NULL, strikes = 0, queued_at = ?
          WHERE state = 'quarantined' AND quarantined_by <> ?
        """, [now(), decoders])
    }
  }
}
