import Foundation
import Glibc
import OrpheusTestSupport
import Testing
import WorkerProtocol

/// A `misbehaving-worker` in the real sandbox, with the test in the daemon's place.
final class ConfinedWorker {
  /// What came of telling it to do something.
  enum Outcome: Hashable {
    /// It lives and says this.
    case said(String)
    /// A signal ended it.
    case killed(CInt)
    case exited(CInt)
  }

  let introduction: WorkerIntroduction
  private let process = Process()
  private let channel: WorkerChannel
  private let folder: TemporaryDirectory

  /// Starts one with variables of ``Circumstances`` and waits until it is confined.
  init(_ circumstances: [String: String] = [:]) throws {
    folder = try TemporaryDirectory()
    let (ours, theirs) = try WorkerChannel.makePair()
    channel = WorkerChannel(owning: ours)
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.executableURL = URL(filePath: tests).deletingLastPathComponent()
      .appending(path: "misbehaving-worker")
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in circumstances { environment["ORPHEUS_TEST_" + name] = value }
    process.environment = environment
    let input = FileHandle(fileDescriptor: theirs, closeOnDealloc: true)
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Or its end would stay open when it is gone.
    try input.close()
    try channel.setReceiveLimit(seconds: 60)
    try channel.send(WorkerRequest.introduce)
    guard case .introduced(let introduction) = try channel.receive(WorkerReply.self).message else {
      throw WorkerChannelError.malformed
    }
    self.introduction = introduction
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var processIdentifier: pid_t { process.processIdentifier }

  /// Hands it a file with an order and waits for what comes of it.
  func perform(_ order: String) throws -> Outcome {
    try send(order)
    do throws(WorkerChannelError) {
      switch try channel.receive(WorkerReply.self).message {
      case .unreadable(let reason): return .said(reason)
      case let reply: return .said("\(reply)")
      }
    } catch .closed {
      return switch process.sleepUntilExit() {
      case .exited(let status): .exited(status)
      case .killed(let signal): .killed(signal)
      }
    }
  }

  /// Hands it a file with an order; returns the file's path.
  @discardableResult
  func send(_ order: String) throws -> String {
    let file = folder.appending(UUID().uuidString)
    try Data("orpheus-test \(order)\n".utf8).write(to: URL(filePath: file))
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    try channel.send(WorkerRequest.identify, descriptor: descriptor)
    return file
  }

  /// The descriptor that came with its next message; −1 for none.
  func receiveDescriptor() throws -> CInt { try channel.receive(WorkerReply.self).descriptor }

  /// One line of its `/proc` status.
  func status(_ field: String) throws -> String {
    let text = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(field + ":") })
    return line.dropFirst(field.count + 1).trimmingCharacters(in: .whitespaces)
  }
}
