import Analysis
import CLinux
import Foundation
import Glibc
import ModelCatalogue
import WorkerProtocol

/// `orpheus-worker`: what `orpheusd` starts to read one file after another on its behalf.
@main
enum Worker {
  static func main() {
    guard isSocket(STDIN_FILENO) else {
      let hint = "orpheus-worker is started by orpheusd; there is nothing to run by hand\n"
      FileHandle.standardError.write(Data(hint.utf8))
      exit(2)
    }
    // A terminal's Ctrl-C and a service manager's SIGTERM go to the whole group; whether the file
    // in hand is finished is the daemon's decision.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
    // Libraries that try to write a file shall get an error, not the default action's end.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    limitItself()

    let channel = WorkerChannel(owning: STDIN_FILENO)
    // A thread rather than PR_SET_PDEATHSIG, which fires when the *thread* that started this
    // process ends, and the daemon's threads come and go.
    Thread.detachNewThread {
      channel.waitForHangup()
      // At once: the main thread may be in the middle of a network, which exit(3) would wait for.
      _exit(0)
    }
    let catalogue = ModelCatalogue(
      environment: ProcessInfo.processInfo.environment, program: ModelCatalogue.programPath())
    WorkerService(channel: channel, catalogue: catalogue).run()
  }

  private static func isSocket(_ descriptor: CInt) -> Bool {
    var found = stat()
    return fstat(descriptor, &found) == 0 && found.st_mode & S_IFMT == S_IFSOCK
  }

  /// What can be given up without losing anything: the worker writes no file, leaves no core and
  /// gives way to everyone.
  private static func limitItself() {
    _ = orpheus_renounce_privileges()
    _ = orpheus_become_idle()
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &none)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }
}
