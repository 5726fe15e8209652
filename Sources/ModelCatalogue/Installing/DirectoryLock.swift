internal import Glibc
internal import SystemPackage

/// Keeps a second installation out of a directory while this value lives.
struct DirectoryLock: ~Copyable {
  private let file: FileDescriptor

  /// Takes the lock; throws `.busy` when another process has it.
  init(_ path: FilePath) throws(ModelError) {
    let file: FileDescriptor
    do {
      file = try FileDescriptor.open(
        path, .readWrite, options: [.create, .closeOnExec],
        permissions: FilePermissions(rawValue: 0o644))
    } catch {
      throw ModelError(.fileSystem, "cannot open \(path)", cause: "\(error)")
    }
    guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
      try? file.close()
      throw ModelError(
        .busy, "another installation is running in \(path.removingLastComponent())")
    }
    self.file = file
  }

  /// Lets others in. The file stays: removing it would let two processes lock two files.
  consuming func release() {}

  deinit { try? file.close() }
}
