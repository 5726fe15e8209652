import CLinux
import Glibc
import SystemPackage

/// What tells one directory from any other, whatever its path: a move keeps it, deleting and
/// creating again does not, even where the inode number is used again.
package struct DirectoryIdentity: Hashable, Sendable {
  /// The device number of the file system, as `st_dev`.
  package var device: UInt64
  package var inode: UInt64
  /// Time of birth in nanoseconds since 1970; 0 where the file system keeps none.
  package var born: Int64

  /// Gathers the fields of one `statx` result.
  package init(device: UInt64, inode: UInt64, born: Int64) {
    self.device = device
    self.inode = inode
    self.born = born
  }
}

/// Owns an open directory, to read it and to stat what is in it without spelling its path again.
struct OpenDirectory: ~Copyable {
  private let stream: OpaquePointer
  let descriptor: CInt

  /// Opens a directory whose path may be longer than the kernel takes at once.
  ///
  /// A symbolic link in the last place is followed only when told: what was a directory when it
  /// was listed may be a link now.
  init(_ path: FilePath, followingLink: Bool) throws(Errno) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
    let opened = try atShortPath(path) { at, rest throws(Errno) in
      try systemCall { openat(at, rest, flags) }
    }
    guard let stream = fdopendir(opened) else {
      let code = errno
      close(opened)
      throw Errno(rawValue: code)
    }
    self.stream = stream
    descriptor = opened
  }

  deinit { closedir(stream) }

  /// Hands over the name and the `d_type` of each entry but `.` and `..`. The name is valid only
  /// during the call.
  func forEachEntry(
    _ body: (_ name: UnsafePointer<CChar>, _ type: EntryType) -> Void
  ) throws(Errno) {
    rewinddir(stream)
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno == 0 { return }
        throw Errno(rawValue: errno)
      }
      guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
      let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
      body(name, EntryType(type: entry.pointee.d_type))
    }
  }

  /// Stats an entry; nil with the reason when that fails.
  func stat(
    _ name: UnsafePointer<CChar>, followingLink: Bool
  ) throws(Errno) -> orpheus_stat {
    var found = orpheus_stat()
    let result = orpheus_statx(descriptor, name, followingLink, &found)
    guard result == 0 else { throw Errno(rawValue: -result) }
    return found
  }

  /// Opens a file in the directory, for the caller to close; −1 when that is not possible.
  func openFile(_ name: UnsafePointer<CChar>) -> CInt {
    openat(descriptor, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
  }

  /// The identity of the directory itself.
  var identity: DirectoryIdentity {
    get throws(Errno) { DirectoryIdentity(try stat("", followingLink: false)) }
  }
}

/// The type of a directory entry, as `d_type` in readdir(3) or `st_mode` says.
package enum EntryType: Hashable, Sendable {
  case regular, directory, link, fifo, socket, device
  /// The file system does not say; a stat does.
  case unknown

  init(type: UInt8) {
    switch Int(type) {
    case Int(DT_REG): self = .regular
    case Int(DT_DIR): self = .directory
    case Int(DT_LNK): self = .link
    case Int(DT_FIFO): self = .fifo
    case Int(DT_SOCK): self = .socket
    case Int(DT_BLK), Int(DT_CHR): self = .device
    default: self = .unknown
    }
  }

  // The type bits of a mode are the `d_type` shifted (IFTODT, <dirent.h>).
  init(mode: UInt32) { self.init(type: UInt8((mode & S_IFMT) >> 12)) }
}

extension DirectoryIdentity {
  init(_ found: orpheus_stat) {
    self.init(device: found.device, inode: found.inode, born: found.born_ns)
  }
}

/// Stats a path of any length; nil when there is nothing there or it cannot be reached.
func statIfPresent(_ path: FilePath, followingLink: Bool) -> orpheus_stat? {
  var found = orpheus_stat()
  let result = try? atShortPath(path) { at, rest throws(Errno) in
    orpheus_statx(at, rest, followingLink, &found)
  }
  return result == 0 ? found : nil
}

/// Performs a call of the `…at` family on a path that may be longer than `PATH_MAX`, by opening
/// the directories on the way in portions that are not.
func atShortPath<Answer>(
  _ path: FilePath, _ body: (CInt, UnsafePointer<CChar>) throws(Errno) -> Answer
) throws(Errno) -> Answer {
  let outcome = path.withPlatformString { whole -> Result<Answer, Errno> in
    do throws(Errno) { return .success(try atShortPath(whole, body)) } catch {
      return .failure(error)
    }
  }
  return try outcome.get()
}

private func atShortPath<Answer>(
  _ whole: UnsafePointer<CChar>, _ body: (CInt, UnsafePointer<CChar>) throws(Errno) -> Answer
) throws(Errno) -> Answer {
  let longest = Int(PATH_MAX) - 1
  var at = AT_FDCWD
  defer { if at != AT_FDCWD { close(at) } }
  var rest = whole
  var count = strlen(whole)
  while count > longest {
    guard let end = (1...longest).last(where: { rest[$0] == PathBuilder.separator }) else {
      throw .fileNameTooLong
    }
    let portion: [CChar] = Array(UnsafeBufferPointer(start: rest, count: end)) + [0]
    let from = at
    let next = try systemCall { openat(from, portion, pathOnly | O_DIRECTORY | O_CLOEXEC) }
    if at != AT_FDCWD { close(at) }
    at = next
    rest += end + 1
    count -= end + 1
  }
  return try body(at, rest)
}

/// O_PATH from <fcntl.h>, which Swift's Glibc module leaves out: on x86-64 and arm64 alike. The
/// right to search the directory suffices for it.
private let pathOnly: CInt = 0o10_000_000
