import FoundationEssentials
package import SystemPackage

/// A path as it travels in JSON: readable text, and the exact bytes where text cannot hold them.
package struct WirePath: Hashable, Sendable {
  /// The path itself.
  package var path: FilePath

  /// Wraps `path`.
  package init(_ path: FilePath) { self.path = path }

  /// The `path` member: the path as text, with U+FFFD for bytes that are not UTF-8.
  package var text: String { path.string }

  /// The `path_b64` member: base64 of the bytes; nil when ``text`` says it all.
  package var base64: String? {
    path.withPlatformString { start in
      String(validatingCString: start) == nil
        ? Data(bytes: start, count: path.length).base64EncodedString() : nil
    }
  }

  /// Reads the two members back; nil when `base64` is malformed or either holds a NUL.
  package init?(text: String, base64: String?) {
    guard let base64 else {
      guard !text.utf8.contains(0) else { return nil }
      path = FilePath(text)
      return
    }
    guard let bytes = Data(base64Encoded: base64), !bytes.contains(0) else { return nil }
    let characters = bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
    path = characters.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
    }
  }
}
