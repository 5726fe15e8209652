import ControlProtocol
import LibraryStorage
import Logging
import WorkerProtocol

/// Draws the consequences of what workers say of themselves before they are given a file.
actor WorkerRegister {
  private let store: LibraryStore
  private let health: HealthBoard
  private let journal: ChangeJournal
  private let logger: Logger
  /// The decoder version of the worker that was started last; nil before the first.
  private(set) var decoders: String?

  init(store: LibraryStore, health: HealthBoard, journal: ChangeJournal, logger: Logger) {
    self.store = store
    self.health = health
    self.journal = journal
    self.logger = logger
  }

  /// A worker has been started and is ready.
  func enter(_ introduction: WorkerIntroduction) async {
    if let complaint = introduction.sandbox.complaint {
      if await health.raise(.sandbox, complaint) { logger.warning("\(complaint)") }
    } else {
      await health.clear(.sandbox)
    }
    guard introduction.decoders != decoders else { return }
    do throws(StoreError) {
      let count = try await store.requeueQuarantined(otherThanBy: introduction.decoders)
      decoders = introduction.decoders
      guard count > 0 else { return }
      logger.notice(
        "\(count) files that ended a worker are tried again: what reads them has changed",
        metadata: ["decoders": "\(introduction.decoders)"])
      await journal.note(.library)
    } catch {
      // The next worker brings it up again.
      logger.error("\(error.message)")
    }
  }
}
