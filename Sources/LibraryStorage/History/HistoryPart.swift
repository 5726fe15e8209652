import FoundationEssentials
import GRDB
import ListeningHistory
import MusicModel

/// The row of one part of a history file.
struct HistoryPart {
  /// Nil until it is stored.
  var id: Int64?
  let file: Int64
  let name: String
  /// Nil before the first batch.
  var progress: HistoryProgress?
  var listens = 0
  var passedOver = 0
  var damaged = 0
  /// True when the last record read had no end yet.
  var isTentative = false
  /// The listen that nothing but that record reports.
  var tentativeListen: Int64?

  init(file: Int64, name: String) {
    self.file = file
    self.name = name
  }

  /// What ``init(row:)`` reads, in order.
  static let columns = """
    history_part.id, file_id, history_part.name, listens, passed_over, damaged, tentative, \
    tentative_listen_id, \(HistoryProgress.columns)
    """

  init(row: Row) throws {
    id = row[0]
    file = row[1]
    name = row[2]
    listens = row[3]
    passedOver = row[4]
    damaged = row[5]
    isTentative = row[6]
    tentativeListen = row[7]
    progress = try HistoryProgress(row: row, at: 8)
  }

  /// Counts in what `batch` holds, and answers the damages that are new. A batch that is stored a
  /// second time counts once: it does not get any further.
  ///
  /// `retracted` is the number of damages that were counted of a record without an end, which this
  /// batch has read again.
  mutating func count(_ batch: HistoryBatch, retracting retracted: Int) -> [HistoryDamage] {
    let isNews =
      batch.isFromStart || progress?.offset != batch.progress.offset
      || progress?.line != batch.progress.line
    if batch.isFromStart {
      (listens, passedOver, damaged) = (0, 0, 0)
    } else if isTentative {
      // The record that had no end is read again.
      listens -= 1
    }
    isTentative = batch.endsTentatively && !batch.listens.isEmpty
    if isNews {
      listens += batch.listens.count
      passedOver += batch.passedOver
    } else if isTentative {
      listens += 1
    }
    let damages = batch.damages.filter { isNews || $0.line > batch.progress.line }
    damaged += damages.count - retracted
    progress = batch.progress
    return damages
  }
}

extension HistoryProgress {
  /// What ``init(row:at:)`` reads, in order.
  static let columns = """
    format, read_bytes, read_lines, fingerprint, state, complete, \(FileIdentity.columns)
    """
  static let columnCount = 11

  init(row: Row, at first: Int) throws {
    let state = try JSONDecoder().decode(
      ParserState.self, from: Data((row[first + 4] as String).utf8))
    self.init(
      format: try HistoryFormat(number: row[first]),
      identity: FileIdentity(row: row, at: first + 6), offset: row[first + 1],
      line: row[first + 2], fingerprint: [UInt8](row[first + 3] as Data), state: state,
      isComplete: row[first + 5])
  }

  /// The values of ``columns``.
  fileprivate func arguments() throws -> StatementArguments {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return [
      format.number, offset, line, Data(fingerprint),
      String(decoding: try encoder.encode(state), as: UTF8.self), isComplete,
    ] + FileIdentity.arguments(identity)
  }
}

extension Database {
  /// The part `name` of the file at `path`, whose row is made if there is none. The file is there
  /// and readable from now on.
  func historyPart(_ name: String, of path: StoredPath) throws -> HistoryPart {
    try run(
      """
      INSERT INTO history_file (directory, name) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET missing_since = NULL, problem = NULL
          WHERE missing_since IS NOT NULL OR problem IS NOT NULL
      """, [path.directory, path.name])
    let file = try integer(
      "SELECT id FROM history_file WHERE directory = ? AND name = ?", [path.directory, path.name])
    guard let file else {
      throw StoreError(.defect, "A history file that was just stored is gone.")
    }
    let row = try row(
      "SELECT \(HistoryPart.columns) FROM history_part WHERE file_id = ? AND name = ?",
      [file, name])
    return try row.map(HistoryPart.init(row:)) ?? HistoryPart(file: file, name: name)
  }

  /// Stores a part with its progress and counts; answers its number.
  func store(_ part: HistoryPart) throws -> Int64 {
    guard let progress = part.progress else {
      throw StoreError(.defect, "A part of a history was to be stored before it was read.")
    }
    try run(
      """
      INSERT INTO history_part (file_id, name, listens, passed_over, damaged, tentative,
          tentative_listen_id, \(HistoryProgress.columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, x''), ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (file_id, name) DO UPDATE SET listens = excluded.listens,
          passed_over = excluded.passed_over, damaged = excluded.damaged,
          tentative = excluded.tentative, tentative_listen_id = excluded.tentative_listen_id,
          format = excluded.format, read_bytes = excluded.read_bytes,
          read_lines = excluded.read_lines, fingerprint = excluded.fingerprint,
          state = excluded.state, complete = excluded.complete, device = excluded.device,
          inode = excluded.inode, size = excluded.size, modified = excluded.modified,
          born = excluded.born
      """,
      [
        part.file, part.name, part.listens, part.passedOver, part.damaged, part.isTentative,
        part.tentativeListen,
      ] + progress.arguments())
    if let id = part.id { return id }
    let id = try integer(
      "SELECT id FROM history_part WHERE file_id = ? AND name = ?", [part.file, part.name])
    guard let id else {
      throw StoreError(.defect, "A part of a history that was just stored is gone.")
    }
    return id
  }
}
