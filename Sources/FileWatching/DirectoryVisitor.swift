import CLinux
import Glibc
import SystemPackage

/// A request to watch and read one directory of the tree.
struct VisitRequest: Hashable, Sendable {
  /// Grows with every request, so that what happened to the tree since can be told.
  var number: UInt64
  var directory: DirectoryID
  var path: FilePath
  var root: FilePath
  /// Whether the path ends in a symbolic link that is to be followed.
  var followsLink: Bool
}

/// What came of a visit.
struct Visit: Hashable, Sendable {
  enum Outcome: Hashable, Sendable {
    case read(DirectoryReading)
    case failed(Errno)
    /// The directory holds Orpheus' own state: it is watched for another purpose.
    case ownState
  }

  var request: VisitRequest
  var outcome: Outcome
}

/// What the walk needs to know of a directory; its files do not matter here.
struct DirectoryReading: Hashable, Sendable {
  enum Watch: Hashable, Sendable {
    case granted(CInt)
    case refused(Errno)
    /// There is no inotify instance to ask.
    case none
  }

  struct Child: Hashable, Sendable {
    var name: EntryName
    var isLink: Bool
  }

  var identity: DirectoryIdentity
  var watch: Watch
  var isIgnored = false
  var children: [Child] = []
  /// The kind of network file system it lies on, for people.
  var networkFileSystem: String?
}

/// Performs visits, on whatever thread may block for it.
struct DirectoryVisitor: Sendable {
  let inotify: Inotify?
  let filter: NameFilter
  /// The directory of the sync cookies, never watched as music.
  let ownState: DirectoryIdentity?
  let options: WatchOptions

  func visit(_ request: VisitRequest) -> Visit {
    do throws(Errno) {
      return Visit(request: request, outcome: try outcome(of: request))
    } catch {
      return Visit(request: request, outcome: .failed(error))
    }
  }

  // First the watch, then the reading: what is created between the two is seen twice, what were
  // created between a reading and a watch would never be seen.
  private func outcome(of request: VisitRequest) throws(Errno) -> Visit.Outcome {
    let directory = try OpenDirectory(request.path, followingLink: request.followsLink)
    let identity = try directory.identity
    if identity == ownState { return .ownState }
    var reading = DirectoryReading(identity: identity, watch: watch(directory.descriptor))
    reading.networkFileSystem = NetworkFileSystem.kind(of: directory.descriptor)

    let relative = filter.relativePath(of: request.path, root: request.root)
    try directory.forEachEntry { name, type in
      if filter.isMarker(name) { reading.isIgnored = true }
      guard !reading.isIgnored, type != .regular, !filter.skips(name, in: relative),
        let isLink = leadsToDirectory(name, type, in: directory)
      else { return }
      reading.children.append(.init(name: EntryName(name), isLink: isLink))
    }
    if reading.isIgnored || !options.isRecursive { reading.children = [] }
    return .read(reading)
  }

  private func watch(_ descriptor: CInt) -> DirectoryReading.Watch {
    guard let inotify else { return .none }
    do { return .granted(try inotify.watch(descriptor, for: InotifyMask(options))) } catch {
      return .refused(error)
    }
  }

  /// Nil when an entry is no directory; otherwise whether it is one through a symbolic link. A stat
  /// is needed only for links and where the file system keeps no types in its directories.
  private func leadsToDirectory(
    _ name: UnsafePointer<CChar>, _ type: EntryType, in directory: borrowing OpenDirectory
  ) -> Bool? {
    var type = type
    if type == .unknown, let found = try? directory.stat(name, followingLink: false) {
      type = EntryType(mode: found.mode)
    }
    switch type {
    case .directory: return false
    case .link:
      guard let found = try? directory.stat(name, followingLink: true),
        EntryType(mode: found.mode) == .directory
      else { return nil }
      return true
    default: return nil
    }
  }
}

/// What is found at the path of a root, without entering it.
struct RootSighting: Hashable, Sendable {
  var directory: DirectoryID
  /// Nil when there is no directory.
  var identity: DirectoryIdentity?
  /// Whether nothing is in it, as in a mount point with nothing mounted.
  var isEmpty = true

  /// Looks for a directory at a path.
  static func look(for directory: DirectoryID, at path: FilePath) -> RootSighting {
    guard let found = statIfPresent(path, followingLink: true),
      EntryType(mode: found.mode) == .directory
    else { return RootSighting(directory: directory) }
    var sighting = RootSighting(directory: directory, identity: DirectoryIdentity(found))
    if let opened = try? OpenDirectory(path, followingLink: true) {
      try? opened.forEachEntry { _, _ in sighting.isEmpty = false }
    }
    return sighting
  }
}
