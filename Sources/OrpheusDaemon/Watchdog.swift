import Logging
import SystemdIntegration

/// Tells the service manager that the daemon is alive, as long as every vital part answers.
actor Watchdog {
  /// Returns when the part has answered; whatever the answer, it is alive.
  typealias Question = @Sendable (VitalPart) async -> Void

  private let notifier: ServiceNotifier
  private let logger: Logger
  private let ask: Question
  private var round = WatchdogRound()

  init(notifier: ServiceNotifier, logger: Logger, ask: @escaping Question) {
    self.notifier = notifier
    self.logger = logger
    self.ask = ask
  }

  /// Asks and pings until cancelled, twice in the interval, as sd_watchdog_enabled(3) advises. Where
  /// nobody watches it asks all the same, seldom, for what it may have to log.
  func run() async {
    let interval = notifier.watchdogInterval ?? .seconds(600)
    while !Task.isCancelled {
      beginRound()
      try? await Task.sleep(for: interval / 2)
    }
  }

  private func beginRound() {
    let (ask, silent) = round.begin()
    for part in silent {
      logger.error("\(part.rawValue) does not answer")
    }
    for part in ask {
      // Not waited for, and in no group: what hangs cannot be cancelled either.
      Task {
        await self.ask(part)
        self.takeAnswer(of: part)
      }
    }
  }

  private func takeAnswer(of part: VitalPart) {
    if round.answered(part) { notifier.watchdog() }
  }
}
