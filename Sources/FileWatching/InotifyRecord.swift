import Glibc

/// The event bits of one inotify record, as inotify(7) names them.
struct InotifyMask: OptionSet, Hashable, Sendable {
  var rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  static let attributes = Self(rawValue: UInt32(IN_ATTRIB))
  static let closedAfterWriting = Self(rawValue: UInt32(IN_CLOSE_WRITE))
  static let modified = Self(rawValue: UInt32(IN_MODIFY))
  static let movedFrom = Self(rawValue: UInt32(IN_MOVED_FROM))
  static let movedTo = Self(rawValue: UInt32(IN_MOVED_TO))
  static let created = Self(rawValue: UInt32(IN_CREATE))
  static let deleted = Self(rawValue: UInt32(IN_DELETE))
  static let deletedSelf = Self(rawValue: UInt32(IN_DELETE_SELF))
  static let movedSelf = Self(rawValue: UInt32(IN_MOVE_SELF))

  static let unmounted = Self(rawValue: UInt32(IN_UNMOUNT))
  static let queueOverflow = Self(rawValue: UInt32(IN_Q_OVERFLOW))
  static let watchRemoved = Self(rawValue: UInt32(IN_IGNORED))
  static let isDirectory = Self(rawValue: UInt32(IN_ISDIR))

  static let directoriesOnly = Self(rawValue: UInt32(IN_ONLYDIR))
  static let excludeUnlinked = Self(rawValue: UInt32(IN_EXCL_UNLINK))

  /// What is asked for on every watched directory. Never OPEN or ACCESS: Orpheus' own reads would
  /// fill the queue.
  static let library: Self = [
    .closedAfterWriting, .created, .movedFrom, .movedTo, .deleted, .deletedSelf, .movedSelf,
    .attributes, .directoriesOnly, .excludeUnlinked,
  ]

  /// What is asked for on a watched directory under `options`.
  init(_ options: WatchOptions) {
    self = options.followsWriting ? [.library, .modified] : .library
  }

  /// What is asked for on the directory of sync cookies: the database beside them is written all
  /// the time and must not fill the queue.
  static let cookies: Self = [.created, .deletedSelf, .directoriesOnly]
}

/// One record as the kernel queued it.
struct InotifyRecord: Hashable, Sendable {
  /// The watch it is about; −1 for an overflow of the queue.
  var watch: CInt
  var mask: InotifyMask
  /// Equal in both halves of one rename.
  var cookie: UInt32
  /// The entry of the watched directory it is about; nil when it is about the directory itself.
  var name: EntryName?

  init(watch: CInt, mask: InotifyMask, cookie: UInt32 = 0, name: EntryName? = nil) {
    self.watch = watch
    self.mask = mask
    self.cookie = cookie
    self.name = name
  }

  /// Takes the records of one read apart (`struct inotify_event`, inotify(7)).
  ///
  /// The kernel never cuts a record. Should one be cut or its name be none, parsing ends or leaves
  /// it out; no length in the bytes is trusted beyond their end.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> [InotifyRecord] {
    let header = 16
    var records: [InotifyRecord] = []
    records.reserveCapacity(bytes.count / 32)
    var offset = 0
    while bytes.count - offset >= header {
      let word = { bytes.loadUnaligned(fromByteOffset: offset + $0, as: UInt32.self) }
      let length = Int(word(12))
      guard length <= bytes.count - offset - header else { break }
      var record = InotifyRecord(
        watch: CInt(bitPattern: word(0)), mask: InotifyMask(rawValue: word(4)), cookie: word(8))
      let start = offset + header
      offset = start + length
      if length > 0 {
        let padded = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        guard let name = component(padded) else { continue }
        record.name = name
      }
      records.append(record)
    }
    return records
  }

  /// A name padded with zeros, at least one of them.
  private static func component(_ padded: UnsafeRawBufferPointer) -> EntryName? {
    guard padded.contains(0) else { return nil }
    return padded.withMemoryRebound(to: CChar.self) { characters in
      guard let name = characters.baseAddress, name.pointee != 0 else { return nil }
      return EntryName(name)
    }
  }
}
