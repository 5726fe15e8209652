import FileWatching
import LibraryStorage
import MusicModel
import SystemPackage

extension FolderContents {
  /// Lists folders, each below a root, on several cores at once. Those that cannot be listed, are
  /// to be left alone or hold what cannot be looked at, or sheets, are left out.
  @concurrent
  static func read(
    _ places: [(directory: FilePath, root: FilePath)], _ options: WatchOptions
  ) async -> [FolderContents] {
    let share = max(16, (places.count + 3) / 4)
    return await withTaskGroup(of: [FolderContents].self) { group in
      for start in stride(from: 0, to: places.count, by: share) {
        let part = Array(places[start..<min(start + share, places.count)])
        group.addTask {
          part.compactMap { FolderContents($0.directory, below: $0.root, options) }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  private init?(_ directory: FilePath, below root: FilePath, _ options: WatchOptions) {
    guard let listing = try? LibraryScanner.list(directory, options: options, relativeTo: root),
      !listing.isIgnored,
      // What a sheet says is not in the listing.
      !listing.files.contains(where: \.isSheet)
    else { return nil }
    var files: [(path: FilePath, identity: FileIdentity)] = []
    files.reserveCapacity(listing.files.count)
    for file in listing.files where file.isMusic {
      guard file.kind == .regular, let identity = file.identity else { return nil }
      files.append((file.path, identity))
    }
    self.init(directory: directory, files: files)
  }
}
