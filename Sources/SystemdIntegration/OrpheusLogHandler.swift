import FoundationEssentials
import Glibc
package import Logging
import Synchronization

/// Writes log messages to the journal with their metadata as fields, `path` as `ORPHEUS_PATH`, or
/// to standard error as readable lines where there is no journal.
package struct OrpheusLogHandler: LogHandler {
  /// A level set on one logger wins over the process's, which ``setLevel(_:)`` changes.
  package var logLevel: Logger.Level {
    get { ownLevel ?? Self.processLevel.withLock { $0 } }
    set { ownLevel = newValue }
  }
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  private static let processLevel = Mutex(Logger.Level.info)
  private let destination: LogDestination
  private var ownLevel: Logger.Level?

  /// Makes a handler that writes to `destination`; without a level of its own it follows the
  /// process's.
  init(destination: LogDestination, level: Logger.Level? = nil) {
    self.destination = destination
    ownLevel = level
  }

  /// Changes how much every logger says that has no level of its own.
  package static func setLevel(_ level: Logger.Level) { processLevel.withLock { $0 = level } }

  /// Makes every `Logger` of the process write through this handler; to be called once, first.
  ///
  /// `identifier` is the program's name as the journal shows it.
  package static func bootstrap(identifier: String = "orpheusd", level: Logger.Level = .info) {
    let destination = LogDestination.detect(
      identifier: identifier, descriptor: STDERR_FILENO,
      environment: ProcessInfo.processInfo.environment)
    setLevel(level)
    LoggingSystem.bootstrap { _ in OrpheusLogHandler(destination: destination) }
  }

  package func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
    if let given = event.metadata { all.merge(given) { $1 } }
    if let error = event.error { all["error"] = "\(error)" }
    destination.write(
      LogRecord(
        level: event.level, message: event.message.description, metadata: all, file: event.file,
        line: event.line))
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
}
