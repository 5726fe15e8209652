import GRDB
import ListeningHistory
import MusicModel

/// Stores the listens of one batch, inside one transaction.
///
/// A record without an end is an opinion: it changes nothing that another record says, and is
/// forgotten when its line turns out to say something else, unless a record with an end has said
/// the same meanwhile.
struct HistoryRecorder {
  private struct Entry {
    /// An index into `heards`, and the number found there.
    let heard: Int
    let id: Int64
    let report: ListenReport
  }

  private let db: Database
  private(set) var ledger: ListenLedger
  private(set) var outcome = HistoryBatchOutcome()
  /// The recordings of the batch, each with what is stored of it.
  private var heards: [HeardState] = []
  private var indices: [HeardDigest: Int] = [:]
  /// Those whose row is behind, by index.
  private var raised: Set<Int> = []
  /// What is known of recordings of former batches.
  private var cache: HeardCache.Contents
  /// Listens that only records without an end report, from whatever file.
  private var opinions: Set<Int64>

  init(_ db: Database, cache: HeardCache.Contents) throws {
    self.db = db
    self.cache = cache
    ledger = try ListenLedger(db)
    opinions = Set(
      try db.rows(
        "SELECT tentative_listen_id FROM history_part WHERE tentative_listen_id IS NOT NULL"
      ).map { $0[0] })
  }

  /// Stores the listens of `batch`; answers the one that stands for a record without an end, if
  /// nothing else reports it.
  mutating func record(_ batch: HistoryBatch) throws -> Int64? {
    let format = batch.progress.format
    try db.run(
      "UPDATE history_state SET formats = formats | ?1 WHERE formats & ?1 = 0", [format.bit])
    let endless = batch.endsTentatively ? batch.listens.last : nil
    var entries: [Entry] = []
    entries.reserveCapacity(batch.listens.count)
    for record in endless == nil ? batch.listens[...] : batch.listens.dropLast() {
      entries.append(try entry(for: record, format))
    }
    try store(raised)
    // In the order of the index, which touches each of its pages once.
    entries.sort { ($0.id, $0.report.stamp) < ($1.id, $1.report.stamp) }
    for entry in entries { try store(entry) }
    return try endless.flatMap { try storeOpinion($0, format) }
  }

  /// Forgets a listen that stood for a record without an end, unless something else reports it.
  mutating func disown(_ listen: Int64) throws {
    guard opinions.contains(listen) else { return }
    let row = try db.row(
      """
      SELECT \(StoredListen.columns), \(HeardState.columns) FROM listen
        JOIN heard ON heard.id = heard_id WHERE listen.id = ?1
          AND NOT EXISTS (SELECT 1 FROM history_part WHERE tentative_listen_id = ?1)
      """, [listen])
    guard let row else { return }
    // Its recording may go with it.
    cache = HeardCache.Contents()
    (heards, indices) = ([], [:])
    try ledger.remove(
      StoredListen(row: row), of: HeardState(row: row, at: StoredListen.columnCount))
  }

  /// Brings up to date what follows from the listens; answers what is now known of recordings.
  mutating func finish() throws -> HeardCache.Contents {
    try ledger.finish()
    for (digest, index) in indices { cache.keep(heards[index], of: digest) }
    return cache
  }

  // MARK: - Recordings

  private mutating func entry(
    for record: ListenRecord, _ format: HistoryFormat
  ) throws -> Entry {
    let report = try ListenReport(record, format: format)
    let heard = record.recording.cleaned
    let index = try index(of: heard, format)
    if heards[index].formats & format.bit == 0 {
      heards[index].formats |= format.bit
      raised.insert(index)
    }
    if let seconds = heard.seconds, seconds > heards[index].seconds ?? 0 {
      heards[index].seconds = seconds
      raised.insert(index)
    }
    return Entry(heard: index, id: heards[index].id, report: report)
  }

  private mutating func index(
    of heard: HeardRecording, _ format: HistoryFormat
  ) throws -> Int {
    let digest = HeardDigest(of: heard)
    if let index = indices[digest] { return index }
    let state =
      try cache[digest] ?? db.heard(digest) ?? db.add(heard, digest, formats: format.bit)
    heards.append(state)
    indices[digest] = heards.count - 1
    return heards.count - 1
  }

  private mutating func store(_ raised: Set<Int>) throws {
    for heard in raised.map({ heards[$0] }) {
      let former: Double? = try db.row("SELECT seconds FROM heard WHERE id = ?", [heard.id])?[0]
      try db.run(
        "UPDATE heard SET formats = ?, seconds = ? WHERE id = ?",
        [heard.formats, heard.seconds, heard.id])
      // Its other listens may have gone by the former length.
      if former != heard.seconds, heard.trackSeconds == nil { ledger.review(heard) }
    }
    self.raised = []
  }

  // MARK: - Listens

  private mutating func store(_ entry: Entry) throws {
    let heard = heards[entry.heard]
    if let listen = try ledger.insert(entry.report, of: heard) { return noteAdded(listen) }
    outcome.known += 1
    guard let known = try stored(entry.report, of: heard) else { return }
    if opinions.remove(known.id) != nil {
      // No opinion any more.
      try db.run(
        "UPDATE history_part SET tentative_listen_id = NULL WHERE tentative_listen_id = ?",
        [known.id])
      try ledger.update(known, to: entry.report, of: heard)
    } else {
      try ledger.update(known, to: known.report.merged(with: entry.report), of: heard)
    }
  }

  private mutating func storeOpinion(
    _ record: ListenRecord, _ format: HistoryFormat
  ) throws -> Int64? {
    let report = try ListenReport(record, format: format)
    let index = try index(of: record.recording.cleaned, format)
    if heards[index].formats & format.bit == 0 {
      heards[index].formats |= format.bit
      try store([index])
    }
    let heard = heards[index]
    if let listen = try ledger.insert(report, of: heard) {
      noteAdded(listen)
      opinions.insert(listen.id)
      return listen.id
    }
    outcome.known += 1
    guard let known = try stored(report, of: heard), opinions.contains(known.id) else {
      return nil
    }
    try ledger.update(known, to: report, of: heard)
    return known.id
  }

  private mutating func noteAdded(_ listen: StoredListen) {
    outcome.added += 1
    outcome.earliestAdded = min(outcome.earliestAdded ?? listen.began, listen.began)
  }

  private func stored(_ report: ListenReport, of heard: HeardState) throws -> StoredListen? {
    try db.row(
      """
      SELECT \(StoredListen.columns) FROM listen
        WHERE heard_id = ? AND stamp = ? AND format = ?
      """, [heard.id, report.stamp, report.format.number]
    ).map { try StoredListen(row: $0) }
  }
}
