import FoundationEssentials
import Glibc
import SystemPackage

/// A folder of its own for one test, removed with everything in it at the end.
struct TemporaryDirectory: Sendable {
  let path: FilePath

  /// Runs `body` with a fresh folder.
  static func with<Result: Sendable>(
    _ body: (TemporaryDirectory) async throws -> Result
  ) async throws -> Result {
    // Short, because a socket's path has at most 107 bytes.
    var template = Array("/tmp/orpheus-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { FilePath(platformString: $0) }
    }
    guard let made else { throw Errno(rawValue: errno) }
    defer { try? FileManager.default.removeItem(atPath: made.string) }
    return try await body(TemporaryDirectory(path: made))
  }

  /// A path inside.
  func callAsFunction(_ name: FilePath.Component) -> FilePath { path.appending(name) }
}
