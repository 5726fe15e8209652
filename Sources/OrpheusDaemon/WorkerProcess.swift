import CLinux
import Dispatch
import Glibc
import MusicModel
import SystemPackage
import WorkerProtocol

/// How a worker failed the daemon.
enum WorkerFailure: Error, Hashable, Sendable {
  /// It had ended before it was given the file, which therefore has no part in it.
  case wasGone
  /// It died of a signal or left with an error while it had a file in hand.
  case died(how: String)
  /// It gave no answer within the limit and was killed.
  case stalled(seconds: Int)
  /// It could not be started at all.
  case notStarted(reason: String)
}

/// One running `orpheus-worker`, as its parent sees it.
///
/// All blocking calls are made on a serial queue of its own, so that a slow file never holds up a
/// thread others need.
final class WorkerProcess: Sendable {
  private let process: pid_t
  private let channel: WorkerChannel
  private let queue: DispatchQueue

  /// Starts `program` with one end of a socket pair as its standard input, to embed with the model
  /// called so; nil leaves the choice to it.
  init(program: FilePath, embedding: String? = nil) throws(WorkerFailure) {
    let theirs: CInt
    do throws(WorkerChannelError) {
      let pair = try WorkerChannel.makePair()
      channel = WorkerChannel(owning: pair.ours)
      theirs = pair.theirs
    } catch {
      throw .notStarted(reason: "\(error)")
    }
    defer { close(theirs) }
    process = try Self.spawn(program, embedding, standardInput: theirs)
    queue = DispatchQueue(label: "orpheus-worker \(process)")
  }

  private static func spawn(
    _ program: FilePath, _ embedding: String?, standardInput: CInt
  ) throws(WorkerFailure) -> pid_t {
    var process: pid_t = 0
    let status = program.withPlatformString {
      orpheus_spawn_worker($0, embedding, standardInput, &process)
    }
    guard status == 0 else {
      throw .notStarted(reason: "\(program.string): \(String(cString: strerror(-status)))")
    }
    return process
  }

  /// Waits until the worker is ready and says who it is; an error is never a file's fault.
  func introduce(within seconds: Int) async throws(WorkerFailure) -> WorkerIntroduction {
    let reply: WorkerReply
    do throws(WorkerFailure) {
      reply = try await ask(.introduce, descriptor: -1, within: seconds)
    } catch {
      switch error {
      case .wasGone: throw .notStarted(reason: "it ends as soon as it is started")
      case .died(let how): throw .notStarted(reason: how)
      case .stalled(let seconds):
        throw .notStarted(reason: "it is not ready after \(seconds) seconds")
      case .notStarted: throw error
      }
    }
    guard case .introduced(let introduction) = reply else {
      retire()
      throw .notStarted(reason: "it is the worker of another version of Orpheus")
    }
    return introduction
  }

  /// Sends `request` with `descriptor`, −1 for none, and waits for the answer, for at most so many
  /// `seconds`.
  ///
  /// After an error the worker is dead and reaped; drop it.
  func ask(
    _ request: WorkerRequest, descriptor: CInt, within seconds: Int
  ) async throws(WorkerFailure) -> WorkerReply {
    let result = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.converse(request, descriptor, seconds)) }
    }
    return try result.get()
  }

  /// Hangs up and reaps; the worker leaves when it reads end of stream, or is made to.
  func retire() {
    queue.async {
      self.channel.hangUp()
      _ = self.reap(within: Self.millisecondsToLeave)
    }
  }

  /// How long a worker that has hung up, or was hung up on, may take to end. It runs at idle
  /// priority; a healthy one is gone in a few milliseconds.
  private static let millisecondsToLeave: CInt = 5_000

  /// Ends the process at once; a request in hand fails with `died`.
  func kill() { _ = Glibc.kill(process, SIGKILL) }

  private func converse(
    _ request: WorkerRequest, _ descriptor: CInt, _ seconds: Int
  ) -> Result<WorkerReply, WorkerFailure> {
    do throws(WorkerChannelError) {
      try channel.setReceiveLimit(seconds: seconds)
      try channel.send(request, descriptor: descriptor)
    } catch {
      kill()
      _ = reap(within: 0)
      return .failure(.wasGone)
    }
    do throws(WorkerChannelError) {
      let (reply, descriptor) = try channel.receive(WorkerReply.self)
      // Workers send none; one that has been taken over might, until we have no number left.
      if descriptor >= 0 { close(descriptor) }
      return .success(reply)
    } catch .timedOut {
      kill()
      _ = reap(within: 0)
      return .failure(.stalled(seconds: seconds))
    } catch .closed {
      return .failure(.died(how: reap(within: Self.millisecondsToLeave)))
    } catch {
      kill()
      _ = reap(within: 0)
      return .failure(.died(how: "it broke the protocol: \(error)"))
    }
  }

  /// Waits for the process to end, kills it if it takes longer than so many milliseconds, and says
  /// how it ended.
  private func reap(within milliseconds: CInt) -> String {
    let leaves = orpheus_ends_within(process, milliseconds)
    if !leaves { kill() }
    var status: CInt = 0
    while waitpid(process, &status, 0) == -1 {
      guard errno == EINTR else { return "it vanished" }
    }
    guard leaves || milliseconds == 0 else { return "it hung up and went on" }
    let signal = status & 0x7f
    switch signal {
    case 0: return "it exited with status \((status >> 8) & 0xff)"
    case SIGSYS: return "it did what no decoder does, and its sandbox ended it (signal \(signal))"
    case SIGXCPU: return "it used up its processor time (signal \(signal))"
    default:
      return "it was killed by signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }
}
