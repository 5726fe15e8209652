/// What Landlock can take away, by the version of the interface that brought it; numbers from
/// include/uapi/linux/landlock.h, meanings in landlock(7).
struct LandlockRights: Hashable, Sendable {
  var files: UInt64
  var network: UInt64
  var scopes: UInt64

  /// Reading a file, and listing a directory.
  static let readFile: UInt64 = 1 << 2
  static let readDirectory: UInt64 = 1 << 3

  /// Everything that version `version` of the interface knows. Naming a right that the kernel does
  /// not know makes it refuse the lot.
  static func everything(inVersion version: Int) -> LandlockRights {
    var all = LandlockRights(files: 0, network: 0, scopes: 0)
    for step in steps where step.version <= version {
      all.files |= step.rights.files
      all.network |= step.rights.network
      all.scopes |= step.rights.scopes
    }
    return all
  }

  private static let steps: [(version: Int, rights: LandlockRights)] = [
    // Linux 5.13: execute, write, read, list, remove and make every kind of file.
    (1, LandlockRights(files: (1 << 13) - 1, network: 0, scopes: 0)),
    // 5.19: link or rename between directories.
    (2, LandlockRights(files: 1 << 13, network: 0, scopes: 0)),
    // 6.2: truncate.
    (3, LandlockRights(files: 1 << 14, network: 0, scopes: 0)),
    // 6.7: bind and connect TCP.
    (4, LandlockRights(files: 0, network: 0b11, scopes: 0)),
    // 6.10: ioctl(2) on devices.
    (5, LandlockRights(files: 1 << 15, network: 0, scopes: 0)),
    // 6.12: abstract Unix sockets of others, and signals to others.
    (6, LandlockRights(files: 0, network: 0, scopes: 0b11)),
    // 7.1: Unix sockets with a path; version 7 brought logging, 8 all threads at once.
    (9, LandlockRights(files: 1 << 16, network: 0, scopes: 0)),
    // 7.2: bind and connect UDP.
    (10, LandlockRights(files: 0, network: 0b1100, scopes: 0)),
  ]

  /// The version that can restrict every thread of a process at once.
  static let allThreadsVersion = 8
}
