import ControlProtocol
import LibraryStorage
import Logging
import MusicModel
import SystemPackage

/// Keeps the library database safe: daily backups, and a look for damage after an unclean end and
/// at least once a week.
actor UpkeepService {
  private let store: LibraryStore
  private let state: FilePath
  private let folder: BackupFolder
  private let health: HealthBoard
  private let logger: Logger
  private let now: @Sendable () -> Int64
  private let pause: @Sendable (Duration) async -> Void
  private let onDamage: @Sendable (StoreError) -> Void
  private var plan: UpkeepPlan { didSet { record.publish(plan.record) } }
  /// What has been done, and when.
  nonisolated let record: Published<UpkeepRecord>
  /// One copy at a time.
  private let copying = SerialGate()

  /// `state` is the folder of the database. `onDamage` is told of damage that a check finds; `pause`
  /// waits between two looks at what is due.
  init(
    store: LibraryStore, state: FilePath, folder: BackupFolder, health: HealthBoard,
    logger: Logger, now: @escaping @Sendable () -> Int64,
    pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
    onDamage: @escaping @Sendable (StoreError) -> Void
  ) {
    self.store = store
    self.state = state
    self.folder = folder
    self.health = health
    self.logger = logger
    self.now = now
    self.pause = pause
    self.onDamage = onDamage
    let plan = UpkeepPlan(
      record: .load(from: state, now: now()), isDoubtful: !store.wasClosedCleanly)
    self.plan = plan
    record = Published(plan.record)
  }

  /// Does what is due when it is due, until cancelled.
  func run() async {
    save()
    while !Task.isCancelled {
      await tellOfRestoration()
      if !store.isInPlace, await perform(.backUp) { onDamage(Self.gone) }
      while !Task.isCancelled, let duty = plan.due(at: now()) { await perform(duty) }
      await pause(.seconds(60))
    }
    // What is stored nowhere else; not as part of this task, which is not to do anything more.
    if !store.isInPlace { _ = await Task { await perform(.backUp) }.value }
  }

  /// Said when there is nothing at the database's path, or another file: a backup is made at once,
  /// and takes its place.
  private static let gone = StoreError(
    .corrupt, "The library database was removed or replaced while it was in use.")

  /// Stores something if there is room for more than a little, so that what is full is not called
  /// so for ever where nobody has anything to store.
  func tryStoring() async {
    if let room = BackupFolder.room(at: state), room < 1 << 20 { return }
    try? await store.tryWriting()
  }

  /// A descriptor of a checked copy of the library as it is now, which has no name any more; to be
  /// closed. Sending it may take as long as the client likes, while others have copies made.
  func openCopy() async throws(StoreError) -> FileDescriptor {
    try await withCopy { (copy) throws(StoreError) in
      do {
        return try FileDescriptor.open(copy, .readOnly, options: .closeOnExec)
      } catch {
        throw StoreError(.io, "The copy cannot be read: \(error)", cause: error)
      }
    }
  }

  /// Makes a copy of the library at `copy` ready to take its place; see ``LibraryRecovery``.
  func stage(_ copy: FilePath) async throws(StoreError) -> Int64 {
    try await alone { () async throws(StoreError) in
      try await LibraryRecovery(of: LibraryDatabase.file(in: state)).stage(copy)
    }
  }

  /// The backups there are, newest first.
  nonisolated func backups() -> [Backup] { folder.list() }

  /// Seconds since a backup was made.
  func age(of backup: Backup) -> Int64 { now() - backup.made }

  /// Hands a copy of the library as it is now, checked, to `body`, and removes it after that.
  func withCopy<Value: Sendable>(
    _ body: @Sendable (FilePath) async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try await alone { () async throws(StoreError) in
      do throws(StoreError) {
        return try await store.withCopy(in: folder, body)
      } catch {
        if error.code == .corrupt { onDamage(error) }
        throw error
      }
    }
  }

  // MARK: - Duties

  /// Answers whether it was done, and nothing was found.
  @discardableResult
  private func perform(_ duty: UpkeepPlan.Duty) async -> Bool {
    do throws(StoreError) {
      try await alone { () async throws(StoreError) in
        switch duty {
        case .backUp:
          let backup = try await store.backUp(into: folder)
          logger.info(
            "library backed up and checked",
            metadata: ["path": "\(backup.file)", "bytes": "\(backup.bytes)"])
        case .check:
          try await check()
          logger.info("library database checked, no damage")
        }
      }
      plan.finish(duty, at: now())
      save()
      await health.clear(.backup)
      return true
    } catch {
      plan.fail(duty, at: now())
      switch error.code {
      case .interrupted, .closed: break
      case .corrupt: onDamage(error)
      default:
        let sentence =
          "There is no new backup of the library: \(error.message) Orpheus tries again every hour."
        if await health.raise(.backup, sentence) { logger.warning("\(sentence)") }
      }
      return false
    }
  }

  private func check() async throws(StoreError) {
    do throws(StoreError) {
      try await store.checkCopy(in: folder)
    } catch  where error.code == .diskFull {
      try await store.checkByTable()
    }
  }

  private func alone<Value: Sendable>(
    _ body: () async throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    await copying.enter()
    do throws(StoreError) {
      let value = try await body()
      await copying.leave()
      return value
    } catch {
      await copying.leave()
      throw error
    }
  }

  private func save() {
    do {
      try plan.record.save(in: state)
    } catch {
      // It costs a backup more than planned.
      logger.notice("\(state.appending("upkeep.json")) cannot be written: \(error)")
    }
  }

  /// Of use while what was lost is still being made good, and to whoever looks in once a day.
  private func tellOfRestoration() async {
    guard let restoration = plan.record.restoration,
      (0..<UpkeepPlan.day).contains(now() - restoration.date)
    else {
      await health.clear(.restored)
      return
    }
    await health.raise(.restored, restoration.sentence)
  }
}

extension Restoration {
  /// What happened and what came of it, for a listener.
  var sentence: String {
    let aside = setAside.map { " What was there before is kept as \($0)." } ?? ""
    // There was none to be set aside.
    let trouble = "The library database was \(setAside == nil ? "gone" : "damaged"), and"
    guard let backup else {
      let none = passedOver == nil ? "there was no backup" : "no backup could be used"
      return "\(trouble) \(none): a new one has been begun. "
        + "Music and listening histories are read again; names given to moods, and histories "
        + "imported from elsewhere, are lost.\(aside)"
    }
    let cause = reason == nil ? "On request" : trouble
    return "\(cause) the backup of \(WallClockTime.text(backup)) was restored. What music and "
      + "listening histories have told since is read again; names given to moods, and histories "
      + "imported from elsewhere, since then are lost.\(aside)"
  }
}
