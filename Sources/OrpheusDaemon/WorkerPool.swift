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
    /// So long a worker may take to load the models, at idle priority on a busy machine.
    var secondsToStart = 120
  }

  private struct IdleWorker {
    var process: WorkerProcess
    /// The name of the model it embeds with.
    var embedding: String
    var requests: Int
    var since: ContinuousClock.Instant
  }

  private let program: FilePath
  private let policy: Policy
  private let onIntroduction: @Sendable (WorkerIntroduction) async -> Void
  private var idle: [IdleWorker] = [] { didSet { publish() } }
  /// The workers that are answering a request.
  private var busy: [ObjectIdentifier: WorkerProcess] = [:] { didSet { publish() } }
  private var retirement: Task<Void, Never>?
  private var isClosed = false

  /// A pool of processes running `program`. `onIntroduction` is told of each before it is given a
  /// file.
  init(
    program: FilePath, policy: Policy = Policy(),
    onIntroduction: @escaping @Sendable (WorkerIntroduction) async -> Void = { _ in }
  ) {
    self.program = program
    self.policy = policy
    self.onIntroduction = onIntroduction
  }

  /// How many workers are alive.
  nonisolated let size = Published(0)

  private func publish() { size.publish(idle.count + busy.count) }

  /// Has some worker that embeds with the model called `embedding` answer `request` about the open
  /// file `descriptor`, within the usual time and `extraSeconds`.
  func ask(
    _ request: WorkerRequest, descriptor: CInt, embedding: String, extraSeconds: Int = 0
  ) async throws(WorkerFailure) -> WorkerReply {
    while true {
      guard !isClosed else { throw .died(how: "Orpheus is stopping") }
      retire { $0.embedding != embedding }
      // The most recently used worker has the warmest caches, and lets the others grow idle.
      let isReused = !idle.isEmpty
      let worker = if let warm = idle.popLast() { warm } else { try await start(embedding) }
      // The pool may have been closed while the worker was getting ready.
      guard !isClosed else {
        worker.process.kill()
        worker.process.retire()
        throw .died(how: "Orpheus is stopping")
      }
      do throws(WorkerFailure) {
        return try await ask(worker, request, descriptor, extraSeconds)
      } catch {
        guard error == .wasGone else { throw error }
        guard isReused else { throw .notStarted(reason: "it ends as soon as it is started") }
        // One that ended while it was idle tells nothing about this file: take another.
      }
    }
  }

  /// Starts a worker, to embed with the model called `embedding`, only to hear what it says of itself.
  func introduce(embedding: String) async throws(WorkerFailure) {
    guard !isClosed else { return }
    keep(try await start(embedding))
  }

  private func start(_ embedding: String) async throws(WorkerFailure) -> IdleWorker {
    let process = try WorkerProcess(program: program, embedding: embedding)
    let key = ObjectIdentifier(process)
    busy[key] = process
    defer { busy[key] = nil }
    await onIntroduction(try await process.introduce(within: policy.secondsToStart))
    return IdleWorker(process: process, embedding: embedding, requests: 0, since: .now)
  }

  private func ask(
    _ worker: IdleWorker, _ request: WorkerRequest, _ descriptor: CInt, _ extraSeconds: Int
  ) async throws(WorkerFailure) -> WorkerReply {
    var worker = worker
    let key = ObjectIdentifier(worker.process)
    busy[key] = worker.process
    defer { busy[key] = nil }
    let reply = try await worker.process.ask(
      request, descriptor: descriptor, within: policy.secondsPerFile + extraSeconds)
    worker.requests += 1
    worker.since = .now
    if worker.requests < policy.requestLimit, !reply.isLast {
      keep(worker)
    } else {
      worker.process.retire()
    }
    return reply
  }

  private func keep(_ worker: IdleWorker) {
    // The pool may have been closed while the worker was busy.
    guard !isClosed else { return worker.process.retire() }
    idle.append(worker)
    scheduleRetirement()
  }

  /// Sends every idle worker home.
  func retireAll() {
    retirement?.cancel()
    retire { _ in true }
  }

  private func retire(where isUnwanted: (IdleWorker) -> Bool) {
    let unwanted = idle.filter(isUnwanted)
    guard !unwanted.isEmpty else { return }
    for worker in unwanted { worker.process.retire() }
    idle.removeAll(where: isUnwanted)
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
        retire { $0.since <= deadline }
      }
      retirement = nil
    }
  }
}
