package import Glibc
package import SystemPackage

/// Short words for what tests do to files, whatever bytes are in their names.
package enum Disk {
  /// Makes one directory.
  package static func makeDirectory(_ path: FilePath) throws {
    try check(path.withPlatformString { mkdir($0, 0o755) })
  }

  /// All missing directories of a path, as `mkdir -p` makes them.
  package static func makeDirectories(_ path: FilePath) throws {
    if path.withPlatformString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw Errno(rawValue: errno) }
    try makeDirectories(path.removingLastComponent())
    try makeDirectory(path)
  }

  /// Creates or replaces a file and closes it.
  package static func write(_ path: FilePath, _ content: some Sequence<UInt8>) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll(content) }
  }

  /// Renames a file or directory.
  package static func move(_ from: FilePath, to: FilePath) throws {
    try check(
      from.withPlatformString { from in to.withPlatformString { Glibc.rename(from, $0) } })
  }

  /// Makes `path` a hard link to `existing`.
  package static func link(_ path: FilePath, to existing: FilePath) throws {
    try check(
      existing.withPlatformString { old in path.withPlatformString { Glibc.link(old, $0) } })
  }

  /// Makes `path` a symbolic link.
  package static func symlink(_ path: FilePath, to target: FilePath) throws {
    try check(
      target.withPlatformString { old in path.withPlatformString { Glibc.symlink(old, $0) } })
  }

  /// Sets the permissions.
  package static func changeMode(_ path: FilePath, _ mode: mode_t) throws {
    try check(path.withPlatformString { chmod($0, mode) })
  }

  /// Lets two paths change places (RENAME_EXCHANGE, renameat2(2)). Swift's Glibc module leaves the
  /// function out.
  package static func exchange(_ one: FilePath, _ other: FilePath) throws {
    typealias Rename =
      @convention(c) (
        CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
      ) -> CInt
    let renameat2 = unsafeBitCast(dlsym(nil, "renameat2"), to: Rename?.self)
    guard let renameat2 else { throw Errno.noFunction }
    try check(
      one.withPlatformString { one in
        other.withPlatformString { renameat2(AT_FDCWD, one, AT_FDCWD, $0, 2) }
      })
  }

  /// Removes a file, or a directory with everything in it.
  package static func remove(_ path: FilePath) throws {
    if path.withPlatformString({ unlink($0) }) == 0 { return }
    guard errno == EISDIR else { throw Errno(rawValue: errno) }
    for name in try names(in: path) { try remove(path.appending(name)) }
    try check(path.withPlatformString { rmdir($0) })
  }

  /// What is in a directory, but for itself and its parent.
  package static func names(in directory: FilePath) throws -> [FilePath.Component] {
    guard let stream = directory.withPlatformString({ opendir($0) }) else {
      throw Errno(rawValue: errno)
    }
    defer { closedir(stream) }
    var names: [FilePath.Component] = []
    while let entry = readdir(stream) {
      withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          // FilePath.Component takes no "." for a regular name either.
          if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { return }
          if let component = FilePath.Component(platformString: name) { names.append(component) }
        }
      }
    }
    return names
  }

  /// A path without symbolic links; nil where nothing is.
  package static func realPath(_ path: FilePath) -> FilePath? {
    path.withPlatformString { path in
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return FilePath(platformString: resolved)
    }
  }

  /// Throws what `errno` says when a call returned −1.
  package static func check(_ result: CInt) throws {
    if result == -1 { throw Errno(rawValue: errno) }
  }
}
