import LibraryStorage
import MusicModel
import SystemPackage

/// Tracks that were not found where they had been, until it is clear whether they were deleted or
/// their disk is away.
///
/// Away is what was on another volume than the one that is there now, and so much at once that
/// nobody deletes it: everything in a root, or more than a fifth of its tracks and more than 50.
/// Such tracks are kept as they are until they are back, a later scan misses less, or somebody says
/// that they are gone. Deletions in a folder that is where it was are taken at their word when
/// events tell of them; what a scan misses is in doubt.
struct Absence {
  /// How long a deleted track is remembered, for its return.
  static let tombstoneAge = Duration.seconds(30 * 86_400)

  private static let fewTracks = 50
  private static let largeShare = 0.2

  /// Missed by a scan that is not over, by folder.
  private var missed: [FilePath: [StoredFile]] = [:]
  /// Let go during a scan that is not over, by folder.
  private var released: [FilePath: Int] = [:]
  /// Kept because they lay on another volume, by folder.
  private var away: [FilePath: Set<TrackID>] = [:]
  /// Kept because a scan missed too many at once, by folder.
  private var doubted: [FilePath: Set<TrackID>] = [:]
  /// Folders of which somebody has said that they are as they should be.
  private var trusted: Set<FilePath> = []
  /// The volume of folders that hold files of other volumes, by symbolic links.
  private var homes: [FilePath: UInt64] = [:]

  init() {}

  /// Believes the next scan of a folder, whatever is missing.
  mutating func trust(_ directory: FilePath) { trusted.insert(directory) }

  /// Takes note of what a folder holds, and on which volume it lies itself.
  mutating func see(
    _ directory: FilePath, on volume: UInt64, holding files: [FileIdentity]
  ) {
    guard !files.isEmpty else { return }
    homes[directory] = files.allSatisfy { $0.device == volume } ? nil : volume
  }

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
    away[directory] = nil
    let doubtedBefore = doubted.removeValue(forKey: directory) ?? []
    let ids = Set(changes.compactMap { if case .vanished(let id) = $0 { id } else { nil } })
    guard !ids.isEmpty, !isTrusted(directory) else { return changes }

    let gone = stored.filter { ids.contains($0.id) }
    let isHome = stored.contains { !ids.contains($0.id) && $0.identity?.device == volume }
    if !isHome, isAway(gone, from: directory, on: volume) {
      away[directory] = ids
      return changes.filter { !$0.isVanishing(ids) }
    }
    if duringScan {
      missed[directory] = gone
      if !doubtedBefore.isEmpty { doubted[directory] = doubtedBefore.intersection(ids) }
      return changes.filter { !$0.isVanishing(ids) }
    }
    let still = doubtedBefore.intersection(ids)
    if !still.isEmpty { doubted[directory] = still }
    return changes.filter { !$0.isVanishing(still) }
  }

  /// Takes note of the tracks of a folder that is not there; `volume` is that of the nearest one
  /// above.
  mutating func miss(_ rows: [StoredFile], of directory: FilePath, on volume: UInt64?) {
    missed[directory] = nil
    away[directory] = nil
    if isAway(rows, from: directory, on: volume), !isTrusted(directory) {
      away[directory] = Set(rows.map(\.id))
    } else {
      missed[directory] = rows
    }
  }

  /// Whether tracks that are not in a folder, where `volume` is now, were on another one.
  ///
  /// Not when the folder is known to have been on this one: then they were links to elsewhere.
  func isAway(_ rows: [StoredFile], from directory: FilePath, on volume: UInt64?) -> Bool {
    let devices = rows.compactMap { $0.identity?.device }
    if let home = homes[directory], home == volume { return false }
    return !devices.isEmpty && devices.allSatisfy { $0 != volume }
  }

  /// What may be let go of that was missed at or below a folder; nothing when that would be too
  /// much.
  ///
  /// - Parameters:
  ///   - total: how many tracks are recorded there, those that were missed included.
  ///   - isEmpty: whether it is a root with nothing in it.
  ///   - manyMayBeDeleted: whether the scan makes up for events that were lost: deleting a great
  ///     many files is one way to lose some.
  ///   - isEnd: whether the scan is over. Before, what an earlier one doubted is not let go.
  mutating func release(
    below top: FilePath, of total: Int, isEmpty: Bool, manyMayBeDeleted: Bool, isEnd: Bool
  ) -> [StoredFile] {
    let directories = missed.keys.filter { $0.starts(with: top) }
    let before = released.filter { $0.key.starts(with: top) }.values.reduce(0, +)
    let count = directories.reduce(before) { $0 + (missed[$1]?.count ?? 0) }
    let isMuch =
      count > Self.fewTracks && Double(count) > Self.largeShare * Double(total + before)
    if isEmpty || isMuch && !manyMayBeDeleted, !isTrusted(top) { return [] }
    var rows: [StoredFile] = []
    for directory in directories {
      let kept = isEnd ? [] : doubted[directory] ?? []
      let missing = missed.removeValue(forKey: directory) ?? []
      let (left, gone) = (
        missing.filter { kept.contains($0.id) }, missing.filter { !kept.contains($0.id) }
      )
      if !left.isEmpty { missed[directory] = left }
      doubted[directory] = kept.isEmpty ? nil : kept
      released[directory, default: 0] += gone.count
      rows += gone
    }
    return rows
  }

  /// Keeps what the scan of a folder has missed and nobody let go of.
  mutating func endScan(of top: FilePath) {
    for (directory, rows) in missed where directory.starts(with: top) {
      doubted[directory] = Set(rows.map(\.id))
      missed[directory] = nil
    }
    released = released.filter { !$0.key.starts(with: top) }
    trusted = trusted.filter { !$0.starts(with: top) && !top.starts(with: $0) }
  }

  /// Forgets what was kept below a folder but is recorded elsewhere now.
  mutating func keepOnly(_ directories: [FilePath], below top: FilePath) {
    let recorded = Set(directories)
    let isLeft = { (directory: FilePath) in
      !directory.starts(with: top) || recorded.contains(directory)
    }
    away = away.filter { isLeft($0.key) }
    doubted = doubted.filter { isLeft($0.key) }
    homes = homes.filter { isLeft($0.key) }
  }

  /// Forgets a folder with all below it, whose tracks are gone or elsewhere; true if any was kept.
  mutating func forget(below top: FilePath) -> Bool {
    let folders = Set(away.keys).union(doubted.keys).union(missed.keys).union(homes.keys)
    return folders.filter { $0.starts(with: top) }.reduce(false) { forget($1) || $0 }
  }

  /// Forgets one folder, whose tracks are gone or elsewhere; true if any was kept.
  mutating func forget(_ directory: FilePath) -> Bool {
    let wasKept = keeps(directory)
    missed[directory] = nil
    away[directory] = nil
    doubted[directory] = nil
    homes[directory] = nil
    return wasKept
  }

  /// Whether tracks of a folder were missed when it was last looked at.
  func doubts(_ directory: FilePath) -> Bool { missed[directory] != nil || keeps(directory) }

  /// Whether tracks of a folder are kept though they were not found.
  func keeps(_ directory: FilePath) -> Bool {
    away[directory] != nil || doubted[directory] != nil
  }

  /// The folders with tracks that are kept because they lay on another volume.
  var awayFolders: [FilePath] { Array(away.keys) }

  /// How many tracks at or below a folder are kept though they were not found.
  func keptCount(below top: FilePath) -> Int {
    [away, doubted].joined().reduce(0) { $1.key.starts(with: top) ? $0 + $1.value.count : $0 }
  }

  private func isTrusted(_ directory: FilePath) -> Bool {
    trusted.contains { directory.starts(with: $0) }
  }
}

extension FileChange {
  /// Whether this says that one of `tracks` is gone.
  fileprivate func isVanishing(_ tracks: Set<TrackID>) -> Bool {
    if case .vanished(let id) = self { tracks.contains(id) } else { false }
  }
}
