import Foundation
import OrpheusTestSupport
import SystemPackage

/// A daemon's programs, with a worker that writes down what it is asked before it asks the real one.
final class CountingWorker: Sendable {
  private let folder: TemporaryDirectory
  private let log: String

  init() throws {
    folder = try TemporaryDirectory()
    log = folder.appending("requests")
    let daemon = folder.appending("orpheusd")
    // A link, so that it costs nothing; where that is not possible, a copy.
    if link(Checkout.programs + "/orpheusd", daemon) != 0 {
      try FileManager.default.copyItem(atPath: Checkout.programs + "/orpheusd", toPath: daemon)
    }
    let worker = folder.appending("orpheus-worker")
    try Self.relay(to: Checkout.programs + "/orpheus-worker", log: log).write(
      toFile: worker, atomically: true, encoding: .utf8)
    chmod(worker, 0o755)
  }

  /// Where the daemon to start lies.
  var programs: String { folder.path }

  /// How often a file was opened to be read at all, and how often one was put through the models.
  var counts: (identified: Int, analysed: Int) {
    let lines = (try? String(contentsOfFile: log, encoding: .utf8))?.split(separator: "\n") ?? []
    return (lines.count { $0 == "identify" }, lines.count { $0 == "analyse" })
  }

  /// Hands every message on with its descriptor, in both directions.
  private static func relay(to worker: String, log: String) -> String {
    """
    #!/usr/bin/env python3
    import array, json, os, socket, subprocess
    daemon = socket.socket(fileno=0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    subprocess.Popen(["\(worker)"], stdin=theirs)
    theirs.close()
    requests = open("\(log)", "a", buffering=1)
    while True:
        message, descriptors, _, _ = socket.recv_fds(daemon, 1 << 20, 1)
        if not message:
            break
        requests.write(next(iter(json.loads(message))) + "\\n")
        socket.send_fds(ours, [message], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        reply = ours.recv(1 << 22)
        if not reply:
            break
        daemon.send(reply)

    """
  }
}
