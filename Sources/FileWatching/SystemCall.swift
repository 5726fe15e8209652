import Glibc
import SystemPackage

/// Repeats a call that a signal interrupted, and throws its errno when it fails otherwise.
func systemCall(_ call: () -> CInt) throws(Errno) -> CInt {
  while true {
    let result = call()
    if result != -1 { return result }
    let code = errno
    if code != EINTR { throw Errno(rawValue: code) }
  }
}
