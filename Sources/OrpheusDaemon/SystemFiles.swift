import Glibc
import SystemPackage

/// The small files in which the kernel tells how the machine is: `/proc` and `/sys`.
struct SystemFiles: Sendable {
  /// The folder that stands for `/`; another one in tests.
  let root: FilePath

  init(root: FilePath = "/") { self.root = root }

  /// The beginning of a file as text, `limit` bytes at most; nil when it cannot be read.
  ///
  /// `path` is given from the root on, as in `proc/stat`.
  func text(_ path: FilePath, limit: Int = 4_096) -> String? {
    // Files of /sys may refuse the reading, as a battery does that has just been taken out.
    try? FileDescriptor.open(root.pushing(path), .readOnly, options: .closeOnExec)
      .closingAfter { file in
        try String(unsafeUninitializedCapacity: limit) { buffer in
          try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
      }
  }

  /// A file that holds one word.
  func word(_ path: FilePath) -> String? {
    text(path).flatMap { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) }
  }

  /// The names in a folder, without those that begin with a dot; none when it cannot be read.
  func names(in path: FilePath) -> [String] {
    guard let folder = root.pushing(path).withPlatformString({ opendir($0) }) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

extension FileDescriptor {
  fileprivate func closingAfter<Value>(_ body: (FileDescriptor) throws -> Value) throws -> Value {
    try closeAfter { try body(self) }
  }
}
