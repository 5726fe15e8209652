import CMisbehaviour
import CSeccomp
import Foundation
import Glibc

/// The things a file may tell its worker to do. Each either ends the worker or comes back with what
/// the system said: `done`, or the name of an error.
enum Misbehaviour {
  static func perform(_ word: String, _ arguments: [String], descriptor: CInt) -> String {
    switch word {
    case "segfault":
      // An address that the optimiser cannot know to be none.
      let address = UnsafeMutablePointer<Int>(bitPattern: Int(getpid()) & 0 | 8)
      address?.pointee = 1
      return "survived"
    case "abort": abort()
    case "exit": exit(CInt(arguments.first ?? "") ?? 3)
    case "leave": exit(0)
    case "stall": while true { sleep(1_000) }
    case "spin":
      while time(nil) > 0 {}
      return "survived"
    case "allocate": return allocate(arguments.first.flatMap { Int($0) } ?? 8 << 30)
    case "hoard": return hoard()
    case "hold": return holdDescriptors()
    case "thread": return startThread()
    case "call": return call(arguments)
    case "connect": return name(orpheus_try_connecting(CInt(arguments[0]) ?? 0))
    case "connect-abstract": return name(orpheus_try_abstract_socket(arguments[0]))
    case "babble": return String(repeating: "x", count: 1 << 20)
    case "stuff":
      // A reply with descriptors that nobody asked for.
      let count = CInt(arguments.first ?? "") ?? 1
      let reply = Array(#"{"unreadable":{"reason":"stuffed"}}"#.utf8)
      _ = orpheus_send_with_descriptors(
        STDIN_FILENO, reply, UInt(reply.count), descriptor, count)
      while true { sleep(1_000) }
    default: return "does not know how to \(word)"
    }
  }

  /// One block, written to from end to end.
  private static func allocate(_ size: Int) -> String {
    guard let block = malloc(size) else { return name(-errno) }
    memset(block, 1, size)
    // Looked at, so that the optimiser does not do without the block.
    let last = block.load(fromByteOffset: size - 1, as: UInt8.self)
    free(block)
    return last == 1 ? "done" : "not what was written"
  }

  /// Small blocks for as long as there are any; says how many MiB that was.
  private static func hoard() -> String {
    var blocks: [UnsafeMutableRawPointer] = []
    blocks.reserveCapacity(1 << 16)
    while blocks.count < 1 << 16, let block = malloc(1 << 20) {
      memset(block, 1, 1 << 20)
      blocks.append(block)
    }
    let filled = blocks.count { $0.load(as: UInt8.self) == 1 }
    for block in blocks { free(block) }
    return "\(filled)"
  }

  /// As many descriptors as there are; says how many.
  private static func holdDescriptors() -> String {
    var held: [CInt] = []
    while held.count < 10_000 {
      let copy = dup(STDERR_FILENO)
      if copy < 0 { break }
      held.append(copy)
    }
    let count = held.count
    for copy in held { close(copy) }
    return "\(count)"
  }

  private static func startThread() -> String {
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread { done.signal() }
    done.wait()
    return "done"
  }

  /// `NAME argument…`: any system call. `:path` stands for the address of a string, `self` for the
  /// worker's own number.
  private static func call(_ words: [String]) -> String {
    let number = seccomp_syscall_resolve_name(words[0])
    guard number >= 0 else { return "there is no \(words[0])" }
    var arguments = [Int](repeating: 0, count: 6)
    for (index, word) in words.dropFirst().enumerated() {
      if word.hasPrefix(":") {
        arguments[index] = Int(bitPattern: strdup(String(word.dropFirst())))
      } else {
        arguments[index] = word == "self" ? Int(getpid()) : Int(word) ?? 0
      }
    }
    let result = orpheus_try_system_call(Int(number), arguments)
    return result < 0 ? name(CInt(clamping: result)) : "done"
  }

  /// `done`, or what an error is called in errno(3).
  private static func name(_ result: CInt) -> String {
    let names = [
      EPERM: "EPERM", EACCES: "EACCES", ENOSYS: "ENOSYS", ENOMEM: "ENOMEM", ENOENT: "ENOENT",
      ECONNREFUSED: "ECONNREFUSED", EINVAL: "EINVAL", EBADF: "EBADF", ESRCH: "ESRCH",
      EMFILE: "EMFILE", EFBIG: "EFBIG", EXDEV: "EXDEV", EAGAIN: "EAGAIN",
    ]
    return result >= 0 ? "done" : names[-result] ?? "errno \(-result)"
  }
}
