internal import Glibc
internal import WorkerProtocol

/// The system would not put a wall up.
struct SystemRefusal: Error, Hashable, Sendable {
  /// A positive `errno`.
  var code: CInt

  /// Throws for the negative error of a C function of ours; hands any other result through.
  static func check(_ result: CInt) throws(SystemRefusal) -> CInt {
    guard result < 0 else { return result }
    throw SystemRefusal(code: -result)
  }

  /// Why, in words for the listener.
  func reason(against layer: SandboxLayer) -> String {
    // libseccomp has one answer for every way in which the system says no.
    if layer == .systemCalls {
      return "the kernel, or the container or service Orpheus runs in, does not offer it"
    }
    return switch code {
    case EOPNOTSUPP where layer == .landlock:
      "it is switched off: name landlock in the kernel's lsm= parameter"
    case ENOSYS: "this kernel does not have it"
    case EPERM, EACCES: "the container or service Orpheus runs in forbids it"
    default: String(cString: strerror(code))
    }
  }
}
