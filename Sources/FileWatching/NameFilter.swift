import Glibc
import SystemPackage

/// Which names of a directory are looked at, as `WatchOptions` says.
struct NameFilter: Sendable {
  private let excludes: [[CChar]]
  private let markers: [[CChar]]
  private let includesHidden: Bool

  init(_ options: WatchOptions) {
    excludes = options.excludes.map { pattern in
      let trimmed = pattern.utf8.count > 1 && pattern.hasSuffix("/")
      return Array((trimmed ? String(pattern.dropLast()) : pattern).utf8CString)
    }
    markers = options.markers.map { Array($0.utf8CString) }
    includesHidden = options.includesHidden
  }

  /// The path of `directory` below `root`, the form patterns are matched against; empty for the
  /// root itself. Nil when no pattern needs it.
  func relativePath(of directory: FilePath, root: FilePath) -> [CChar]? {
    excludes.isEmpty ? nil : Self.path(of: directory, below: root)
  }

  /// Whether a file or directory of this name is passed over. `directory` is what `relativePath`
  /// returned for the directory it lies in.
  func skips(_ name: UnsafePointer<CChar>, in directory: [CChar]?) -> Bool {
    if !includesHidden && name.pointee == CChar(bitPattern: UInt8(ascii: ".")) { return true }
    guard let directory, !excludes.isEmpty else { return false }
    let separator = directory.isEmpty ? [] : [PathBuilder.separator]
    let end = UnsafeBufferPointer(start: name, count: strlen(name) + 1)
    let path = directory + separator + end
    return excludes.contains { pattern in
      fnmatch(pattern, name, 0) == 0 || fnmatch(pattern, path, 0) == 0
    }
  }

  /// Whether the directory itself, or one between it and the root, is passed over.
  func skips(_ directory: FilePath, root: FilePath) -> Bool {
    var above: [CChar] = []
    let names = Self.path(of: directory, below: root).split(separator: PathBuilder.separator)
    for name in names {
      if skips(Array(name) + [0], in: above) { return true }
      if !above.isEmpty { above.append(PathBuilder.separator) }
      above += name
    }
    return false
  }

  /// Whether a file of this name hides the directory it lies in.
  func isMarker(_ name: UnsafePointer<CChar>) -> Bool {
    markers.contains { strcmp($0, name) == 0 }
  }

  // Bytes, because this is done for every directory and a `FilePath` takes its time.
  private static func path(of directory: FilePath, below root: FilePath) -> [CChar] {
    directory.withPlatformString { directory in
      root.withPlatformString { root in
        let length = strlen(root)
        guard strncmp(directory, root, length) == 0 else { return [] }
        let rest = UnsafeBufferPointer(start: directory + length, count: strlen(directory) - length)
        return Array(rest.drop { $0 == PathBuilder.separator })
      }
    }
  }
}
