import FoundationEssentials
import Glibc
import LibraryStorage
import SystemPackage

/// When the upkeep of the library database was last done; kept in a file of its own, so that it
/// outlives both the daemon and the database.
struct UpkeepRecord: Codable, Hashable, Sendable {
  /// Since when there has been a record. All times are seconds since 1970.
  var since: Int64
  /// When the last backup was made.
  var backup: Int64?
  /// When the database was last read through and found sound.
  var check: Int64?
  /// True until the database has been checked after an unclean end, however many starts that takes.
  var isDoubtful: Bool?
  /// The last time that a damaged database was replaced.
  var restoration: Restoration?

  /// The record of a database whose upkeep begins now.
  init(since: Int64) { self.since = since }

  /// The record in `folder`; a new one when there is none that can be read.
  static func load(from folder: FilePath, now: Int64) -> UpkeepRecord {
    guard let bytes = try? Data(contentsOf: URL(filePath: file(in: folder).string)),
      let record = try? JSONDecoder().decode(UpkeepRecord.self, from: bytes)
    else { return UpkeepRecord(since: now) }
    return record
  }

  /// Replaces the record in `folder`, in one step. For the owner alone, as all that lies there.
  func save(in folder: FilePath) throws {
    let bytes = try JSONEncoder().encode(self)
    let file = Self.file(in: folder)
    var draft = file
    draft.extension = "new"
    let descriptor = try FileDescriptor.open(
      draft, .writeOnly, options: [.create, .truncate, .closeOnExec],
      permissions: .ownerReadWrite)
    try descriptor.closeAfter {
      _ = try descriptor.writeAll(bytes)
      guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
    let status = draft.withPlatformString { draft in
      file.withPlatformString { rename(draft, $0) }
    }
    guard status == 0 else { throw Errno(rawValue: errno) }
  }

  private static func file(in folder: FilePath) -> FilePath { folder.appending("upkeep.json") }
}

/// What the upkeep of the library database consists of, and when each part of it is due.
struct UpkeepPlan: Sendable {
  /// A piece of work.
  enum Duty: Hashable, Sendable {
    /// Make a backup, which is checked through and through.
    case backUp
    /// Look for damage, where no backup could be made for a long time or the last run of the daemon
    /// did not end well.
    case check
  }

  static let day: Int64 = 86_400
  static let week: Int64 = 7 * day
  /// After a failure, such as for want of room.
  static let pause: Int64 = 3_600

  var record: UpkeepRecord
  /// Not before then.
  private var earliest: [Duty: Int64] = [:]

  /// Goes on from `record`.
  init(record: UpkeepRecord, isDoubtful: Bool) {
    self.record = record
    if isDoubtful { self.record.isDoubtful = true }
  }

  /// What is to be done at `now`, the more urgent first; nil for nothing.
  func due(at now: Int64) -> Duty? {
    if record.isDoubtful == true, isAllowed(.check, now) { return .check }
    if Self.hasPassed(Self.day, since: record.backup ?? record.since, now), isAllowed(.backUp, now)
    {
      return .backUp
    }
    if Self.hasPassed(Self.week, since: record.check ?? record.since, now), isAllowed(.check, now) {
      return .check
    }
    return nil
  }

  /// Takes note that `duty` was done and found nothing wrong.
  mutating func finish(_ duty: Duty, at now: Int64) {
    if duty == .backUp { record.backup = now }
    record.check = now
    record.isDoubtful = nil
    earliest[duty] = nil
  }

  /// Takes note that `duty` could not be done.
  mutating func fail(_ duty: Duty, at now: Int64) { earliest[duty] = now + Self.pause }

  private func isAllowed(_ duty: Duty, _ now: Int64) -> Bool {
    guard let time = earliest[duty] else { return true }
    return now >= time || now < time - Self.pause
  }

  /// A clock that was put back must not put upkeep off for years: a time to come counts as long ago.
  private static func hasPassed(_ span: Int64, since time: Int64, _ now: Int64) -> Bool {
    now >= time + span || now < time - day
  }
}
