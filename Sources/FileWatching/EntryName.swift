import Glibc
import SystemPackage

/// The name of a directory entry, as the bytes that the kernel keeps.
///
/// `FilePath.Component` says the same, but a tree of many directories is faster with plain bytes.
struct EntryName: Hashable, Sendable, CustomStringConvertible {
  /// Ends in a zero.
  private let characters: [CChar]

  /// Copies a name.
  init(_ name: UnsafePointer<CChar>) {
    characters = Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1))
  }

  init(_ name: String) { characters = Array(name.utf8CString) }

  func hash(into hasher: inout Hasher) {
    characters.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    characters.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return body("") }
      return body(start)
    }
  }

  var description: String { withCString { String(cString: $0) } }
}

/// The characters of a path, to which names are appended; faster than appending to a `FilePath`,
/// which examines the whole of it each time.
struct PathBuilder {
  private var characters: [CChar]

  /// Begins with a path that ends in no separator, or is only one.
  init(_ path: FilePath) {
    characters = path.withPlatformString { start in
      Array(UnsafeBufferPointer(start: start, count: strlen(start)))
    }
  }

  mutating func append(_ name: UnsafePointer<CChar>) {
    if characters.last != Self.separator { characters.append(Self.separator) }
    characters.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name)))
  }

  func appending(_ name: UnsafePointer<CChar>) -> FilePath {
    var longer = self
    longer.append(name)
    return longer.path
  }

  var path: FilePath { FilePath(platformString: characters + [0]) }

  static let separator = CChar(bitPattern: UInt8(ascii: "/"))
}

extension FilePath {
  func appending(_ name: EntryName) -> FilePath {
    name.withCString { PathBuilder(self).appending($0) }
  }
}
