import Foundation
import Glibc

/// How a process ended.
package enum ProcessEnd: Sendable, Hashable {
  /// With this exit status.
  case exited(Int32)
  /// By this signal.
  case killed(Int32)

  /// The exit status or the signal.
  package var status: Int32 {
    switch self {
    case .exited(let status), .killed(let status): status
    }
  }
}

extension Process {
  /// Sleeps until the process has ended.
  ///
  /// Asks the kernel: Foundation's own wait takes whole cores, and lasts for as long as any process
  /// lives that was started at the same moment and so inherited what it waits for.
  @discardableResult
  package func sleepUntilExit() -> ProcessEnd {
    var end = siginfo_t()
    // Not reaped here (wait(2), WNOWAIT), which is Foundation's to do.
    while waitid(P_PID, id_t(processIdentifier), &end, WEXITED | WNOWAIT) != 0 {
      guard errno != EINTR else { continue }
      // Foundation has reaped it and so has nothing to wait for.
      waitUntilExit()
      return terminationReason == .exit
        ? .exited(terminationStatus) : .killed(terminationStatus)
    }
    let status = end._sifields._sigchld.si_status
    return end.si_code == Int32(CLD_EXITED) ? .exited(status) : .killed(status)
  }
}
