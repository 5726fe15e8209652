import Foundation
import SystemPackage

@testable import ModelCatalogue

/// A directory of a test's own, removed with it.
final class TemporaryFolder {
  let path: FilePath

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "orpheus-models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = FilePath(url.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  func folder(_ name: String) throws -> FilePath {
    let folder = path.appending(name)
    try folder.makeDirectory()
    return folder
  }

  func write(_ text: String, to name: String) throws {
    let file = path.appending(name)
    try file.removingLastComponent().makeDirectory()
    try file.write(Array(text.utf8))
  }
}

extension SHA256Digest {
  /// The digest of bytes in memory.
  init(of bytes: [UInt8]) {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    self = hash.finish()
  }
}
