import Foundation

/// A directory of a test's own, gone with the value.
package final class TemporaryDirectory: Sendable {
  /// Its absolute path, without symbolic links.
  package let path: String

  /// Makes an empty directory that only this user may enter.
  package init() throws {
    var template = Array("/tmp/orpheus-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something inside.
  package func appending(_ name: String) -> String { path + "/" + name }
}
