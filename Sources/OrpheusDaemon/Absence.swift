import LibraryStorage
import MusicModel
import SystemPackage

/// Tracks that were not found where they had been, until it is clear whether they were deleted or
/// their disk is away.
///
/// Away is what was on another volume than the one that is there now, and so much at once that
/// nobody deletes it: everything in a root, or more than a fifth of its tracks and more than 50.
/// Such tracks are kept as they are until they are back. Deletions that events tell of are taken at
/// their word; only what a scan misses is in doubt.
struct Absence {
  /// How long a deleted track is remembered, for its return.
  static let tombstoneAge = Duration.seconds(30 * 86_400)

  private static let fewTracks = 50
  private static let largeShare = 0.2

  /// Missed by a scan that is not over, by folder.
  private var missed: [FilePath: [StoredFile]] = [:]
  /// Let go during a scan that is not over, by folder.
  private var released: [FilePath: Int] = [:]
  /// Kept because they are away, by folder.
  private var kept: [FilePath: Set<TrackID>] = [:]
  /// Folders of which somebody has said that they are as they should be.
  private var trusted: Set<FilePath> = []

  init() {}

  /// Believes the next scan of a folder, whatever is missing.
  mutating func trust(_ directory: FilePath) { trusted.insert(directory) }

  /// Takes the deletions out of the comparison of a folder that are in doubt.
  ///
  /// - Parameters:
  ///   - volume: what the folder lies on now.
  ///   - duringScan: whether the end of a scan will see to what is missed.
  mutating func sift(
    _ changes: [FileChange], of stored: [StoredFile], in directory: FilePath, on volume: UInt64,
    duringScan: Bool
  ) -> [FileChange] {
    missed[directory] = nil
    kept[directory] = nil
    let rows = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return changes.filter { change in
      guard case .vanished(let id) = change, let row = rows[id], !isTrusted(directory) else {
        return true
      }
      if isAway([row], on: volume) {
        kept[directory, default: []].insert(id)
      } else if duringScan {
        missed[directory, default: []].append(row)
      } else {
        return true
      }
      return false
    }
  }

  /// Takes note of the tracks of a folder that is not there; `volume` is that of the nearest one
  /// above.
  mutating func miss(_ rows: [StoredFile], of directory: FilePath, on volume: UInt64?) {
    missed[directory] = nil
    kept[directory] = nil
    if isAway(rows, on: volume), !isTrusted(directory) {
      kept[directory] = Set(rows.map(\.id))
    } else {
      missed[directory] = rows
    }
  }

  /// Whether tracks were on another volume than this.
  func isAway(_ rows: [StoredFile], on volume: UInt64?) -> Bool {
    rows.contains { row in row.identity.map { $0.device != volume } ?? false }
  }

  /// What may be let go of that was missed at or below a folder; nothing when that would be too
  /// much.
  ///
  /// - Parameters:
  ///   - total: how many tracks are recorded there, those that were missed included.
  ///   - isEmpty: whether it is a root with nothing in it.
  ///   - manyMayBeDeleted: whether the scan makes up for events that were lost: deleting a great
  ///     many files is one way to lose some.
  mutating func release(
    below top: FilePath, of total: Int, isEmpty: Bool, manyMayBeDeleted: Bool
  ) -> [StoredFile] {
    let directories = missed.keys.filter { $0.starts(with: top) }
    let rows = directories.flatMap { missed[$0] ?? [] }
    let before = released.filter { $0.key.starts(with: top) }.values.reduce(0, +)
    let count = rows.count + before
    let isMuch =
      count > Self.fewTracks && Double(count) > Self.largeShare * Double(total + before)
    if isEmpty || isMuch && !manyMayBeDeleted, !isTrusted(top) { return [] }
    for directory in directories {
      released[directory, default: 0] += missed.removeValue(forKey: directory)?.count ?? 0
    }
    return rows
  }

  /// Keeps what the scan of a folder has missed and nobody let go of.
  mutating func endScan(of top: FilePath) {
    for (directory, rows) in missed where directory.starts(with: top) {
      kept[directory] = Set(rows.map(\.id))
      missed[directory] = nil
    }
    released = released.filter { !$0.key.starts(with: top) }
    trusted = trusted.filter { !$0.starts(with: top) && !top.starts(with: $0) }
  }

  /// Forgets what was kept below a folder but is recorded elsewhere now.
  mutating func keepOnly(_ directories: [FilePath], below top: FilePath) {
    let recorded = Set(directories)
    kept = kept.filter { !$0.key.starts(with: top) || recorded.contains($0.key) }
  }

  /// Whether tracks of a folder were missed when it was last looked at.
  func doubts(_ directory: FilePath) -> Bool {
    missed[directory] != nil || kept[directory] != nil
  }

  /// Whether tracks of a folder are kept though they were not found.
  func keeps(_ directory: FilePath) -> Bool { kept[directory] != nil }

  /// How many tracks at or below a folder are kept though they were not found.
  func keptCount(below top: FilePath) -> Int {
    kept.filter { $0.key.starts(with: top) }.values.reduce(0) { $0 + $1.count }
  }

  private func isTrusted(_ directory: FilePath) -> Bool {
    trusted.contains { directory.starts(with: $0) }
  }
}
