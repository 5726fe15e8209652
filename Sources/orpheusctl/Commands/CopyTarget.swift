import FoundationEssentials
import Glibc
import Settings
import SystemPackage

/// A file that comes to be under its name only once it is whole and on the disk.
final class CopyTarget {
  private let path: FilePath
  private let temporary: FilePath
  private let file: FileDescriptor
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
    temporary = folder.appending(".orpheusctl-\(getpid()).tmp")
    if !replaces, path.withPlatformString({ access($0, F_OK) }) == 0 {
      throw CommandFailure(
        message: "\(path.string.printable) is there already; --force replaces it")
    }
    do {
      file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: .ownerReadWrite)
    } catch {
      throw CommandFailure(message: "cannot write to \(folder.string.printable): \(error)")
    }
  }

  deinit {
    guard isOpen else { return }
    try? file.close()
    _ = temporary.withPlatformString { unlink($0) }
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
    // A link fails where there is something already, which may have come meanwhile.
    let status = temporary.withPlatformString { from in
      path.withPlatformString { replaces ? rename(from, $0) : link(from, $0) }
    }
    guard status == 0 else { throw failure(Errno(rawValue: errno)) }
    isOpen = false
    try? file.close()
    if !replaces { _ = temporary.withPlatformString { unlink($0) } }
  }

  private func failure(_ error: any Error) -> CommandFailure {
    CommandFailure(message: "cannot write \(path.string.printable): \(error)")
  }
}
