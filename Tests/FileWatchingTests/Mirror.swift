import FileWatching
import SystemPackage

/// A consumer as the daemon is one: keeps a record of the files by doing what each event says, and
/// nothing else.
struct Mirror {
  private struct Directory {
    var files: Set<FilePath> = []
    var directories: [Substring: Directory] = [:]

    subscript(path: ArraySlice<Substring>) -> Directory? {
      get {
        guard let first = path.first else { return self }
        return directories[first]?[path.dropFirst()]
      }
      set {
        guard let first = path.first else { return self = newValue ?? Directory() }
        if path.count == 1 {
          directories[first] = newValue
        } else {
          directories[first, default: Directory()][path.dropFirst()] = newValue
        }
      }
    }

    var allFiles: Set<FilePath> {
      directories.values.reduce(into: files) { $0.formUnion($1.allFiles) }
    }
  }

  private var top = Directory()
  let roots: [FilePath]
  let options: WatchOptions

  init(roots: [FilePath], options: WatchOptions) {
    self.roots = roots
    self.options = options
  }

  /// Every file there is a record of.
  var files: Set<FilePath> { top.allFiles }

  /// Whether there is a record of a file.
  func contains(_ file: FilePath) -> Bool {
    top[Self.names(file).dropLast()]?.files.contains(file) == true
  }

  mutating func apply(_ event: WatchEvent) {
    switch event {
    case .changed(let directory): reconcile(directory)
    case .vanished(let directory): forget(directory)
    case .renamed(let from, let to):
      guard let moved = top[Self.names(from)] else { return }
      forget(from)
      top[Self.names(to)] = moved
      rebase(to)
    default: break
    }
  }

  private mutating func reconcile(_ directory: FilePath) {
    guard let root = roots.first(where: { Self.names(directory).starts(with: Self.names($0)) })
    else { return }
    do throws(ScanError) {
      let listing = try LibraryScanner.list(directory, options: options, relativeTo: root)
      var record = top[Self.names(directory)] ?? Directory()
      let present = Set(listing.subdirectories.compactMap { Self.names($0).last })
      record.directories = record.directories.filter { present.contains($0.key) }
      record.files = Set(listing.files.map(\.path))
      top[Self.names(directory)] = record
    } catch {
      if error.isMissing { forget(directory) }
    }
  }

  private mutating func forget(_ directory: FilePath) { top[Self.names(directory)] = nil }

  /// Gives the files of a directory that moved their new paths.
  private mutating func rebase(_ path: FilePath) {
    guard var directory = top[Self.names(path)] else { return }
    directory.files = Set(directory.files.compactMap(\.lastComponent).map { path.appending($0) })
    top[Self.names(path)] = directory
    for name in directory.directories.keys { rebase(path + String(name)) }
  }

  private static func names(_ path: FilePath) -> ArraySlice<Substring> {
    path.string.split(separator: "/")[...]
  }

  /// The files that are really there, found without the watcher.
  static func truth(below root: FilePath, options: WatchOptions) throws -> Set<FilePath> {
    var files: Set<FilePath> = []
    var next = [root]
    while let directory = next.popLast() {
      let listing = try LibraryScanner.list(directory, options: options, relativeTo: root)
      files.formUnion(listing.files.map(\.path))
      next += listing.subdirectories
    }
    return files
  }
}
