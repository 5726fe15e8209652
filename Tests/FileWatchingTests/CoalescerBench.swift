import SystemPackage

@testable import FileWatching

/// A coalescer on a disk that exists only in memory, with the hands of a clock to turn.
struct CoalescerBench {
  struct Directory {
    var identity: DirectoryIdentity
    var watch: DirectoryReading.Watch
    var children: [String] = []
    var isIgnored = false
    var failure: Errno?
    var kind: String?
  }

  static let root: FilePath = "/music"

  var coalescer: ChangeCoalescer
  var disk: [FilePath: Directory] = [:]
  /// What a stat says of entries that are not directories.
  var entries: [FilePath: ChangeCoalescer.Found] = [:]
  var unwatched: [CInt] = []
  /// Requests that nobody has carried out, while `isWalkHeld`.
  var held: [VisitRequest] = []
  var isWalkHeld = false
  var now: Duration = .zero
  private var serial: CInt = 0

  /// A bench with `/music` and what is below it, walked to the end.
  init(
    _ directories: FilePath..., options: WatchOptions = WatchOptions(),
    jitter: @escaping @Sendable () -> Double = { 0 }
  ) {
    coalescer = ChangeCoalescer(roots: [Self.root], options: options, jitter: jitter)
    coalescer.limits = InotifyLimits(watches: 100, instances: 10)
    make(Self.root)
    for directory in directories { make(directory) }
    settle()
    _ = events()
  }

  /// The number of a directory's watch.
  func watch(_ path: FilePath) -> CInt {
    if case .granted(let watch)? = disk[path]?.watch { watch } else { -2 }
  }

  mutating func make(_ path: FilePath, inode: UInt64? = nil) {
    serial += 1
    disk[path] = Directory(
      identity: DirectoryIdentity(device: 1, inode: inode ?? UInt64(serial), born: 0),
      watch: .granted(serial))
    guard let name = path.lastComponent, path != Self.root else { return }
    disk[path.removingLastComponent()]?.children.append(name.string)
  }

  mutating func remove(_ path: FilePath) {
    disk = disk.filter { !$0.key.starts(with: path) }
    disk[path.removingLastComponent()]?.children.removeAll { $0 == path.lastComponent?.string }
  }

  mutating func move(_ from: FilePath, to: FilePath) {
    let moved = disk.filter { $0.key.starts(with: from) }
    remove(from)
    for (path, directory) in moved {
      var rest = path
      _ = rest.removePrefix(from)
      disk[to.pushing(rest)] = directory
    }
    disk[to.removingLastComponent()]?.children.append(to.lastComponent?.string ?? "")
  }

  // MARK: What happens

  mutating func record(
    _ mask: InotifyMask, _ directory: FilePath, _ name: String? = nil, cookie: UInt32 = 0
  ) {
    record(mask, watch: watch(directory), name, cookie: cookie)
  }

  mutating func record(
    _ mask: InotifyMask, watch: CInt, _ name: String? = nil, cookie: UInt32 = 0
  ) {
    perform(
      coalescer.receive(
        InotifyRecord(
          watch: watch, mask: mask, cookie: cookie, name: name.map { EntryName($0) }),
        at: now))
    settle()
  }

  /// Turns the clock to a time, with a stop wherever the coalescer asked for one.
  mutating func advance(to time: Duration) {
    while coalescer.nextWake <= time {
      now = max(now, coalescer.nextWake)
      perform(coalescer.tick(at: now))
      settle()
    }
    now = time
  }

  /// Takes what there is to say, but for the beginnings of walks, which would be everywhere.
  mutating func events() -> [WatchEvent] {
    allEvents().filter { if case .walking = $0 { false } else { true } }
  }

  /// Takes all there is to say.
  mutating func allEvents() -> [WatchEvent] {
    var events: [WatchEvent] = []
    while let event = coalescer.next(at: now) { events.append(event) }
    return events
  }

  // MARK: What is done about it

  mutating func settle() {
    repeat {
      for lane in coalescer.lanes { held += coalescer.takeVisits(from: lane) }
      if isWalkHeld { return }
      let requests = held
      held = []
      for request in requests {
        perform(
          coalescer.visited(Visit(request: request, outcome: outcome(of: request)), at: now))
      }
    } while !held.isEmpty || !coalescer.lanes.isEmpty
  }

  private func outcome(of request: VisitRequest) -> Visit.Outcome {
    guard let directory = disk[request.path] else { return .failed(.noSuchFileOrDirectory) }
    if let failure = directory.failure { return .failed(failure) }
    return .read(
      DirectoryReading(
        identity: directory.identity, watch: directory.watch, isIgnored: directory.isIgnored,
        children: directory.isIgnored
          ? [] : directory.children.map { .init(name: EntryName($0), isLink: false) },
        networkFileSystem: directory.kind))
  }

  mutating func perform(_ actions: [ChangeCoalescer.Action]) {
    for action in actions {
      switch action {
      case .unwatch(let watch):
        unwatched.append(watch)
      case .inspect(let inspection):
        let found = entries[inspection.path] ?? .missing
        perform(coalescer.inspected(inspection, found, at: now))
      case .confirm(let arrival, let path):
        perform(coalescer.confirmed(arrival, found: disk[path]?.identity, at: now))
      case .locate(let visit, let owner, let path, _):
        perform(coalescer.located(visit, owner: owner, found: disk[path]?.identity, at: now))
      case .look(let directory, let path):
        let found = disk[path]
        perform(
          coalescer.sighted(
            RootSighting(
              directory: directory, identity: found?.identity,
              isEmpty: found?.children.isEmpty ?? true),
            at: now))
      case .readMounts:
        break
      case .retryInotify:
        break
      }
    }
  }
}
