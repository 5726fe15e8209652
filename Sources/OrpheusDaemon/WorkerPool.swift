import MusicModel
import SystemPackage
import WorkerProtocol

/// The workers alive now. A worker is started when one is needed and none is free, and leaves when
/// nothing was asked of it for a while, so that an idle daemon is the only process left.
actor WorkerPool {
  /// When workers come and go.
  struct Policy: Sendable {
    /// How long an unused worker stays.
    var idleLimit: Duration = .seconds(60)
    /// After so many requests a worker is replaced, whatever its health.
    var requestLimit = 1_000
    /// A request not answered by then is taken for a hang.
    var secondsPerFile = 120
  }

  private struct IdleWorker {
    var process: WorkerProcess
    var requests: Int
    var since: ContinuousClock.Instant
  }

  private let program: FilePath
  private let policy: Policy
  private var idle: [IdleWorker] = []
  /// The workers that are answering a request.
  private var busy: [ObjectIdentifier: WorkerProcess] = [:]
  private var retirement: Task<Void, Never>?
  private var isClosed = false

  /// A pool of processes running `program`.
  init(program: FilePath, policy: Policy = Policy()) {
    self.program = program
    self.policy = policy
  }

  /// How many workers are alive.
  var count: Int { idle.count + busy.count }

  /// Has some worker answer `request` about the open file `descriptor`.
  func ask(
    _ request: WorkerRequest, descriptor: CInt
  ) async throws(WorkerFailure) -> WorkerReply {
    while true {
      guard !isClosed else { throw .died(how: "Orpheus is stopping") }
      // The most recently used worker has the warmest caches, and lets the others grow idle.
      let isReused = !idle.isEmpty
      let worker = if let warm = idle.popLast() { warm } else { try start() }
      do throws(WorkerFailure) {
        return try await ask(worker, request, descriptor)
      } catch {
        guard error == .wasGone else { throw error }
        guard isReused else { throw .notStarted(reason: "it ends as soon as it is started") }
        // One that ended while it was idle tells nothing about this file: take another.
      }
    }
  }

  private func start() throws(WorkerFailure) -> IdleWorker {
    let process = try WorkerProcess(program: program, secondsPerFile: policy.secondsPerFile)
    return IdleWorker(process: process, requests: 0, since: .now)
  }

  private func ask(
    _ worker: IdleWorker, _ request: WorkerRequest, _ descriptor: CInt
  ) async throws(WorkerFailure) -> WorkerReply {
    var worker = worker
    let key = ObjectIdentifier(worker.process)
    busy[key] = worker.process
    defer { busy[key] = nil }
    let reply = try await worker.process.ask(request, descriptor: descriptor)
    worker.requests += 1
    worker.since = .now
    if worker.requests < policy.requestLimit {
      idle.append(worker)
      scheduleRetirement()
    } else {
      worker.process.retire()
    }
    return reply
  }

  /// Sends every idle worker home.
  func retireAll() {
    retirement?.cancel()
    for worker in idle { worker.process.retire() }
    idle = []
  }

  /// Ends every worker at once, also those with a file in hand, and starts no more.
  func close() {
    isClosed = true
    retireAll()
    for worker in busy.values { worker.kill() }
  }

  private func scheduleRetirement() {
    guard retirement == nil else { return }
    retirement = Task {
      while let next = idle.map(\.since).min() {
        do {
          try await Task.sleep(until: next + policy.idleLimit, clock: .continuous)
        } catch {
          break
        }
        // Others may have been taken or returned meanwhile.
        let deadline = ContinuousClock.Instant.now - policy.idleLimit
        for worker in idle where worker.since <= deadline { worker.process.retire() }
        idle.removeAll { $0.since <= deadline }
      }
      retirement = nil
    }
  }
}
