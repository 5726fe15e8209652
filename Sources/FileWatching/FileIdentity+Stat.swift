package import CLinux
import Glibc
package import MusicModel
package import SystemPackage

extension FileIdentity {
  /// The identity part of a `statx` result, of a file on the volume of this number.
  init(_ found: orpheus_stat, volume: UInt64) {
    self.init(
      device: volume, inode: found.inode, size: found.size, modified: found.modified_ns,
      born: found.born_ns)
  }

  /// The identity of an open file, from a `statx` of it.
  package init(_ found: orpheus_stat, of descriptor: CInt) {
    VolumeTable.shared.refresh()
    self.init(found, volume: VolumeTable.shared.volume(of: found.device, at: descriptor))
  }

  /// The identity of the file at a path of any length, for a symbolic link that of its target; nil
  /// when there is none or it or its volume cannot be reached.
  package init?(at path: FilePath) {
    guard let found = statIfPresent(path, followingLink: true) else { return nil }
    VolumeTable.shared.refresh()
    let volume = VolumeTable.shared.volume(of: found.device) {
      (try? path.openAtAnyLength(O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) ?? -1
    }
    guard let volume else { return nil }
    self.init(found, volume: volume)
  }
}
