package import CLinux
import Glibc
package import SystemPackage

/// What open(2) and stat(2) do, for paths longer than the kernel takes at once.
extension FilePath {
  /// Opens what is at the path; the caller owns the descriptor.
  package func openAtAnyLength(_ flags: CInt) throws(Errno) -> CInt {
    try atShortPath(self) { at, rest throws(Errno) in
      try systemCall { openat(at, rest, flags) }
    }
  }

  /// Stats what is at the path, for a symbolic link its target.
  package func statAtAnyLength() throws(Errno) -> orpheus_stat {
    var found = orpheus_stat()
    let result = try atShortPath(self) { at, rest throws(Errno) in
      orpheus_statx(at, rest, true, &found)
    }
    guard result == 0 else { throw Errno(rawValue: -result) }
    return found
  }

  /// The path without symbolic links; nil when there is nothing there, or its path is too long.
  var resolved: FilePath? {
    withPlatformString { path in
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return FilePath(platformString: resolved)
    }
  }

  /// The volume that the path lies on, or lay on if it is gone: that of the nearest directory above
  /// that is there. As `FileIdentity.device`; nil when none can be reached.
  package var nearestVolume: UInt64? {
    var path = self
    while true {
      if let opened = try? OpenDirectory(path, followingLink: true),
        let identity = try? opened.identity
      {
        VolumeTable.shared.refresh()
        return VolumeTable.shared.volume(of: identity.device, at: opened.descriptor)
      }
      guard path.removeLastComponent() else { return nil }
    }
  }
}
