import FoundationEssentials
import Glibc
import Settings
import SystemPackage

/// A file that comes to be under its name only once it is whole and on the disk.
///
/// Until then it has no name at all where the file system allows that (`O_TMPFILE`, open(2)), so
/// that nothing is left of it however this program ends; and a hidden one elsewhere.
final class CopyTarget {
  private let path: FilePath
  /// A name beside `path` that nobody can have foreseen, in a folder that others may write to.
  private let temporary: FilePath
  private let file: FileDescriptor
  /// True while the file has no name.
  private var isNameless: Bool
  private let replaces: Bool
  private var isOpen = true
  private(set) var written = 0

  /// Prepares to write `path`, for its owner alone.
  ///
  /// - Throws: ``CommandFailure`` when there is something of that name and it is not to be replaced,
  ///   or its folder cannot be written.
  init(_ path: FilePath, replaces: Bool) throws(CommandFailure) {
    self.path = path
    self.replaces = replaces
    let folder = path.removingLastComponent()
    temporary = folder.appending(
      ".orpheusctl-" + String(UInt64.random(in: .min ... .max), radix: 36) + ".tmp")
    if !replaces, path.withPlatformString({ access($0, F_OK) }) == 0 {
      throw CommandFailure(
        message: "\(path.string.printable) is there already; --force replaces it")
    }
    let nameless = (folder.isEmpty ? "." : folder).withPlatformString {
      open($0, __O_TMPFILE | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o600)
    }
    isNameless = nameless >= 0
    if isNameless {
      file = FileDescriptor(rawValue: nameless)
      return
    }
    do {
      file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: .ownerReadWrite)
    } catch {
      throw CommandFailure(message: "cannot write to \(folder.string.printable): \(error)")
    }
  }

  deinit {
    guard isOpen else { return }
    try? file.close()
    if !isNameless { _ = temporary.withPlatformString { unlink($0) } }
  }

  /// Adds bytes.
  func write(_ data: Data) throws(CommandFailure) {
    do {
      written += try file.writeAll(data)
    } catch {
      throw failure(error)
    }
  }

  /// Gives the file its name.
  func finish() throws(CommandFailure) {
    guard fsync(file.rawValue) == 0 else { throw failure(Errno(rawValue: errno)) }
    if isNameless { try link() }
    if !replaces { try claim() }
    let status = temporary.withPlatformString { from in
      path.withPlatformString { rename(from, $0) }
    }
    guard status == 0 else {
      let reason = Errno(rawValue: errno)
      if !replaces { _ = path.withPlatformString { unlink($0) } }
      throw failure(reason)
    }
    isOpen = false
    try? file.close()
    // The name is on the disk when its folder is.
    let folder = path.removingLastComponent()
    if let folder = try? FileDescriptor.open(
      folder.isEmpty ? "." : folder, .readOnly, options: [.directory, .closeOnExec])
    {
      fsync(folder.rawValue)
      try? folder.close()
    }
  }

  /// Gives a nameless file the hidden name, for the moment until it gets the right one.
  private func link() throws(CommandFailure) {
    let status = "/proc/self/fd/\(file.rawValue)".withCString { from in
      temporary.withPlatformString { linkat(AT_FDCWD, from, AT_FDCWD, $0, AT_SYMLINK_FOLLOW) }
    }
    guard status == 0 else { throw failure(Errno(rawValue: errno)) }
    isNameless = false
  }

  /// Takes the name, so that nothing is replaced that has come meanwhile. Neither links nor a rename
  /// that replaces nothing exist on every disk that copies are kept on.
  private func claim() throws(CommandFailure) {
    do {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: .ownerReadWrite
      ).close()
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: any Error) -> CommandFailure {
    CommandFailure(message: "cannot write \(path.string.printable): \(error)")
  }
}
