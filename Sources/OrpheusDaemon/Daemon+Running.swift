import ControlProtocol
import ControlTransport
import FileWatching
import Glibc
import Logging
import Settings
import SystemPackage
import SystemdIntegration

extension Daemon {
  /// Runs every part until one fails, the task is cancelled, which ends them all, or the database
  /// has to be replaced, which is thrown.
  func serve(
    _ parts: Parts, replacements: AsyncStream<Replacement>, reloading: Signal,
    load: @escaping @Sendable () throws(SettingsError) -> Settings
  ) async throws {
    // The server closes what it listens at; the socket of the service manager is to outlive it.
    let endpoint: ListeningEndpoint =
      listeningDescriptor.map { .descriptor(fcntl($0, F_DUPFD_CLOEXEC, 3)) }
      ?? .path(settings.daemon.socket, mode: 0o600)
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await parts.server.run(listening: endpoint) {
          notifier.ready()
          let socket = listeningDescriptor == nil ? settings.daemon.socket.string : "systemd's"
          logger.info("ready", metadata: ["socket": "\(socket)"])
        }
      }
      group.addTask { await parts.music.run() }
      for folders in parts.historyFolders.all { group.addTask { await folders.run() } }
      group.addTask { await parts.history.run() }
      group.addTask { await parts.analysis.run() }
      group.addTask { await tellStatus(parts) }
      group.addTask { await parts.watchdog.run() }
      group.addTask {
        await parts.storage.run(state: folder.path, health: parts.health, logger: logger) {
          await parts.upkeep.tryStoring()
        }
      }
      group.addTask { await parts.upkeep.run() }
      group.addTask {
        for await replacement in replacements { throw replacement }
      }
      group.addTask {
        var seen = await reloading.epoch
        while !Task.isCancelled {
          await reloading.wait(after: seen)
          guard await reloading.epoch != seen else { break }
          seen = await reloading.epoch
          await reload(parts, load)
        }
      }
      // No part ends by itself before the daemon does, the loop over reloads included.
      let first = await group.nextResult()
      if Task.isCancelled { notifier.stopping() }
      await parts.analysis.stop()
      group.cancelAll()
      if case .failure(let error)? = first { throw error }
    }
  }

  /// Keeps the service manager's line about the daemon true.
  private func tellStatus(_ parts: Parts) async {
    var seen = await parts.journal.generation
    repeat {
      notifier.status(parts.status.sentence())
      // While a library is indexed, one line a second is enough.
      try? await Task.sleep(for: .seconds(1))
      guard let change = await parts.journal.change(in: Set(Topic.allCases), after: seen) else {
        return
      }
      seen = change.generation
    } while !Task.isCancelled
  }

  private func reload(
    _ parts: Parts, _ load: @Sendable () throws(SettingsError) -> Settings
  ) async {
    notifier.reloading()
    defer { notifier.ready() }
    do throws(any Error) {
      let settings = try load()
      OrpheusLogHandler.setLevel(Logger.Level(rawValue: settings.daemon.logLevel.rawValue) ?? .info)
      await parts.music.adopt(
        roots: settings.library.music, options: WatchOptions(settings))
      await parts.historyFolders.adopt(settings)
      await parts.history.adopt(
        rules: HistoryService.Rules(settings), musicRoots: settings.library.music)
      await parts.pauses.adopt(PausePolicy.Rules(settings))
      await parts.status.models.follow(settings.analysis.profile)
      try await parts.analysis.adopt(settings)
      logger.info("settings read again; state, socket, workers and moods need a restart")
    } catch {
      logger.error("the settings stay as they were: \(error)")
    }
  }
}
