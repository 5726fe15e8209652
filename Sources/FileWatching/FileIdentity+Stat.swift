package import CLinux
package import MusicModel

extension FileIdentity {
  /// The identity part of a `statx` result.
  package init(_ found: orpheus_stat) {
    self.init(
      device: found.device, inode: found.inode, size: found.size, modified: found.modified_ns,
      born: found.born_ns)
  }
}
