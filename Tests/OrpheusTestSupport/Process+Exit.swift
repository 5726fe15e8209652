import Foundation
import Glibc

extension Process {
  /// Sleeps until the process has ended; then ``terminationStatus`` may be asked for.
  ///
  /// Foundation's own wait spins on any thread but the main one, which took whole cores from the
  /// programs under test.
  package func sleepUntilExit() {
    var end = siginfo_t()
    // Not reaped here (wait(2), WNOWAIT), which is Foundation's to do: it has at most to notice.
    while waitid(P_PID, id_t(processIdentifier), &end, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    waitUntilExit()
  }
}
