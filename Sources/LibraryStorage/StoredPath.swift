import FoundationEssentials
import SystemPackage

/// A file's path as its row keeps it: the directory's bytes and the name's, never text.
struct StoredPath: Hashable, Sendable {
  private static let slash = UInt8(ascii: "/")

  let directory: Data
  let name: Data

  init(directory: Data, name: Data) {
    self.directory = directory
    self.name = name
  }

  /// Splits an absolute path at its last slash; `/song.mp3` lies in `/`.
  init(_ path: FilePath) throws(StoreError) {
    // On bytes, because taking FilePath's components apart costs more than storing the row.
    let bytes = path.bytes
    guard bytes.first == Self.slash, bytes.count > 1,
      let last = bytes.lastIndex(of: Self.slash)
    else {
      throw StoreError(.constraint, "\(path) is not the absolute path of a file.")
    }
    directory = Data(bytes[..<max(last, 1)])
    name = Data(bytes[(last + 1)...])
  }

  /// The whole path.
  var path: FilePath {
    var bytes = directory
    if directory.count > 1 { bytes.append(Self.slash) }
    bytes.append(name)
    return FilePath(bytes: bytes)
  }
}

extension FilePath {
  /// The path's bytes without the terminating NUL.
  var bytes: Data { withPlatformString { Data(bytes: $0, count: length) } }

  /// Makes a path of bytes that came from ``bytes``.
  init(bytes: Data) {
    // At once rather than byte by byte: a page of tracks makes 500.
    self = (bytes + [0]).withUnsafeBytes { buffer in
      buffer.withMemoryRebound(to: CInterop.PlatformChar.self) { characters in
        characters.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
      }
    }
  }
}

/// The rows of one directory and everything below it, as conditions on a column of directory bytes.
///
/// `/a/b` holds `/a/b` itself and what sorts between `/a/b/` and `/a/b0`, `0` being the byte after
/// the slash; so `/a/bc` and `/a/b.old` stay out. Two conditions rather than one with OR, so that
/// each is a plain index range.
struct Subtree {
  /// The directory itself.
  let root: Data
  /// Everything below sorts after this …
  let lower: Data
  /// … and before this.
  let upper: Data

  init(_ directory: FilePath) {
    root = directory.bytes
    let stem = root == Data([UInt8(ascii: "/")]) ? Data() : root
    lower = stem + [UInt8(ascii: "/")]
    upper = stem + [UInt8(ascii: "/") + 1]
  }

  /// True for the directory itself and everything below.
  func contains(_ directory: Data) -> Bool {
    directory == root || directory.starts(with: lower)
  }

  /// The two conditions on `column`, each with its arguments.
  func conditions(on column: String) -> [(sql: String, arguments: [Data])] {
    [("\(column) = ?", [root]), ("\(column) > ? AND \(column) < ?", [lower, upper])]
  }
}
