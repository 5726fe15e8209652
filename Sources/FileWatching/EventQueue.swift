import SystemPackage

/// What waits for the consumer.
///
/// Directories wait once each however often they change, so memory is bounded by their number;
/// the few other events are bounded by `limit`.
struct EventQueue {
  enum Item {
    case event(WatchEvent)
    /// A directory to be reported in the state it is in when it is asked for.
    case directory(DirectoryID)
  }

  /// As long as the kernel's own queue.
  static let limit = 16_384

  private var announcements = FIFO<WatchEvent>()
  private var items = FIFO<Item>()
  private var waiting: Set<DirectoryID> = []
  private var abandoned = 0

  var isEmpty: Bool { announcements.isEmpty && items.isEmpty }

  /// Adds an event that comes before all directories. False when too many wait already: then none
  /// is kept, and everything must be walked.
  mutating func announce(_ event: WatchEvent) -> Bool {
    guard announcements.count < Self.limit else {
      announcements.removeAll {
        switch $0 {
        case .vanished, .renamed: true
        default: false
        }
      }
      return false
    }
    announcements.append(event)
    return true
  }

  /// Adds an event that comes after every directory that waits now.
  mutating func conclude(_ event: WatchEvent) { items.append(.event(event)) }

  mutating func add(_ directory: DirectoryID) {
    if waiting.insert(directory).inserted { items.append(.directory(directory)) }
  }

  func isWaiting(_ directory: DirectoryID) -> Bool { waiting.contains(directory) }

  mutating func forget(_ directory: DirectoryID) {
    guard waiting.remove(directory) != nil else { return }
    abandoned += 1
    guard abandoned > 1024 && abandoned * 2 > items.count else { return }
    abandoned = 0
    items.removeAll { [waiting] item in
      if case .directory(let directory) = item { !waiting.contains(directory) } else { false }
    }
  }

  mutating func next() -> Item? {
    if let event = announcements.popFirst() { return .event(event) }
    while let item = items.popFirst() {
      switch item {
      case .event: return item
      case .directory(let directory):
        if waiting.remove(directory) != nil { return item }
      }
    }
    return nil
  }
}
