import FoundationEssentials
import Glibc
import Synchronization

/// Tells the service manager how the daemon is doing (sd_notify(3)); does nothing where there is
/// none.
package final class ServiceNotifier: Sendable {
  private let socket: NotifySocket?
  /// The status text last sent.
  private let status = Mutex<String?>(nil)

  /// How often ``watchdog()`` has to be called at least, so call it twice as often; nil when nobody
  /// watches.
  package let watchdogInterval: Duration?

  /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID from `environment`.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment, process: Int32 = getpid()
  ) {
    socket = environment["NOTIFY_SOCKET"].flatMap { NotifySocket(address: $0) }
    let isForUs = environment["WATCHDOG_PID"].map { $0 == String(process) } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    watchdogInterval = isForUs && microseconds > 0 ? .microseconds(microseconds) : nil
  }

  /// Start-up, or a reload, is over.
  package func ready() { send("READY=1") }

  /// Shows `text` in `systemctl status`. Sent only when it differs from the last one, so it may be
  /// called as often as is convenient.
  package func status(_ text: String) {
    let isNews = status.withLock { last in
      defer { last = text }
      return last != text
    }
    // A line feed would begin another assignment.
    if isNews { send("STATUS=" + text.replacing("\n", with: " ")) }
  }

  /// The settings are being read again; ``ready()`` follows. The time lets the manager tell this
  /// reload from an earlier one.
  package func reloading() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let microseconds = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    send("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
  }

  /// The daemon is about to end.
  package func stopping() { send("STOPPING=1") }

  /// The daemon is alive; to be sent while everything that matters is.
  package func watchdog() { send("WATCHDOG=1") }

  /// Asks for `duration` more from now to finish starting, reloading or stopping.
  package func extendTimeout(by duration: Duration) {
    let (seconds, attoseconds) = duration.components
    send("EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)")
  }

  private func send(_ assignments: String) { _ = socket?.send(assignments) }
}
