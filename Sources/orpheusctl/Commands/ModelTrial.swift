import CLinux
import Dispatch
import Glibc
import ModelCatalogue
import SystemPackage
import WorkerProtocol

/// Tries a model where it will run: in a worker, behind the walls that stand around music files.
struct ModelTrial {
  /// Lies beside this program, in a build folder as in an installation.
  var program = ModelCatalogue.programPath().removingLastComponent().appending("orpheus-worker")
  /// A large model may take minutes to load on a busy machine.
  var seconds = 300

  /// Has a worker load the model called `name` and run it on sound made for it. Blocks.
  func run(_ name: String) throws -> ModelRehearsal {
    let (ours, theirs) = try WorkerChannel.makePair()
    let channel = WorkerChannel(owning: ours)
    var process: pid_t = 0
    let status = program.withPlatformString { program in
      orpheus_spawn_worker(program, name, theirs, &process)
    }
    close(theirs)
    guard status == 0 else {
      throw CommandFailure(
        message: "\(program) does not start: \(String(cString: strerror(-status)))")
    }
    defer {
      channel.hangUp()
      if !orpheus_ends_within(process, 2_000) { kill(process, SIGKILL) }
      var status: CInt = 0
      while waitpid(process, &status, 0) == -1, errno == EINTR {}
    }
    let reply: WorkerReply
    do throws(WorkerChannelError) {
      try channel.setReceiveLimit(seconds: seconds)
      try channel.send(WorkerRequest.rehearse)
      reply = try channel.receive(WorkerReply.self).message
    } catch {
      switch error {
      case .closed:
        throw CommandFailure(message: "\(name) ended the worker that tried it")
      case .timedOut:
        throw CommandFailure(message: "\(name) gave no answer within \(seconds) seconds")
      case .malformed, .system:
        throw CommandFailure(message: "the worker cannot be asked: \(error)")
      }
    }
    switch reply {
    case .rehearsed(let rehearsal): return rehearsal
    case .unavailable(let reason): throw CommandFailure(message: reason)
    default: throw CommandFailure(message: "the worker answered another question")
    }
  }
}
