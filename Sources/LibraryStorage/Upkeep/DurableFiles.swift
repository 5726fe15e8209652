import Glibc
import SystemPackage

/// What files need to outlast a power cut, and to be known for whole when they have.
enum DurableFiles {
  /// Makes a directory for the owner alone; one that is there is left as it is.
  static func makeDirectory(_ path: FilePath) throws(Errno) {
    guard path.withPlatformString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
      throw Errno(rawValue: errno)
    }
  }

  /// Makes an empty file for the owner alone, where there must be none.
  static func create(_ path: FilePath) throws {
    try FileDescriptor.open(
      path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: .ownerReadWrite
    ).close()
  }

  /// Returns when a file's contents, or a directory's names, are on the disk.
  static func sync(_ path: FilePath) throws {
    let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    try file.closeAfter {
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
  }

  /// Gives a file another name in one step, replacing what had it.
  static func rename(_ from: FilePath, to destination: FilePath) throws(Errno) {
    let status = from.withPlatformString { from in
      destination.withPlatformString { Glibc.rename(from, $0) }
    }
    guard status == 0 else { throw Errno(rawValue: errno) }
  }

  /// Removes a file if there is one.
  static func remove(_ path: FilePath) { _ = path.withPlatformString { unlink($0) } }

  /// True when there is something of this name.
  static func exists(_ path: FilePath) -> Bool { path.withPlatformString { access($0, F_OK) } == 0 }

  /// Bytes of a file; 0 for none.
  static func size(of file: FilePath) -> Int64 {
    var status = stat()
    return file.withPlatformString { stat($0, &status) } == 0 ? Int64(status.st_size) : 0
  }

  /// What tells a file from any other there is at the same time; nil for none.
  static func identity(of file: FilePath) -> Identity? {
    var status = stat()
    guard file.withPlatformString({ stat($0, &status) }) == 0 else { return nil }
    return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Device and inode of a file, which another may have once it is gone.
  struct Identity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
  }

  /// Bytes that this user may still write to the file system of `path`; nil when it cannot tell.
  static func room(at path: FilePath) -> Int64? {
    var system = statvfs()
    guard path.withPlatformString({ statvfs($0, &system) }) == 0 else { return nil }
    return Int64(clamping: UInt64(system.f_bavail) &* UInt64(system.f_frsize))
  }

  /// Copies a file's contents into a new one for the owner alone, and syncs it. Throws `EISDIR` or
  /// `EINVAL` for what is no regular file; a pipe is not waited for.
  static func copy(_ from: FilePath, to destination: FilePath) throws {
    let source = try FileDescriptor.open(
      from, .readOnly, options: [.closeOnExec, .nonBlocking])
    try source.closeAfter {
      var status = stat()
      guard fstat(source.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFREG else { throw kind == S_IFDIR ? Errno.isDirectory : .invalidArgument }
      let target = try FileDescriptor.open(
        destination, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: .ownerReadWrite)
      try target.closeAfter {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
          let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
          if count == 0 { break }
          try target.writeAll(buffer[..<count])
        }
        guard fsync(target.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
    }
  }

  /// The names in a directory; none when it cannot be read.
  static func names(in directory: FilePath) -> [String] {
    guard let stream = directory.withPlatformString({ opendir($0) }) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
