import Analysis
import CLinux
import Foundation
import Glibc
import ModelCatalogue
import WorkerProtocol
import WorkerSandbox

/// `orpheus-worker`: what `orpheusd` starts to read one file after another on its behalf.
///
/// `--unconfined`, which the daemon never passes and no file or variable can, leaves out everything
/// of the sandbox but the idle priority: for tests that compare. `--embedding NAME` chooses the model
/// that embeds.
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

    let catalogue = ModelCatalogue(
      environment: ProcessInfo.processInfo.environment, program: ModelCatalogue.programPath())
    let isUnconfined = CommandLine.arguments.contains("--unconfined")
    let sandbox = WorkerSandbox.prepare(
      reading: catalogue.readingPlaces,
      layers: isUnconfined ? [.priority] : Set(SandboxLayer.allCases))
    let pipeline = AnalysisPipeline.ready(catalogue: catalogue, embedding: embedding)
    let decoders = DecoderVersion.current()
    let introduction = WorkerIntroduction(decoders: decoders, sandbox: sandbox.confine())

    let channel = WorkerChannel(owning: STDIN_FILENO)
    // A thread rather than PR_SET_PDEATHSIG, which fires when the *thread* that started this
    // process ends, and the daemon's threads come and go.
    Thread.detachNewThread {
      channel.waitForHangup()
      // At once: the main thread may be in the middle of a network, which exit(3) would wait for.
      _exit(0)
    }
    WorkerService(
      channel: channel, introduction: introduction, pipeline: pipeline,
      willReadFile: { if !isUnconfined { allowProcessorTimeForOneFile() } }
    ).run()
  }

  /// The word after `--embedding`.
  private static var embedding: String {
    let words = CommandLine.arguments
    let place = words.firstIndex(of: "--embedding").map { $0 + 1 } ?? words.endIndex
    return words.indices.contains(place) ? words[place] : ModelCatalogue.standardEmbedding
  }

  private static func isSocket(_ descriptor: CInt) -> Bool {
    var found = stat()
    return fstat(descriptor, &found) == 0 && found.st_mode & S_IFMT == S_IFSOCK
  }
}
