import Foundation
import Glibc
import OrpheusTestSupport
import SystemPackage
import Testing
import WorkerProtocol

@testable import OrpheusDaemon

@Suite("A worker process that does not behave")
struct WorkerProcessTests {
  /// A worker that writes down its number and then does what `body` says, in Python, with `daemon`
  /// its socket.
  private func worker(_ folder: TemporaryDirectory, _ body: String) throws -> WorkerProcess {
    let program = folder.appending("worker")
    try """
    #!/usr/bin/env python3
    import os, socket, time
    daemon = socket.socket(fileno=0)
    open("\(folder.path)/new", "w").write(str(os.getpid()))
    os.rename("\(folder.path)/new", "\(folder.path)/number")
    \(body)
    time.sleep(1000)
    """.write(toFile: program, atomically: true, encoding: .utf8)
    chmod(program, 0o755)
    // Another test may have begun a program while this one was being written, and hold it open.
    let started = Result { () throws(WorkerFailure) in
      try WorkerProcess(program: FilePath(program))
    }
    guard case .failure(.notStarted(let reason)) = started, reason.hasSuffix("Text file busy")
    else {
      return try started.get()
    }
    return try self.worker(folder, body)
  }

  /// Waits until the worker has ended and has been reaped.
  private func waitForEnd(_ folder: TemporaryDirectory) async throws {
    let text = try String(contentsOfFile: folder.appending("number"), encoding: .utf8)
    let number = try #require(pid_t(text))
    while kill(number, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(errno == ESRCH)
  }

  @Test("is ended when it hangs up and goes on", .timeLimit(.minutes(10)))
  func hangsUp() async throws {
    let folder = try TemporaryDirectory()
    let worker = try worker(folder, "daemon.recv(1 << 16); daemon.shutdown(socket.SHUT_RDWR)")
    await #expect(throws: WorkerFailure.notStarted(reason: "it hung up and went on")) {
      try await worker.introduce(within: 300)
    }
    try await waitForEnd(folder)
  }

  @Test("is ended when it is sent home and does not go", .timeLimit(.minutes(10)))
  func stays() async throws {
    let folder = try TemporaryDirectory()
    let worker = try worker(folder, "")
    while access(folder.appending("number"), F_OK) != 0 {
      try await Task.sleep(for: .milliseconds(20))
    }
    worker.retire()
    try await waitForEnd(folder)
  }

  @Test("says what became of it when it leaves by itself", .timeLimit(.minutes(10)))
  func leaves() async throws {
    let folder = try TemporaryDirectory()
    let worker = try worker(folder, "daemon.recv(1 << 16); os._exit(7)")
    await #expect(throws: WorkerFailure.notStarted(reason: "it exited with status 7")) {
      try await worker.introduce(within: 300)
    }
  }
}
