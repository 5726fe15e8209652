import CLinux
import MusicModel
package import SystemPackage

/// Lists single directories; what is below them is the walk's business.
package enum LibraryScanner {
  /// Whether a directory below `root`, or one above it, is passed over by its name.
  package static func passesOver(
    _ directory: FilePath, options: WatchOptions, relativeTo root: FilePath
  ) -> Bool {
    NameFilter(options).skips(directory, root: root)
  }

  /// Reads one directory and stats its files, none of which is opened.
  ///
  /// `root` is the watched root it lies in, which exclude patterns are relative to. Paths may be
  /// longer than `PATH_MAX`, and names any bytes. A file deleted meanwhile is left out.
  package static func list(
    _ directory: FilePath, options: WatchOptions, relativeTo root: FilePath
  ) throws(ScanError) -> DirectoryListing {
    do throws(Errno) {
      return try read(directory, NameFilter(options), root)
    } catch {
      throw ScanError(directory: directory, code: error)
    }
  }

  private static func read(
    _ path: FilePath, _ filter: NameFilter, _ root: FilePath
  ) throws(Errno) -> DirectoryListing {
    let directory = try OpenDirectory(path, followingLink: true)
    let identity = try directory.identity
    let volumes = VolumeTable.shared
    volumes.refresh()
    var listing = DirectoryListing(
      isIgnored: filter.skips(path, root: root), identity: identity,
      volume: volumes.volume(of: identity.device, at: directory.descriptor))
    if listing.isIgnored { return listing }
    let relative = filter.relativePath(of: path, root: root)
    let builder = PathBuilder(path)
    try directory.forEachEntry { name, type in
      if filter.isMarker(name) { listing.isIgnored = true }
      if listing.isIgnored || filter.skips(name, in: relative) { return }
      let entry = builder.appending(name)
      if type == .directory {
        listing.subdirectories.append(entry)
      } else {
        add(entry, name, type, in: directory, to: &listing)
      }
    }
    if listing.isIgnored { (listing.files, listing.subdirectories) = ([], []) }
    return listing
  }

  private static func add(
    _ path: FilePath, _ name: UnsafePointer<CChar>, _ type: EntryType,
    in directory: borrowing OpenDirectory, to listing: inout DirectoryListing
  ) {
    do throws(Errno) {
      let found = try directory.stat(name, followingLink: true)
      switch EntryType(mode: found.mode) {
      case .directory: listing.subdirectories.append(path)
      case .regular:
        let volume =
          found.device == listing.identity.device
          ? listing.volume
          : VolumeTable.shared.volume(of: found.device) { directory.openFile(name) }
        // A link into a volume that nothing may be opened on: its number would be a guess.
        guard let volume else { throw .permissionDenied }
        let identity = FileIdentity(found, volume: volume)
        listing.files.append(FoundFile(path: path, kind: .regular, identity: identity))
      case let other: listing.files.append(FoundFile(path: path, kind: .other(other)))
      }
    } catch .noSuchFileOrDirectory where type != .link {
      return
    } catch {
      let kind: FoundFile.Kind = type == .regular ? .regular : .other(type)
      listing.files.append(FoundFile(path: path, kind: kind, problem: error))
    }
  }
}
