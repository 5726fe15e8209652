import Foundation
import Glibc
import OrpheusTestSupport
import WorkerProtocol

/// The real worker, with the test in the daemon's place.
final class DirectWorker {
  private let process = Process()
  private let channel: WorkerChannel

  init(arguments: [String] = []) throws {
    let (ours, theirs) = try WorkerChannel.makePair()
    channel = WorkerChannel(owning: ours)
    process.executableURL = URL(filePath: Checkout.programs + "/orpheus-worker")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["ORPHEUS_MANIFESTS": Checkout.root + "/Config/models"]) { $1 }
    let input = FileHandle(fileDescriptor: theirs, closeOnDealloc: true)
    process.standardInput = input
    try process.run()
    // Or its end would stay open when it is gone.
    try input.close()
    try channel.setReceiveLimit(seconds: 300)
  }

  deinit {
    channel.hangUp()
    process.sleepUntilExit()
  }

  /// What it says of itself.
  func introduce() throws -> WorkerIntroduction {
    try channel.send(WorkerRequest.introduce)
    guard case .introduced(let introduction) = try channel.receive(WorkerReply.self).message else {
      throw WorkerChannelError.malformed
    }
    return introduction
  }

  /// Its answer about a file, and how many seconds that took.
  func timed(_ request: WorkerRequest, _ file: String) throws -> (
    reply: WorkerReply, seconds: Double
  ) {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let start = ContinuousClock.now
    try channel.send(request, descriptor: descriptor)
    let reply = try channel.receive(WorkerReply.self).message
    return (reply, (ContinuousClock.now - start) / .seconds(1))
  }
}
