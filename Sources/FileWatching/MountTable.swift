import SystemPackage

/// The mounts of this process, as `/proc/self/mountinfo` lists them (proc_pid_mountinfo(5)).
struct MountTable: Hashable, Sendable {
  struct Mount: Hashable, Sendable {
    /// The device number of the file system, as `st_dev` in `orpheus_stat`.
    var device: UInt64
    /// The directory of the file system that is mounted.
    var root: [UInt8]
    var place: FilePath
    /// The type of the file system and what it was mounted from, as text.
    var origin: [UInt8]
  }

  /// In the order of mounting, as far as the kernel keeps it.
  var mounts: [Mount] = []

  /// Reads the lines of a table; what is no such line is passed over.
  init(parsing text: [UInt8]) {
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      // Between the sixth field and the dash are any number of optional ones.
      guard fields.count > 6, let dash = fields[6...].firstIndex(of: [UInt8(ascii: "-")]),
        fields.count > dash + 2, let device = Self.device(fields[2])
      else { continue }
      let place = Self.unescape(fields[4]).map { CChar(bitPattern: $0) } + [0]
      mounts.append(
        Mount(
          device: device, root: Self.unescape(fields[3]), place: FilePath(platformString: place),
          origin: Array(fields[dash + 1] + [UInt8(ascii: " ")] + fields[dash + 2])))
    }
  }

  /// What is mounted at and below directories, by the path that leads there from one of them; of
  /// several mounts on one place the last, which covers the others.
  ///
  /// `places` has the directories' paths without symbolic links, by those they are known by.
  func mounts(below places: [FilePath: FilePath]) -> [FilePath: Mount] {
    var found: [FilePath: Mount] = [:]
    for mount in mounts {
      for (known, physical) in places {
        var rest = mount.place
        guard rest.removePrefix(physical) else { continue }
        found[known.pushing(rest)] = mount
      }
    }
    return found
  }

  private static func device(_ field: ArraySlice<UInt8>) -> UInt64? {
    let numbers = field.split(separator: UInt8(ascii: ":")).map {
      UInt64(String(decoding: $0, as: UTF8.self))
    }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    return major << 32 | minor
  }

  /// Space, tab, line feed and backslash are written as a backslash and three octal digits.
  private static func unescape(_ field: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let escaped = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(escaped)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
