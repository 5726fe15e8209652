import FoundationEssentials
import GRDB
package import ListeningHistory
package import SystemPackage

/// What was read from histories.
extension LibraryStore {
  /// The most damages that are kept of a source.
  package static let damagesKept = 100

  /// How far each part of a file has been read, by the part's name; empty for a file that never
  /// was. That the file was gone meanwhile makes no difference.
  package func historyProgress(
    of file: FilePath
  ) async throws(StoreError) -> [String: HistoryProgress] {
    let path = try StoredPath(file)
    return try await read { db in
      let parts = try db.rows(
        """
        SELECT history_part.name, \(HistoryProgress.columns) FROM history_file
          CROSS JOIN history_part ON file_id = history_file.id
          WHERE directory = ? AND history_file.name = ?
        """, [path.directory, path.name]
      ).map { (name: $0[0] as String, progress: try HistoryProgress(row: $0, at: 1)) }
      return Dictionary(parts.map { ($0.name, $0.progress) }) { first, _ in first }
    }
  }

  /// Stores a batch of listens together with how far reading has come, in one transaction that
  /// survives a power cut.
  ///
  /// Reading the same records again adds nothing, whatever file they are in. Two records that
  /// report the same play in the same format are one listen, with what either tells; reports of one
  /// play in several formats are all kept, and all but one are echoes. Throws `.constraint` for
  /// stamps that are no times.
  package func recordHistory(
    _ batch: HistoryBatch, of file: FilePath
  ) async throws(StoreError) -> HistoryBatchOutcome {
    let path = try StoredPath(file)
    return try await write(durably: true) { [heardCache] db in
      var part = try db.historyPart(batch.part, of: path)
      let former = part.tentativeListen
      var recorder = try HistoryRecorder(db, cache: heardCache.take())
      let retracted = batch.isFromStart ? 0 : try db.retractDamage(of: part)
      let known = batch.isFromStart ? 0 : part.damaged - retracted
      part.tentativeListen = try recorder.record(batch)
      let damages = part.count(batch, retracting: retracted)
      let id = try db.store(part)
      if let former, former != part.tentativeListen { try recorder.disown(former) }
      if batch.isFromStart { try db.run("DELETE FROM history_damage WHERE part_id = ?", [id]) }
      let shown = min(part.damaged, Self.damagesKept)
      for (place, damage) in zip(known..<max(known, shown), damages) {
        try db.run(
          "INSERT INTO history_damage (part_id, position, line, reason) VALUES (?, ?, ?, ?)",
          [id, place, damage.line, damage.reason])
      }
      let heard = try recorder.finish()
      db.afterNextTransaction { _ in heardCache.put(heard) }
      return recorder.outcome
    }
  }
}

extension Database {
  /// Takes back the damage of a record that had no end when it was read; says how many there were,
  /// one at most. It stood after what was dealt with.
  fileprivate func retractDamage(of part: HistoryPart) throws -> Int {
    guard let id = part.id, let progress = part.progress else { return 0 }
    return try changes(
      "DELETE FROM history_damage WHERE part_id = ? AND line > ?", [id, progress.line])
  }
}
