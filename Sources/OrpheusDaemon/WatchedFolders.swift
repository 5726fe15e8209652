import FileWatching
import SystemPackage

/// The folders that are watched, and which of them can be relied upon.
struct WatchedFolders: Sendable {
  var roots: [FilePath]
  /// What of them is looked at.
  var options: WatchOptions
  /// Roots that a scan has not yet been through.
  var scanning: Set<FilePath>
  /// Roots that are not there, as when a disk has been taken away.
  var offline: Set<FilePath> = []
  /// Whether the present scan makes up for lost events, among which deletions may have been.
  var isAfterOverflow = false

  /// Folders of which nothing is known yet.
  init(roots: [FilePath], options: WatchOptions) {
    self.roots = roots
    self.options = options
    scanning = Set(roots)
  }

  /// True when `directory` lies in a watched folder.
  func covers(_ directory: FilePath) -> Bool { roots.contains { directory.starts(with: $0) } }

  /// True when `directory` lies in a root that is not there.
  func isOffline(_ directory: FilePath) -> Bool {
    offline.contains { directory.starts(with: $0) }
  }

  /// The innermost root that `directory` lies in; itself where there is none.
  func root(of directory: FilePath) -> FilePath {
    roots.filter { directory.starts(with: $0) }.max { $0.length < $1.length } ?? directory
  }

  /// True while a scan goes through the root that `directory` lies in.
  func isScanning(_ directory: FilePath) -> Bool {
    !scanning.isEmpty && scanning.contains(root(of: directory))
  }

  /// Everything is looked at again.
  mutating func startScan() { scanning = Set(roots).subtracting(offline) }

  /// Follows a changed configuration, which begins a scan.
  mutating func adopt(roots: [FilePath], options: WatchOptions) {
    self.roots = roots
    self.options = options
    offline.formIntersection(roots)
    startScan()
  }
}
