import FoundationEssentials
import SystemPackage

/// A home folder of its own for one test, removed with the value.
final class TemporaryHome {
  let path: FilePath

  init() throws {
    path = FilePath("/tmp/orpheus-settings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      atPath: path.string, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// An environment in which this is the home and nothing else is set.
  var environment: [String: String] { ["HOME": path.string] }

  /// Writes `text` to `name` below the home, making folders as needed.
  @discardableResult
  func write(_ text: String, to name: String) throws -> FilePath {
    try write(Array(text.utf8), to: name)
  }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> FilePath {
    let file = path.appending(name)
    try FileManager.default.createDirectory(
      atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
    let descriptor = try FileDescriptor.open(
      file, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    return file
  }
}
