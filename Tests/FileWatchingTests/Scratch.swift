import FileWatching
import Glibc
import OrpheusTestSupport
import SystemPackage

/// A temporary directory that is removed with everything in it, however deep.
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
    try Disk.makeDirectory(directory)
    return directory
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
}

extension Disk {
  /// Creates or replaces a file and closes it.
  static func write(_ path: FilePath, _ content: String = "music") throws {
    try write(path, content.utf8)
  }
}

func + (directory: FilePath, name: String) -> FilePath { directory.appending(name) }
