import FileWatching
import OrpheusTestSupport
import SystemPackage
import Testing

/// A watcher on a scratch directory and what it said.
///
/// The time limit only bounds a failure: what is waited for is always an event.
final class Observation {
  let watcher: LibraryWatcher
  private(set) var mirror: Mirror
  private(set) var events: [WatchEvent] = []
  private var token: UInt64 = 0

  init(
    _ scratch: Scratch, roots: [FilePath], options: WatchOptions = .impatient
  ) throws {
    let state = scratch.path + "state"
    try Disk.makeDirectories(state)
    watcher = LibraryWatcher(roots: roots, options: options, cookieDirectory: state)
    mirror = Mirror(roots: roots, options: options)
  }

  /// Takes events until one is as wanted, and returns those from this call.
  @discardableResult
  func until(
    _ expectation: String, location: SourceLocation = #_sourceLocation,
    _ isWanted: (WatchEvent) -> Bool
  ) async throws -> [WatchEvent] {
    var taken: [WatchEvent] = []
    let watcher = self.watcher
    // Stopping the watcher ends `next()`, so a failure does not hang.
    let bound = Task {
      try await Task.sleep(for: .seconds(300))
      await watcher.stop()
    }
    defer { bound.cancel() }
    while let event = await watcher.next() {
      taken.append(event)
      events.append(event)
      mirror.apply(event)
      if isWanted(event) { return taken }
    }
    Issue.record("\(expectation) never came; got \(taken.suffix(20))", sourceLocation: location)
    throw Errno.timedOut
  }

  /// Takes everything that happened until now.
  @discardableResult
  func sync(location: SourceLocation = #_sourceLocation) async throws -> [WatchEvent] {
    token += 1
    let wanted = token
    await watcher.sync(wanted)
    return try await until("sync \(wanted)", location: location) { $0 == .synced(wanted) }
  }

  /// Compares what the events led to with what is there.
  func expectTruth(
    below root: FilePath, options: WatchOptions = .impatient,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let truth = try Mirror.truth(below: root, options: options)
    let missed = truth.subtracting(mirror.files)
    let invented = mirror.files.filter { $0.starts(with: root) }.subtracting(truth)
    #expect(missed.isEmpty, sourceLocation: location)
    #expect(invented.isEmpty, sourceLocation: location)
  }
}

extension WatchOptions {
  /// Short delays, so that tests on real files wait for events and not for the clock.
  static var impatient: WatchOptions {
    var options = WatchOptions()
    options.quietTime = .milliseconds(20)
    options.maximumDelay = .milliseconds(200)
    options.pairingTime = .milliseconds(200)
    options.rootCheckInterval = .milliseconds(20)
    return options
  }
}

extension [WatchEvent] {
  /// How often a directory was reported as changed.
  func changes(of directory: FilePath) -> Int { count { $0 == .changed(directory) } }
}
