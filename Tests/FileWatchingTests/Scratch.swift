import FileWatching
import Glibc
import SystemPackage

/// A temporary directory that is removed with everything in it, and short words for what tests do
/// to files.
final class Scratch: Sendable {
  let path: FilePath

  init() throws {
    var template = Array("/tmp/orpheus-watching-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    path = FilePath(platformString: template)
  }

  deinit { Scratch.removeAll(path) }

  /// A new directory in the scratch directory.
  func directory(_ name: String) throws -> FilePath {
    let directory = path.appending(name)
    try Scratch.makeDirectory(directory)
    return directory
  }

  static func makeDirectory(_ path: FilePath) throws { try check(mkdir(path.string, 0o755)) }

  /// All missing directories of a path, as `mkdir -p` makes them.
  static func makeDirectories(_ path: FilePath) throws {
    var made = FilePath(root: path.root)
    for component in path.components {
      made.append(component)
      if mkdir(made.string, 0o755) == -1 && errno != EEXIST { throw Errno(rawValue: errno) }
    }
  }

  /// Creates or replaces a file and closes it.
  static func write(_ path: FilePath, _ content: String = "music") throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll(content.utf8) }
  }

  static func move(_ from: FilePath, to: FilePath) throws {
    try check(rename(from.string, to.string))
  }

  /// Lets two paths change places (RENAME_EXCHANGE, renameat2(2)). Swift's Glibc module leaves the
  /// function out.
  static func exchange(_ one: FilePath, _ other: FilePath) throws {
    typealias Rename =
      @convention(c) (
        CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
      ) -> CInt
    let renameat2 = unsafeBitCast(dlsym(nil, "renameat2"), to: Rename?.self)
    guard let renameat2 else { throw Errno.noFunction }
    try check(renameat2(AT_FDCWD, one.string, AT_FDCWD, other.string, 2))
  }

  static func link(_ path: FilePath, to target: FilePath) throws {
    try check(symlink(target.string, path.string))
  }

  static func remove(_ path: FilePath) throws {
    try check(path.withPlatformString { Glibc.remove($0) })
  }

  /// Removes a tree of any depth, restoring permissions where they are missing.
  static func removeAll(_ path: FilePath) {
    path.withPlatformString { name in
      if unlink(name) == 0 { return }
      chmod(name, 0o755)
      removeContents(openat(AT_FDCWD, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
      rmdir(name)
    }
  }

  // Relative to descriptors, because tests make paths that are longer than the kernel takes.
  private static func removeContents(_ descriptor: CInt) {
    guard let stream = fdopendir(descriptor) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { return }
          if unlinkat(descriptor, name, 0) == 0 { return }
          removeContents(openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
          unlinkat(descriptor, name, AT_REMOVEDIR)
        }
      }
    }
  }

  static func check(_ result: CInt) throws {
    if result == -1 { throw Errno(rawValue: errno) }
  }
}

func + (directory: FilePath, name: String) -> FilePath { directory.appending(name) }
