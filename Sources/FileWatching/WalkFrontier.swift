import SystemPackage

/// One walk of everything below a directory.
struct WalkID: Hashable, Sendable {
  var number: UInt64
}

/// The directories that are still to be visited, and who waits for that.
///
/// There is one lane for each root, so that a disk that does not answer holds up only itself.
/// In a lane, directories that a sync waits for come first, and symbolic links last: a directory
/// that can be reached both ways is to be known by its own path.
struct WalkFrontier {
  /// A directory to visit.
  struct Errand {
    var directory: DirectoryID
    var isLink = false
    /// Which syncs wait for it: those that came in this epoch or a later one. Nil when its events
    /// are being watched already, so that none has to wait.
    var epoch: UInt64?
    /// The walks that are not complete without it.
    var walks: [WalkID] = []
    fileprivate var lane: DirectoryID
    fileprivate var rank: Rank
  }

  fileprivate enum Rank: Int { case urgent, routine, link }

  private struct Lane {
    var queues = [FIFO<DirectoryID>](repeating: FIFO(), count: 3)
    var visitsInFlight = 0
  }

  struct Walk: Hashable {
    var top: DirectoryID
    /// The path of `top` when the walk began, by which the consumer knows it.
    var path: FilePath
    /// Whether the consumer is told of its end.
    var isAnnounced: Bool
    var directories = 0
    fileprivate var outstanding = 0
  }

  private var lanes: [DirectoryID: Lane] = [:]
  private var pending: [DirectoryID: Errand] = [:]
  private var inFlight: [UInt64: Errand] = [:]
  private var outstanding: [UInt64: Int] = [:]
  private var walks: [WalkID: Walk] = [:]
  private var lastWalk: UInt64 = 0

  /// Grows with every sync; what is found from now on belongs to it.
  private(set) var epoch: UInt64 = 0

  var hasVisitsInFlight: Bool { !inFlight.isEmpty }

  /// The lanes that have something to do.
  var busyLanes: [DirectoryID] {
    lanes.compactMap { lane in lane.value.queues.allSatisfy(\.isEmpty) ? nil : lane.key }
  }

  /// Nothing to do in this lane and nothing being done.
  func isIdle(_ lane: DirectoryID) -> Bool {
    guard let lane = lanes[lane] else { return true }
    return lane.visitsInFlight == 0 && lane.queues.allSatisfy(\.isEmpty)
  }

  // MARK: Errands

  /// Asks for a visit; one that is asked for already serves both purposes.
  mutating func add(
    _ directory: DirectoryID, isLink: Bool, lane: DirectoryID, epoch: UInt64?, walks ids: [WalkID]
  ) {
    var errand = pending[directory] ?? Errand(directory: directory, lane: lane, rank: .link)
    let isNew = pending[directory] == nil
    if let epoch, epoch < errand.epoch ?? .max {
      if let old = errand.epoch { release(old) }
      errand.epoch = epoch
      retain(epoch)
    }
    for id in ids where walks[id] != nil && !errand.walks.contains(id) {
      errand.walks.append(id)
      walks[id]?.outstanding += 1
    }
    let rank: Rank = isLink ? .link : errand.epoch == nil ? .routine : .urgent
    errand.isLink = isLink
    // The entry in a queue of lower rank stays behind and is skipped when its turn comes.
    if isNew || rank != errand.rank || lane != errand.lane {
      errand.rank = rank
      errand.lane = lane
      lanes[lane, default: Lane()].queues[rank.rawValue].append(directory)
    }
    pending[directory] = errand
  }

  /// The next errands of a lane; none while earlier ones are in flight.
  mutating func take(from lane: DirectoryID, limit: Int) -> [Errand] {
    guard var queues = lanes[lane], queues.visitsInFlight == 0 else { return [] }
    var errands: [Errand] = []
    for rank in [Rank.urgent, .routine, .link] {
      if rank == .link && !errands.isEmpty { break }
      while errands.count < limit, let directory = queues.queues[rank.rawValue].popFirst() {
        guard let errand = pending[directory], errand.rank == rank, errand.lane == lane else {
          continue
        }
        pending[directory] = nil
        errands.append(errand)
      }
    }
    lanes[lane] = errands.isEmpty ? nil : queues
    return errands
  }

  /// Takes note that an errand is on its way, under the number of its request.
  mutating func began(_ errand: Errand, number: UInt64) {
    inFlight[number] = errand
    lanes[errand.lane]?.visitsInFlight += 1
  }

  /// The errand that is back.
  mutating func returned(number: UInt64) -> Errand? {
    guard let errand = inFlight.removeValue(forKey: number) else { return nil }
    lanes[errand.lane]?.visitsInFlight -= 1
    return errand
  }

  /// Settles an errand, and returns the walks that are complete by that.
  mutating func finish(_ errand: Errand) -> [Walk] {
    if let epoch = errand.epoch { release(epoch) }
    var complete: [Walk] = []
    for id in errand.walks {
      walks[id]?.outstanding -= 1
      if let walk = walks[id], walk.outstanding == 0 {
        walks[id] = nil
        complete.append(walk)
      }
    }
    return complete
  }

  // MARK: Walks

  mutating func beginWalk(
    at top: DirectoryID, path: FilePath, isAnnounced: Bool
  ) -> WalkID {
    lastWalk += 1
    let id = WalkID(number: lastWalk)
    walks[id] = Walk(top: top, path: path, isAnnounced: isAnnounced)
    return id
  }

  func isWalking(_ top: DirectoryID) -> Bool {
    walks.values.contains { $0.top == top && $0.isAnnounced }
  }

  /// Counts a directory that was reported on behalf of these walks.
  mutating func count(_ ids: [WalkID]) {
    for id in ids { walks[id]?.directories += 1 }
  }

  /// Gives up the walks of a directory, and returns them: their errands are done all the same.
  mutating func abandonWalks(of top: DirectoryID) -> [Walk] {
    let abandoned = walks.filter { $0.value.top == top }
    for id in abandoned.keys { walks[id] = nil }
    return Array(abandoned.values)
  }

  // MARK: Epochs

  mutating func closeEpoch() -> UInt64 {
    epoch += 1
    return epoch - 1
  }

  /// Whether nothing is left to do that a sync of this epoch waits for.
  func isDone(through epoch: UInt64) -> Bool { !outstanding.keys.contains { $0 <= epoch } }

  /// Lets syncs of this epoch wait for something that is not an errand yet.
  mutating func retain(_ epoch: UInt64) { outstanding[epoch, default: 0] += 1 }

  mutating func release(_ epoch: UInt64) {
    outstanding[epoch, default: 0] -= 1
    if outstanding[epoch] == 0 { outstanding[epoch] = nil }
  }
}
