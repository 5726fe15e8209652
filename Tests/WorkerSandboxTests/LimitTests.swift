import Foundation
import Glibc
import Testing
import WorkerProtocol

@Suite("What a worker cannot use up")
struct LimitTests {
  @Test("eight gigabytes at once")
  func bomb() throws {
    let worker = try ConfinedWorker()
    #expect(try worker.perform("allocate \(8 << 30)") == .said("ENOMEM"))
    // And it goes on with what there is.
    #expect(try worker.perform("allocate \(64 << 20)") == .said("done"))
  }

  @Test("memory in small pieces: there are some 600 MiB, and then no more")
  func hoard() throws {
    guard case .said(let mebibytes) = try ConfinedWorker().perform("hoard") else {
      Issue.record("the worker did not survive")
      return
    }
    let count = try #require(Int(mebibytes))
    #expect((400...640).contains(count))
  }

  @Test("descriptors")
  func descriptors() throws {
    let confined = try ConfinedWorker(["LAYERS": "limits"]).perform("hold")
    guard case .said(let count) = confined else {
      Issue.record("the worker did not survive")
      return
    }
    #expect(try #require(Int(count)) < 16)
  }

  @Test("processor time beyond that of one file; each file has its own")
  func processorTime() throws {
    // Not at idle priority, at which a busy machine may let it wait for minutes.
    let worker = try ConfinedWorker(["PROCESSOR_SECONDS": "1", "LAYERS": "limits"])
    #expect(try worker.perform("thread") == .said("done"))
    #expect(try worker.perform("spin") == .killed(SIGXCPU))
  }

  @Test("a crash leaves no core file", arguments: [("segfault", SIGSEGV), ("abort", SIGABRT)])
  func crash(order: String, signal: CInt) throws {
    let worker = try ConfinedWorker()
    #expect(try worker.perform(order) == .killed(signal))
  }

  @Test("the daemon's descriptors", arguments: [1, 2, 3, 7])
  func stuffing(count: Int) throws {
    let worker = try ConfinedWorker()
    let file = try worker.send("stuff \(count)")
    if count == 1 {
      // The receiver's to close.
      let descriptor = try worker.receiveDescriptor()
      #expect(try descriptors(of: file) == 1)
      close(descriptor)
    } else {
      #expect(throws: WorkerChannelError.malformed) { try worker.receiveDescriptor() }
    }
    #expect(try descriptors(of: file) == 0)
  }

  /// How many descriptors of this process are of `file`.
  private func descriptors(of file: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)) == file
    }
  }
}
