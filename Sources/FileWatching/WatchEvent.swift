package import SystemPackage

/// What the consumer of a `LibraryWatcher` should do next.
///
/// An event is a hint about a directory, never a fact about a file: listing the directory and
/// comparing it with what is recorded decides. Doing so twice is harmless, so every recovery
/// (overflow, rescan, polling) is only more events of the same kinds.
package enum WatchEvent: Hashable, Sendable {
  /// List this one directory, not those below it, and compare.
  ///
  /// A listing says which subdirectories exist and whether the directory is ignored; what is
  /// recorded below a subdirectory that is no longer listed is gone.
  case changed(FilePath)

  /// The directory left the tree: everything recorded below it is missing unless it turns up
  /// elsewhere.
  case vanished(FilePath)

  /// A directory moved inside the watched roots, with everything below it. Sent before the
  /// `changed` of either parent; the directories below are reported as `changed` afterwards.
  case renamed(from: FilePath, to: FilePath)

  /// A walk of everything at and below this directory begins. It ends with `walked` or
  /// `walkAbandoned` of the same path.
  case walking(FilePath)

  /// Every directory at or below this one has been delivered as `changed` since the walk began,
  /// except those with a `problem`, which may have been told before. A walk is made at the start,
  /// after an overflow, at a rescan and while polling.
  case walked(FilePath, directories: Int)

  /// A walk ended before it had been everywhere: its directory is gone, or cannot be read.
  case walkAbandoned(FilePath)

  /// A directory that cannot be read or watched. Said once until the problem changes.
  case problem(FilePath, WatchProblem)

  /// Watching works less well than it should, until the same value comes with `recovered`.
  case degraded(WatchDegradation)

  /// The degradation of this value is over.
  case recovered(WatchDegradation)

  /// The root is missing or unmounted. Nothing below it is reported until it is back; what is
  /// recorded there is out of reach, not deleted.
  case rootOffline(FilePath)

  /// The root is back, or another file system is mounted there now; a walk follows.
  case rootOnline(FilePath)

  /// Events were lost, by the kernel or because too many waited for the consumer. A walk of every
  /// root follows by itself.
  case overflowed

  /// Everything that happened before `sync` was called with this token has been delivered.
  case synced(UInt64)
}

/// Why a directory cannot be read or watched.
package enum WatchProblem: Hashable, Sendable {
  /// The directory cannot be opened or read.
  case unreadable(Errno)
  /// The directory was read, but the kernel refuses to watch it for a reason other than the limit.
  case unwatchable(Errno)
  /// The file system that was mounted here is gone; what was below it is out of reach.
  case unmounted
  /// This root is the same directory as another one, under another name.
  case sameDirectory(as: FilePath)

  /// The problem in a sentence, without the directory's name.
  package var message: String {
    switch self {
    case .unreadable(let code): "The directory cannot be read: \(code)."
    case .unwatchable(let code): "The directory cannot be watched for changes: \(code)."
    case .unmounted: "The file system mounted here is gone."
    case .sameDirectory(let other): "This is the same directory as \(other)."
    }
  }

  /// Whether trying again later may help without anything in the directory having changed.
  var isTransient: Bool {
    let causes: [Errno] = [
      .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .ioError, .staleNFSFileHandle,
      .timedOut, .hostIsDown,
    ]
    switch self {
    case .unreadable(let code), .unwatchable(let code): return causes.contains(code)
    case .unmounted, .sameDirectory: return false
    }
  }
}

/// Why events do not cover everything, so that directories are walked periodically instead.
package enum WatchDegradation: Hashable, Sendable {
  /// The kernel's limit on watches is used up. `needed` is the smallest limit that suffices.
  case outOfWatches(needed: Int, limit: Int)
  /// The kernel grants no inotify instance.
  case outOfInstances(limit: Int)
  /// inotify is not to be had at all.
  case unavailable(Errno)
  /// A file system that does not report what other machines or its own server change.
  case networkFileSystem(FilePath, kind: String)

  /// The situation and its remedy, for people.
  package var message: String {
    switch self {
    case .outOfWatches(let needed, let limit):
      """
      \(needed) directory watches are needed and \(limit) are allowed; the rest is polled. \
      To watch everything: sysctl fs.inotify.max_user_watches=\(Self.comfortable(needed))
      """
    case .outOfInstances(let limit):
      """
      All \(limit) inotify instances are in use; directories are polled. \
      To watch them: sysctl fs.inotify.max_user_instances=\(max(256, 2 * limit))
      """
    case .unavailable(let code):
      "Changes cannot be watched (\(code)); directories are polled."
    case .networkFileSystem(let path, let kind):
      "\(path) is on \(kind), which does not report every change; it is polled."
    }
  }

  /// The next power of two, so that a growing library does not meet the limit again at once.
  private static func comfortable(_ needed: Int) -> Int {
    var limit = 8192
    while limit < needed { limit *= 2 }
    return limit
  }
}
