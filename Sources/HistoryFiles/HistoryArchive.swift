import CZip
import Glibc
import Synchronization
import SystemPackage

/// How much a zip archive may unpack to. An archive of a few kilobytes can be made to hold more
/// than there are disks.
package struct HistoryArchiveLimits: Hashable, Sendable {
  /// What all members together may come to, in bytes.
  package var totalLength: Int64 = 16 << 30
  /// How many times its packed length a member may come to, once it is longer than
  /// ``freeLength``. Histories compress to about a twentieth.
  package var expansion: Int64 = 1_000
  /// What any member may come to, in bytes.
  package var freeLength: Int64 = 64 << 20
  /// Members beyond this number are not looked at.
  package var members = 100_000

  /// The limits that are meant for strangers' archives.
  package init() {}
}

/// A zip archive that is read member by member, through libzip.
///
/// Only one member is open at a time. The lock is for the compiler: readers await one read before
/// they ask for the next.
final class HistoryArchive: Sendable {
  /// One member, as the archive's directory has it.
  struct Member: Sendable {
    let index: UInt64
    let name: String
    let length: Int64
    let packedLength: Int64
    /// CRC-32 of the unpacked bytes.
    let checksum: UInt32
    let isEncrypted: Bool
    /// Seconds since 1970.
    let modified: Int64
  }

  /// What a read of the open member gave.
  enum Piece: Sendable {
    case bytes([UInt8])
    case end
    /// The member cannot be unpacked from here on; libzip says why.
    case damage(String)
  }

  /// libzip's handles, freed with the value.
  private struct Handles: ~Copyable {
    let archive: OpaquePointer
    var member: OpaquePointer?

    deinit {
      if let member { zip_fclose(member) }
      zip_discard(archive)
    }
  }

  private let handles: Mutex<Handles>

  /// True when a file that begins with `head` is a zip archive with something in it
  /// (APPNOTE.TXT, 4.3.7).
  static func isArchive(_ head: [UInt8]) -> Bool { head.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

  /// Reads the directory of the archive `file`.
  init(_ file: HistoryDescriptor) throws(HistoryFileError) {
    // libzip wants a descriptor of its own to close.
    let number = fcntl(file.number, F_DUPFD_CLOEXEC, 0)
    guard number >= 0 else {
      throw HistoryFileError(.unreadable(Errno(rawValue: errno)), path: file.path)
    }
    var code: CInt = 0
    guard let archive = zip_fdopen(number, 0, &code) else {
      close(number)
      var error = zip_error()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw HistoryFileError(
        .damagedArchive(String(cString: zip_error_strerror(&error))), path: file.path)
    }
    handles = Mutex(Handles(archive: archive, member: nil))
  }

  /// The members in the order of their numbers within names: `2.jsonl` before `10.jsonl`.
  ///
  /// Folders, and members of which a member before has the name, are left out.
  func members(limit: Int) -> [Member] {
    handles.withLock { handles in
      var members: [Member] = []
      var names: Set<String> = []
      let count = min(zip_get_num_entries(handles.archive, 0), Int64(limit))
      for index in 0..<UInt64(max(count, 0)) {
        var found = zip_stat()
        guard zip_stat_index(handles.archive, index, 0, &found) == 0, let name = found.name else {
          continue
        }
        let member = Member(
          index: index, name: String(cString: name), length: Int64(clamping: found.size),
          packedLength: Int64(clamping: found.comp_size), checksum: found.crc,
          isEncrypted: found.encryption_method != UInt16(ZIP_EM_NONE),
          modified: Int64(found.mtime))
        guard !member.name.isEmpty, !member.name.hasSuffix("/"),
          names.insert(member.name).inserted
        else { continue }
        members.append(member)
      }
      return members.sorted { isInNaturalOrder($0.name, $1.name) }
    }
  }

  /// Opens a member at its start, in place of any other; says why not when it cannot.
  func open(_ member: Member) -> String? {
    handles.withLock { handles in
      if let open = handles.member { zip_fclose(open) }
      handles.member = zip_fopen_index(handles.archive, member.index, 0)
      return handles.member == nil ? String(cString: zip_strerror(handles.archive)) : nil
    }
  }

  /// The next `count` bytes of the open member, or fewer before its end.
  func read(_ count: Int) -> Piece {
    handles.withLock { handles in
      guard let member = handles.member else { return .end }
      var isDamaged = false
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
          let taken = zip_fread(
            member, buffer.baseAddress?.advanced(by: filled), UInt64(count - filled))
          if taken < 0 { isDamaged = true }
          guard taken > 0 else { return }
          filled += Int(taken)
        }
      }
      // What came before a damage is good; the damage is met again by the next read.
      if !bytes.isEmpty { return .bytes(bytes) }
      return isDamaged ? .damage(String(cString: zip_file_strerror(member))) : .end
    }
  }
}
