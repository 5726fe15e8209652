import Foundation
import Glibc
import MusicModel
import WorkerProtocol
import WorkerSandbox

/// A worker that enters the real sandbox and then does what the file in hand tells it to, as a file
/// that has taken over its decoder would.
///
/// A file's first line is `orpheus-test` and a word of ``Misbehaviour``. Variables say what the
/// machine is like; see ``Circumstances``.
@main
enum MisbehavingWorker {
  static func main() {
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    let circumstances = Circumstances(ProcessInfo.processInfo.environment)
    circumstances.takeEffect()
    let sandbox = WorkerSandbox.prepare(
      reading: [], limits: circumstances.limits, layers: circumstances.layers)
    let introduction = WorkerIntroduction(
      decoders: circumstances.decoders, sandbox: sandbox.confine())

    let channel = WorkerChannel(owning: STDIN_FILENO)
    Thread.detachNewThread {
      channel.waitForHangup()
      _exit(0)
    }
    while let (request, descriptor) = try? channel.receive(WorkerRequest.self) {
      if circumstances.layers.contains(.limits) {
        allowProcessorTimeForOneFile(circumstances.limits)
      }
      let reply = answer(request, descriptor, introduction, circumstances)
      if descriptor >= 0 { close(descriptor) }
      guard (try? channel.send(reply)) != nil else { break }
    }
  }

  private static func answer(
    _ request: WorkerRequest, _ descriptor: CInt, _ introduction: WorkerIntroduction,
    _ circumstances: Circumstances
  ) -> WorkerReply {
    if request == .introduce { return .introduced(introduction) }
    var content = [UInt8](repeating: 0, count: 4_096)
    let count = pread(descriptor, &content, content.count, 0)
    guard count > 0 else { return .unreadable(reason: "there is nothing in it") }
    let text = String(decoding: content[..<count], as: UTF8.self)
    let line = text.split(separator: "\n", omittingEmptySubsequences: false)[0]
    let words = line.split(separator: " ").map(String.init)
    guard words.count > 1, words[0] == "orpheus-test" else {
      return .unreadable(reason: "it gives no order")
    }
    // A file that only some builds of a decoder stumble over.
    let stumbles = words[1] == "stumble" && words.last == circumstances.decoders
    if words[1] == "sing" || (words[1] == "stumble" && !stumbles) {
      return SyntheticMusic(seed: Array(content[..<count])).reply(to: request)
    }
    return .unreadable(
      reason: Misbehaviour.perform(
        stumbles ? "segfault" : words[1], Array(words[2...]), descriptor: descriptor))
  }
}
