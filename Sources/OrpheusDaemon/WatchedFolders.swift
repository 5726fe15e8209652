import FileWatching
import SystemPackage

/// The folders that are watched, and which of them can be relied upon.
struct WatchedFolders: Sendable {
  var roots: [FilePath]
  /// What of them is looked at.
  var options: WatchOptions
  /// The walks that are under way, by the folder that each began at.
  private var walks: [FilePath: Int] = [:]
  /// Roots whose walk has been asked for and not begun.
  private var awaited: Set<FilePath>
  /// Roots that are not there, as when a disk has been taken away.
  private(set) var offline: Set<FilePath> = []
  /// Folders below a root that were places of disks which are not there.
  var unmounted: Set<FilePath> = []
  /// Whether the present scan makes up for lost events, among which deletions may have been.
  private(set) var isAfterOverflow = false

  /// Folders of which nothing is known yet.
  init(roots: [FilePath], options: WatchOptions) {
    self.roots = roots
    self.options = options
    awaited = Set(roots)
  }

  /// True when `directory` lies in a watched folder.
  func covers(_ directory: FilePath) -> Bool { roots.contains { directory.starts(with: $0) } }

  /// True when `directory` lies in a root that is not there.
  func isOffline(_ directory: FilePath) -> Bool {
    offline.contains { directory.starts(with: $0) }
  }

  /// `watching`, `scanning` or `offline`.
  func state(of root: FilePath) -> String {
    if offline.contains(root) { return "offline" }
    return awaited.contains(root) || walks[root] != nil ? "scanning" : "watching"
  }

  /// The innermost root that `directory` lies in; itself where there is none.
  func root(of directory: FilePath) -> FilePath {
    roots.filter { directory.starts(with: $0) }.max { $0.length < $1.length } ?? directory
  }

  // MARK: - Scans

  /// True while some walk is under way, or about to be.
  var isScanning: Bool { !walks.isEmpty || !awaited.isEmpty }

  /// True while a walk goes through `directory`: its end will say what has gone.
  func isScanning(_ directory: FilePath) -> Bool {
    isScanning && scanned.contains { directory.starts(with: $0) }
  }

  /// The folders at which walks began, or will.
  var scanned: Set<FilePath> { awaited.union(walks.keys) }

  /// A walk begins.
  mutating func begin(_ top: FilePath) {
    awaited.remove(top)
    walks[top, default: 0] += 1
  }

  /// A walk has ended.
  mutating func end(_ top: FilePath) {
    let left = (walks[top] ?? 1) - 1
    walks[top] = left > 0 ? left : nil
  }

  /// All that went into the scan has been drawn from it.
  mutating func endScan() { isAfterOverflow = false }

  /// Roots will be walked, those that are there.
  mutating func expectWalks(of roots: [FilePath]) {
    awaited.formUnion(Set(roots).subtracting(offline))
  }

  /// Events were lost, and everything is walked for it.
  mutating func overflowed() {
    isAfterOverflow = true
    expectWalks(of: roots)
  }

  /// A root is not there.
  mutating func lose(_ root: FilePath) {
    offline.insert(root)
    awaited.remove(root)
  }

  /// A root is back; a walk follows.
  mutating func regain(_ root: FilePath) {
    offline.remove(root)
    if walks[root] == nil { awaited.insert(root) }
  }

  /// Follows a changed configuration, which begins a scan.
  mutating func adopt(roots: [FilePath], options: WatchOptions) {
    self.roots = roots
    self.options = options
    offline.formIntersection(roots)
    awaited = Set(roots).subtracting(offline)
  }
}
