import ControlProtocol
import FileWatching
import HistoryFiles
import LibraryStorage
import ListeningHistory
import Logging
import MusicModel
import SystemPackage

/// Reads listening histories, matches what was played to the tracks here, and learns sessions and
/// transitions from it.
///
/// Three steps, each of which can be cut off anywhere and goes on where it was: files are read into
/// the store in batches; what is new is matched; and what is matched is learned. A batch is stored
/// together with how far its file has been read, so nothing is lost or counted twice.
actor HistoryService {
  /// What decides when a session ends and what the clock shows.
  struct Rules: Hashable, Sendable {
    /// The longest pause inside a session, in seconds.
    var gap: Int64
  }

  private let store: LibraryStore
  private let journal: ChangeJournal
  private let health: HealthBoard
  private let logger: Logger
  private let now: @Sendable () -> Int64
  let localTime: LocalTime
  private(set) var rules: Rules
  private var musicRoots: [FilePath]

  private let reading = SerialGate()
  private let learning = SerialGate()
  private let work = Signal()
  private let caughtUp = Signal()
  /// How often there was something to do, and up to which time it has been done.
  private var asked = 0
  private var settled = 0
  /// True when something was heard, matched or learned that nobody has been told of.
  private var isNews = false
  /// How many wait for ``waitUntilSettled(until:)``: then there is no rest.
  private var waiting = 0
  /// How long the last lesson took, and when the next may begin by itself: a library that is being
  /// indexed changes matches all the time, and learning anew each time would cost more than it
  /// tells.
  private var restsUntil = ContinuousClock.now
  /// Files that are no histories, so that they are not looked into again and again.
  private var strangers: [FilePath: FileIdentity] = [:]

  /// Listens in one transaction: long enough for speed, short enough that a query waits for tens
  /// of milliseconds.
  private static let batchSize = 5_000
  private static let matchesAtOnce = 500

  init(
    store: LibraryStore, rules: Rules, musicRoots: [FilePath], localTime: LocalTime,
    journal: ChangeJournal, health: HealthBoard, logger: Logger,
    now: @escaping @Sendable () -> Int64
  ) {
    self.store = store
    self.rules = rules
    self.musicRoots = musicRoots
    self.localTime = localTime
    self.journal = journal
    self.health = health
    self.logger = logger
    self.now = now
  }

  /// Matches and learns whenever there is something new, until cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.followLibrary() }
      while !Task.isCancelled {
        let epoch = await work.epoch
        await catchUp()
        await work.wait(after: epoch)
      }
    }
  }

  /// Follows changed settings.
  func adopt(rules: Rules, musicRoots: [FilePath]) async {
    self.rules = rules
    self.musicRoots = musicRoots
    await somethingChanged()
  }

  /// Returns true when everything read so far is matched and learned; false at the deadline.
  func waitUntilSettled(until deadline: ContinuousClock.Instant) async -> Bool {
    waiting += 1
    defer { waiting -= 1 }
    // A track may have been stored a moment ago, and nobody have told us yet.
    await somethingChanged()
    let target = asked
    while true {
      let epoch = await caughtUp.epoch
      if settled >= target { return true }
      guard ContinuousClock.now < deadline, !Task.isCancelled else { return false }
      await caughtUp.wait(after: epoch, until: deadline)
    }
  }

  // MARK: - Reading

  /// Reads what is new in the files of one folder, of those that are `wanted`, and takes note of
  /// those that are gone.
  func compare(
    _ files: [FoundFile], in directory: FilePath, wanted: WantedFiles?
  ) async throws(StoreError) {
    let present = Set(files.map(\.path))
    let stored = try await store.historyFiles(in: directory)
    for file in stored where !present.contains(file.path) && !file.isMissing {
      try await store.historyFileGone(at: file.path)
      await health.clear(.history(file.path.string))
    }
    let troubled = Set(stored.filter { $0.isMissing || $0.problem != nil }.map(\.path))
    // The order decides nothing, but makes logs of two runs alike.
    for file in files.sorted(by: { $0.path.string < $1.path.string }) {
      guard file.kind == .regular, let identity = file.identity,
        wanted?.contains(file.path) ?? true, strangers[file.path] != identity,
        !Task.isCancelled
      else { continue }
      try await take(file.path, identity, wasTroubled: troubled.contains(file.path))
    }
  }

  private func take(
    _ path: FilePath, _ identity: FileIdentity, wasTroubled: Bool
  ) async throws(StoreError) {
    do {
      let report = try await read(path) { _ in }
      if report.isUnchanged {
        if wasTroubled { try await store.historyFileFound(at: path) }
        return
      }
      guard report.isHistory else {
        // Bounded: a folder full of something else is looked into again rather than remembered.
        if strangers.count >= 10_000 { strangers = [:] }
        strangers[path] = identity
        logger.debug("no listening history", metadata: ["path": "\(path)"])
        try await forgetTrouble(with: path)
        return
      }
      if let problem = report.problems.first {
        await health.raise(.history(path.string), "\(path): \(problem); download it again")
      } else {
        await health.clear(.history(path.string))
      }
      logger.info(
        "listening history read",
        metadata: [
          "path": "\(path)", "listens": "\(report.listens)", "added": "\(report.added)",
          "damaged": "\(report.damaged)",
        ])
    } catch is CancellationError {
      return
    } catch let error as StoreError {
      // Not the file's fault: the folder is looked at again.
      throw error
    } catch {
      let sentence = "\(error)"
      try await store.historyFileUnreadable(at: path, reason: sentence)
      if await health.raise(.history(path.string), sentence) { logger.warning("\(sentence)") }
    }
  }

  /// A file that was a history, or might have been one, turns out to be none.
  private func forgetTrouble(with path: FilePath) async throws(StoreError) {
    if try await store.historyProgress(of: path).isEmpty {
      try await store.historyFileGone(at: path)
      await health.clear(.history(path.string))
    } else {
      let sentence = "\(path) is no listening history any more; what it told is kept"
      try await store.historyFileUnreadable(at: path, reason: sentence)
      await health.raise(.history(path.string), sentence)
    }
  }

  /// What reading a file came to.
  struct Report: Sendable {
    var listens = 0
    var added = 0
    var passedOver = 0
    var damaged = 0
    /// The first of them, each with the member of the archive it is in.
    var damages: [(part: String, damage: HistoryDamage)] = []
    /// Members of an archive that could not be read.
    var problems: [String] = []
    var isHistory = true
    var isUnchanged = false
  }

  /// Reads on in one file; `progress` hears of every batch that has been stored.
  func read(
    _ path: FilePath, progress: @Sendable (Report) async throws -> Void
  ) async throws -> Report {
    await reading.enter()
    let result: Result<Report, any Error>
    do {
      result = .success(try await readAlone(path, progress: progress))
    } catch {
      result = .failure(error)
    }
    await reading.leave()
    let report = try result.get()
    // A long history leaves much in the page cache that nobody asks for again.
    if report.added > 10 * Self.batchSize {
      try await store.checkpoint()
      try await store.releaseMemory()
    }
    return report
  }

  private func readAlone(
    _ path: FilePath, progress: @Sendable (Report) async throws -> Void
  ) async throws -> Report {
    var report = Report()
    let known = try await store.historyProgress(of: path)
    let outcome = try await HistoryFile(path).read(
      after: known, localTime: localTime, now: now(), batchSize: Self.batchSize
    ) { batch in
      try Task.checkCancellation()
      let stored = try await store.recordHistory(batch, of: path)
      report.listens += batch.listens.count
      report.added += stored.added
      report.passedOver += batch.passedOver
      report.damaged += batch.damages.count
      report.damages += batch.damages.prefix(100 - min(100, report.damages.count))
        .map { (batch.part, $0) }
      if stored.added > 0 { noteNews() }
      await somethingChanged()
      try await progress(report)
    }
    switch outcome {
    case .unchanged: report.isUnchanged = true
    case .notHistory: report.isHistory = false
    case .read(let reading):
      report.problems = reading.problems
      // Members that an archive does not have any more.
      if !Set(known.keys).isSubset(of: reading.parts.keys) {
        try await store.keepHistoryParts(Set(reading.parts.keys), of: path)
      }
    }
    return report
  }

  // MARK: - Matching and learning

  /// There may be something to match or to learn.
  func somethingChanged() async {
    asked += 1
    await work.raise()
  }

  private func noteNews() { isNews = true }

  /// Tracks that come, go or change their tags may be what was played; moods that change are what
  /// is learned from.
  private func followLibrary() async {
    var seen = await journal.generation
    while let change = await journal.change(in: [.library, .moods], after: seen) {
      seen = change.generation
      await somethingChanged()
    }
  }

  private func catchUp() async {
    let epoch = await work.epoch
    let target = asked
    do throws(StoreError) {
      try await matchEverything()
      if try await store.counts().pending == 0 {
        try await store.requeueUnmatched()
        try await matchEverything()
      }
      if waiting == 0, ContinuousClock.now < restsUntil, await work.epoch == epoch {
        await work.wait(after: epoch, until: restsUntil)
      }
      // More has come: it is matched before anything is learned.
      guard await work.epoch == epoch || waiting > 0 || ContinuousClock.now >= restsUntil else {
        return
      }
      try await learn()
      await health.clear(.storage)
      if isNews {
        isNews = false
        await journal.note(.session)
      }
      settled = max(settled, target)
      await caughtUp.raise()
    } catch {
      if await health.raise(.storage, error.message) { logger.error("\(error.message)") }
      // Nothing is lost: what is to be matched and learned is marked in the store.
      try? await Task.sleep(for: .seconds(5))
      await work.raise()
    }
  }

  private func matchEverything() async throws(StoreError) {
    while !Task.isCancelled {
      let outcome = try await store.matchDue(limit: Self.matchesAtOnce, roots: musicRoots)
      if outcome.changed > 0 { isNews = true }
      guard outcome.remaining else { break }
    }
  }

  /// Brings sessions and transitions up to date. Queries call it, so that they see what was stored
  /// before them.
  func learn() async throws(StoreError) {
    await learning.enter()
    let start = ContinuousClock.now
    do throws(StoreError) {
      let lesson = try await store.learnHistory(gap: rules.gap, localTime: localTime, now: now())
      let end = ContinuousClock.now
      restsUntil = end + start.duration(to: end) * 20
      if lesson.isRebuilt || lesson.sessions > 0 { isNews = true }
      await learning.leave()
    } catch {
      await learning.leave()
      throw error
    }
  }
}
