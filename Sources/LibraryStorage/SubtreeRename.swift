import FoundationEssentials
import GRDB
import SystemPackage

/// A change of prefix in the directories of many tracks or history files, byte for byte.
///
/// `||` joins the bytes of blobs as they are but calls the result text, hence the casts.
struct SubtreeRename {
  private let source: Subtree
  private let destination: Data
  /// Where the rest of a directory begins after the old prefix; SQL counts from 1.
  private let rest: Int

  init(of directory: FilePath, to destination: FilePath) {
    source = Subtree(directory)
    self.destination = destination.bytes
    rest = source.root.count + 1
  }

  /// Marks as missing what is thought to lie exactly where something is about to arrive.
  func displace(_ db: Database, now: Int64) throws {
    for condition in source.conditions(on: "mover.directory") {
      try db.run(
        """
        UPDATE track SET missing_since = ? WHERE id IN (
          SELECT holder.id FROM track AS mover CROSS JOIN track AS holder
            WHERE mover.missing_since IS NULL AND \(condition.sql)
              AND holder.directory = CAST(? || substr(mover.directory, ?) AS BLOB)
              AND holder.name = mover.name AND holder.missing_since IS NULL
              AND NOT (holder.directory = ?
                OR (holder.directory > ? AND holder.directory < ?)))
        """,
        [now] + StatementArguments(condition.arguments)
          + [destination, rest, source.root, source.lower, source.upper])
    }
  }

  /// Moves every history file below; rows of files that were thought to lie where others arrive are
  /// removed, and their listens stay.
  func moveHistory(_ db: Database) throws {
    let slash = Data([UInt8(ascii: "/")])
    for condition in source.conditions(on: "mover.directory") {
      try db.run(
        """
        DELETE FROM history_file WHERE id IN (
          SELECT holder.id FROM history_file AS mover CROSS JOIN history_file AS holder
            WHERE \(condition.sql)
              AND holder.directory = CAST(? || substr(mover.directory, ?) AS BLOB)
              AND holder.name = mover.name
              AND NOT (holder.directory = ?
                OR (holder.directory > ? AND holder.directory < ?)))
        """,
        StatementArguments(condition.arguments)
          + [destination, rest, source.root, source.lower, source.upper])
    }
    for condition in source.conditions(on: "directory") {
      try db.run(
        """
        UPDATE history_file SET directory = CAST(? || substr(directory, ?) AS BLOB)
          WHERE \(condition.sql)
        """, [slash + destination, rest] + StatementArguments(condition.arguments))
    }
    try db.run(
      """
      UPDATE history_file SET directory = substr(directory, 2)
        WHERE directory > ? AND directory < ?
      """, [slash + slash, slash + [UInt8(ascii: "/") + 1]])
  }

  /// Moves everything; says how many tracks that are there.
  ///
  /// They go by way of a prefix that no path has, two slashes: when one of the two directories lies
  /// in the other, a track may have to wait for its new path until the track there has left.
  func move(_ db: Database) throws -> Int {
    let slash = Data([UInt8(ascii: "/")])
    var moved = 0
    for condition in source.conditions(on: "directory") {
      let arguments = StatementArguments(condition.arguments)
      try db.run(
        """
        UPDATE track SET directory = CAST(? || substr(directory, ?) AS BLOB)
          WHERE missing_since IS NOT NULL AND \(condition.sql)
        """, [destination, rest] + arguments)
      moved += try db.changes(
        """
        UPDATE track SET directory = CAST(? || substr(directory, ?) AS BLOB)
          WHERE missing_since IS NULL AND \(condition.sql)
        """, [slash + destination, rest] + arguments)
    }
    try db.run(
      """
      UPDATE track SET directory = substr(directory, 2)
        WHERE missing_since IS NULL AND directory > ? AND directory < ?
      """, [slash + slash, slash + [UInt8(ascii: "/") + 1]])
    return moved
  }
}
