import Dispatch
import Foundation

/// A real `orpheusd` with a state folder of its own, and `orpheusctl` to talk to it.
///
/// It is killed with the value, so a failed test leaves nothing running.
package final class RunningDaemon: Sendable {
  /// Holds the database, the socket, the configuration and the log.
  package let state: TemporaryDirectory
  private let process: Process
  private let log: String

  /// Starts the daemon on `music`, and on `history` if there is any, and returns once it answers.
  ///
  /// `settings` is the text of its configuration file. `wrapper` is a command line that runs the
  /// daemon as its last words, for example one that drops privileges. A `state` folder given here
  /// is gone on with; what was killed there before is forgotten unless `isForgiven` is false, for
  /// after three crashes a daemon starts no workers. `programs` is where the daemon lies, and its
  /// worker beside it.
  package init(
    music: [String], history: [String] = [], settings: String = "", wrapper: [String] = [],
    state existing: TemporaryDirectory? = nil, isForgiven: Bool = true,
    programs: String = Checkout.programs
  ) async throws {
    try Checkout.requireEverything()
    let folder = try existing ?? TemporaryDirectory()
    state = folder
    log = folder.appending("log")
    if isForgiven { try? FileManager.default.removeItem(atPath: folder.appending("crashes.json")) }
    let configuration = folder.appending("orpheus.toml")
    try settings.write(toFile: configuration, atomically: true, encoding: .utf8)

    var words = wrapper + [programs + "/orpheusd", "--config", configuration]
    words += ["--state", folder.path, "--socket", folder.appending("control.sock")]
    // A machine without battery and load: what the real one does besides must not hold up a test.
    words += ["--system-root", folder.appending("system")]
    for directory in music { words += ["--music", directory] }
    for path in history { words += ["--history", path] }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words.removeFirst())
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["ORPHEUS_MANIFESTS": Checkout.root + "/Config/models"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    if !FileManager.default.fileExists(atPath: log) {
      _ = FileManager.default.createFile(atPath: log, contents: nil)
    }
    let handle = FileHandle(forWritingAtPath: log)
    _ = try handle?.seekToEnd()
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    self.process = process
    try await waitUntilItAnswers()
  }

  deinit {
    // The number may be another process's once ours has been reaped.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// The daemon's process number.
  package var processIdentifier: Int32 { process.processIdentifier }

  /// Everything it has logged.
  package var logged: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  /// Runs one command of `orpheusctl` against this daemon.
  @discardableResult
  package func control(_ words: String...) async throws -> CommandResult {
    try await control(words)
  }

  /// Runs one command of `orpheusctl` against this daemon.
  @discardableResult
  package func control(_ words: [String]) async throws -> CommandResult {
    try await run(
      Checkout.programs + "/orpheusctl", words + ["--socket", state.appending("control.sock")])
  }

  /// Runs a command with `--json` and decodes what it prints.
  package func json<Value: Decodable>(
    _ words: String..., as _: Value.Type = Value.self
  ) async throws -> Value {
    let result = try await control(words + ["--json"])
    guard result.status == 0 else {
      throw CommandFailed(words: words, result: result, log: logged)
    }
    return try JSONDecoder().decode(Value.self, from: Data(result.output.utf8))
  }

  /// Waits until everything on disk is in the library.
  package func sync(within seconds: Int = 600) async throws {
    let result = try await control("sync", "--timeout", "\(seconds)")
    guard result.status == 0 else {
      throw CommandFailed(words: ["sync"], result: result, log: logged)
    }
  }

  /// Sends `signal` and waits for the end; returns the exit status.
  @discardableResult
  package func stop(_ signal: Int32 = SIGTERM) async -> Int32 {
    kill(process.processIdentifier, signal)
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [process] in
        continuation.resume(returning: process.sleepUntilExit().status)
      }
    }
  }

  private func waitUntilItAnswers() async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      // A look that begins after the deadline is the last: on a busy machine the test itself may
      // have been waiting for its turn, not for the daemon.
      let isLast = ContinuousClock.now >= deadline
      let status = try await control("status")
      if status.status == 0 { return }
      guard process.isRunning, !isLast else {
        throw CommandFailed(words: ["status"], result: status, log: logged)
      }
    }
  }
}

/// A command did not succeed; says which, and what the daemon had to say.
package struct CommandFailed: Error, CustomStringConvertible {
  let words: [String]
  let result: CommandResult
  let log: String

  package var description: String {
    """
    orpheusctl \(words.joined(separator: " ")) exited with \(result.status)
    \(result.output)\(result.errors)
    daemon:
    \(log)
    """
  }
}
