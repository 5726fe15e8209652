/// What `stat` says that tells one version of one file from another.
///
/// Equal identities mean the same bytes, as far as a file system can promise: any write moves
/// `modified` and any replacement changes `inode`.
package struct FileIdentity: Hashable, Sendable, Codable {
  /// The volume that the file lies on: a number that stays the same when a disk is plugged in again,
  /// which `st_dev` does not.
  package var device: UInt64
  package var inode: UInt64
  /// Size in bytes.
  package var size: Int64
  /// Time of last modification in nanoseconds since 1970.
  package var modified: Int64
  /// Time of birth in nanoseconds since 1970; 0 where the file system keeps none.
  package var born: Int64

  /// Gathers the fields of one `statx` result.
  package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64, born: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.born = born
  }
}
