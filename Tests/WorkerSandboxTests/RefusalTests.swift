import Foundation
import Glibc
import OrpheusTestSupport
import Testing
import WorkerProtocol

@Suite("What a worker that has been taken over cannot do")
struct RefusalTests {
  /// One attempt, and what comes of it behind each wall.
  struct Attempt: CustomTestStringConvertible {
    var what: String
    /// An order for the worker; HOME stands for the user's folder, SCRATCH for one of the test's
    /// own, OTHER for a process outside.
    var order: String
    /// With everything in force.
    var confined: ConfinedWorker.Outcome
    /// With nothing but Landlock; nil where it does not help.
    var behindLandlock: ConfinedWorker.Outcome?
    /// With no walls: proof that the attempt is a real one.
    var unconfined: ConfinedWorker.Outcome = .said("done")

    var testDescription: String { what }
  }

  private static let attempts = [
    Attempt(
      what: "read a private key", order: "call openat -100 :HOME/.ssh/id 0",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "read the list of users", order: "call openat -100 :/etc/passwd 0",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "list the root directory", order: "call openat -100 :/ 65536",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "read its own memory map", order: "call openat -100 :/proc/self/maps 0",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "learn the size of a file", order: "call newfstatat -100 :/etc/passwd :\(blank) 0",
      confined: .said("EPERM")),
    Attempt(
      what: "create a file", order: "call openat -100 :SCRATCH/new 65 384",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "write to a file", order: "call openat -100 :SCRATCH/file 1",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "truncate a file", order: "call truncate :SCRATCH/file 0",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "delete a file", order: "call unlinkat -100 :SCRATCH/victim 0",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(
      what: "make a link", order: "call symlinkat :/etc/passwd -100 :SCRATCH/link",
      confined: .said("EPERM"), behindLandlock: .said("EACCES")),
    Attempt(what: "open a Unix socket", order: "call socket 1 1 0", confined: .said("EPERM")),
    Attempt(what: "open an Internet socket", order: "call socket 2 1 0", confined: .said("EPERM")),
    Attempt(
      what: "connect a socket it has", order: "call connect 0 0 0", confined: .said("EPERM"),
      unconfined: .said("EINVAL")),
    Attempt(
      what: "connect to a service of this machine", order: "connect 1",
      confined: .said("EPERM"), behindLandlock: .said("EACCES"),
      unconfined: .said("ECONNREFUSED")),
    Attempt(
      what: "connect to an abstract socket", order: "connect-abstract SCRATCH",
      confined: .said("EPERM"), behindLandlock: .said("EPERM")),
    Attempt(
      what: "run a program", order: "call execve :/bin/true 0 0", confined: .killed(SIGSYS),
      behindLandlock: .said("EACCES"), unconfined: .exited(0)),
    Attempt(what: "fork", order: "call fork", confined: .said("EPERM")),
    Attempt(what: "fork in new clothes", order: "call clone 17 0 0 0 0", confined: .said("EPERM")),
    // The C library is to take the older call, whose flags can be looked at.
    Attempt(
      what: "fork by the newest call", order: "call clone3 0 0", confined: .said("ENOSYS"),
      unconfined: .said("EINVAL")),
    Attempt(
      what: "end another process", order: "call kill OTHER 9", confined: .said("EPERM"),
      behindLandlock: .said("EPERM")),
    Attempt(
      what: "signal another process's thread", order: "call tgkill OTHER OTHER 0",
      confined: .said("EPERM"), behindLandlock: .said("EPERM")),
    Attempt(
      what: "trace another process", order: "call ptrace 16902 OTHER 0 0",
      confined: .killed(SIGSYS)),
    Attempt(
      what: "read another process's memory", order: "call process_vm_readv OTHER 0 0 0 0 0",
      confined: .killed(SIGSYS)),
    Attempt(
      what: "make memory executable", order: "call mmap 0 4096 7 34 -1 0",
      confined: .said("EPERM")),
    Attempt(
      // Of its own; with more than one thread the kernel refuses it in any case.
      what: "enter a namespace", order: "call unshare 268435456", confined: .killed(SIGSYS),
      unconfined: .said("EINVAL")),
    Attempt(
      what: "load a program into the kernel", order: "call bpf 0 0 0", confined: .killed(SIGSYS),
      unconfined: .said("EINVAL")),
    Attempt(
      what: "set up a queue of unseen calls", order: "call io_uring_setup 1 0",
      confined: .killed(SIGSYS), unconfined: .said("errno 14")),
    Attempt(
      what: "raise its limit of memory", order: "call prlimit64 0 9 :\(blank) 0",
      confined: .said("ENOSYS")),
    Attempt(
      what: "lift its filter", order: "call seccomp 1 0 0", confined: .said("ENOSYS"),
      unconfined: .said("errno 14")),
    Attempt(
      what: "start a thread", order: "thread", confined: .said("done"),
      behindLandlock: .said("done")),
  ]

  /// Room for a structure in an order, all bytes alike.
  private static let blank = String(repeating: "~", count: 200)

  /// Carries out `attempt` in a worker within `layers`.
  private func outcome(
    of attempt: Attempt, layers: String?
  ) throws -> ConfinedWorker.Outcome {
    let scratch = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: scratch.appending(".ssh"), withIntermediateDirectories: false)
    for name in [".ssh/id", "file", "victim"] {
      try Data("secret".utf8).write(to: URL(filePath: scratch.appending(name)))
    }
    let listener = try AbstractListener(name: scratch.path)
    let other = Process()
    other.executableURL = URL(filePath: "/bin/sleep")
    other.arguments = ["1000"]
    try other.run()
    defer { if other.isRunning { kill(other.processIdentifier, SIGKILL) } }

    let worker = try ConfinedWorker(layers.map { ["LAYERS": $0] } ?? [:])
    let order = attempt.order.replacing("HOME", with: scratch.path)
      .replacing("SCRATCH", with: scratch.path)
      .replacing("OTHER", with: "\(other.processIdentifier)")
    let outcome = try worker.perform(order)
    if layers == nil {
      #expect(other.isRunning)
      #expect(FileManager.default.fileExists(atPath: scratch.appending("victim")))
      #expect(try String(contentsOfFile: scratch.appending("file"), encoding: .utf8) == "secret")
    }
    _ = listener
    return outcome
  }

  @Test("with every wall up", arguments: attempts)
  func confined(attempt: Attempt) throws {
    #expect(try outcome(of: attempt, layers: nil) == attempt.confined)
  }

  @Test("with the system call filter alone", arguments: attempts)
  func behindFilter(attempt: Attempt) throws {
    #expect(try outcome(of: attempt, layers: "privileges,systemCalls") == attempt.confined)
  }

  @Test("with Landlock alone", .needsLandlock, arguments: attempts)
  func behindLandlock(attempt: Attempt) throws {
    guard let expected = attempt.behindLandlock else { return }
    #expect(try outcome(of: attempt, layers: "privileges,landlock") == expected)
  }

  @Test("but could without any", arguments: attempts)
  func unconfined(attempt: Attempt) throws {
    #expect(try outcome(of: attempt, layers: "privileges") == attempt.unconfined)
  }
}

/// A socket in the abstract namespace that listens.
private final class AbstractListener {
  private let socket: CInt

  init(name: String) throws {
    socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      for (index, byte) in name.utf8.enumerated() { path[index + 1] = byte }
    }
    let size = MemoryLayout<sa_family_t>.size + 1 + name.utf8.count
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(size)) }
    }
    guard result == 0, listen(socket, 4) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }

  deinit { close(socket) }
}
