import ControlProtocol
import ControlTransport
import FileWatching
import Glibc
import LibraryStorage
package import Logging
import ModelCatalogue
import MoodModel
import MusicModel
package import Settings
package import SystemPackage
import SystemdIntegration
import WorkerProtocol

/// The daemon: the one place where its parts are put together.
package struct Daemon: Sendable {
  var settings: Settings
  let logger: Logger
  let folder: StateFolder
  let catalogue: ModelCatalogue
  let worker: FilePath
  let listeningDescriptor: CInt?
  let notifier: ServiceNotifier
  /// Whether the listener has asked for a pause, until the daemon ends.
  let listenerPause: Published<Bool>
  let system: SystemFiles

  /// How long stopping may take. Systemd users are told five seconds; this leaves one to leave.
  private static let stopGrace = Duration.seconds(4)

  /// Takes the state folder and the socket that systemd may have handed over.
  ///
  /// `systemRoot` is the folder whose `proc` and `sys` tell how the machine is.
  package init(
    settings: Settings, environment: [String: String], logger: Logger,
    systemRoot: FilePath = "/"
  ) throws(DaemonError) {
    self.settings = settings
    self.logger = logger
    system = SystemFiles(root: systemRoot)
    folder = try StateFolder(settings.daemon.state)
    let program = ModelCatalogue.programPath()
    catalogue = ModelCatalogue(environment: environment, program: program)
    // The worker lies beside the daemon, in a build folder as in an installation.
    worker = program.removingLastComponent().appending("orpheus-worker")
    notifier = ServiceNotifier(environment: environment)
    listenerPause = Published(false)
    do {
      listeningDescriptor = try SocketActivation.listeningDescriptor()
    } catch {
      throw DaemonError(code: .inaccessible, message: "\(error)")
    }
  }

  /// Runs until the task is cancelled. Each element of `reloads` has `load` read the settings
  /// again.
  ///
  /// Where the database turns out to be damaged, everything is stopped, the database replaced, and
  /// everything put together anew.
  package func run(
    reloads: AsyncStream<Void>, load: @escaping @Sendable () throws(SettingsError) -> Settings
  ) async throws(DaemonError) {
    let crashes = CrashRecord(
      folder: folder.path, system: system, logger: logger, now: Int64(time(nil)))
    defer { crashes.end() }
    // A stream ends with the first task that is cancelled while it waits for it; a signal does not.
    let reloading = Signal()
    let relay = Task { for await _ in reloads { await reloading.raise() } }
    defer { relay.cancel() }
    let ending = await StopDeadline.run(grace: Self.stopGrace) {
      try await runToEnd(crashes, reloading: reloading, load: load)
    }
    switch ending {
    case .returned: break
    case .failed(let error):
      throw error as? DaemonError ?? DaemonError(code: .failed, message: "\(error)")
    case .leftBehind:
      // As after a kill, which the database is made for.
      logger.warning("not everything stopped in time; the database is checked at the next start")
    }
  }

  private func runToEnd(
    _ crashes: CrashRecord, reloading: Signal,
    load: @escaping @Sendable () throws(SettingsError) -> Settings
  ) async throws(DaemonError) {
    var daemon = self
    var replacement: Replacement?
    var damages = 0
    repeat {
      replacement = try await daemon.live(
        with: replacement, crashes, reloading: reloading, load: load)
      if case .damaged(let reason)? = replacement {
        damages += 1
        // A disk or memory that spoils every database would spoil the backups in the end.
        guard damages <= Self.damagesBorne else {
          throw DaemonError(code: .failed, message: "\(reason) It has been replaced before.")
        }
      }
      // What a reload has changed since the start, but for what needs another start.
      if replacement != nil, let settings = try? load() {
        daemon.settings = settings
        daemon.settings.daemon = self.settings.daemon
      }
    } while replacement != nil
  }

  /// How often a damaged database is replaced in one run.
  private static let damagesBorne = 2

  /// Runs on one database, until the task is cancelled or the database has to be replaced.
  private func live(
    with replacement: Replacement?, _ crashes: CrashRecord, reloading: Signal,
    load: @escaping @Sendable () throws(SettingsError) -> Settings
  ) async throws(DaemonError) -> Replacement? {
    let (replacements, announce) = AsyncStream.makeStream(
      of: Replacement.self, bufferingPolicy: .bufferingOldest(1))
    let storage = StorageWatch()
    let database = LibraryDatabase(folder: folder.path, logger: logger)
    let owner = StoreOwner(
      observe: { event in
        if case .failed(let error) = event, error.code == .corrupt {
          announce.yield(.damaged(error.message))
        }
        storage.observe(event)
      },
      waitForRoom: { _ in await storage.waitForRoom() })
    let store = try await notifier.extendingTimeout { () async throws(DaemonError) in
      try await database.open(after: replacement, owner: owner)
    }
    var next: Replacement?
    do {
      let parts = try await assemble(store, storage: storage, crashes: crashes) {
        announce.yield($0)
      }
      try await serve(
        parts, replacements: replacements, reloading: reloading, load: load)
    } catch {
      // Whatever failed may have failed of damage that the store has met with.
      announce.finish()
      next = Replacement(for: error)
      for await replacement in replacements { next = next ?? replacement }
      if next == nil {
        try? await store.close()
        throw error as? DaemonError ?? DaemonError(code: .failed, message: "\(error)")
      }
    }
    do throws(StoreError) {
      try await store.close()
    } catch {
      logger.error("\(error.message)")
    }
    return Task.isCancelled ? nil : next
  }
}
