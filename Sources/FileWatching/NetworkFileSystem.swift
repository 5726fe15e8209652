import CLinux
import Glibc

/// File systems that inotify cannot be trusted on: it sees what this machine does through the
/// mount, and nothing that happens on the other side of it.
enum NetworkFileSystem {
  /// The kind of file system that an open directory lies on, for people; nil for a local one.
  static func kind(of descriptor: CInt) -> String? {
    names[orpheus_file_system_type(descriptor)]
  }

  /// Magic numbers from statfs(2) and <linux/magic.h>.
  private static let names: [Int64: String] = [
    0x6969: "NFS",
    0x517B: "SMB", 0xFF53_4D42: "SMB", 0xFE53_4D42: "SMB",
    0x6573_5546: "FUSE",
    0x0102_1997: "9P",
    0x00C3_6400: "Ceph",
    0x5346_414F: "AFS", 0x6B41_4653: "AFS",
    0x7375_7245: "Coda",
    0x564C: "NCP",
    0x786F_4256: "a VirtualBox shared folder",
  ]
}
