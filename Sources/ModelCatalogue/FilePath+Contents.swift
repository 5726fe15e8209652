internal import Glibc
internal import SystemPackage

// Whole files, read and written so that a crash leaves either the old file or the new one.
extension FilePath {
  /// Memory held while a file is hashed, in bytes.
  private static let pieceSize = 1 << 20

  /// The file beside this one that is written before it takes this one's place.
  var partial: FilePath {
    removingLastComponent().appending(".\(lastComponent?.string ?? "").partial")
  }

  /// The file's size in bytes; nil when there is no regular file.
  var fileSize: Int? {
    guard let status = try? stat(), status.type == .regular else { return nil }
    return Int(status.size)
  }

  /// True when there is a directory here.
  var isDirectory: Bool { (try? stat())?.type == .directory }

  /// Where the symbolic link points; nil when this is none.
  var linkTarget: FilePath? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { target in
      guard let start = target.baseAddress else { return nil }
      let length = withPlatformString { readlink($0, start, Int(PATH_MAX)) }
      guard length > 0 else { return nil }
      target[length] = 0
      return FilePath(platformString: start)
    }
  }

  /// The names in the directory, sorted; none when it cannot be read.
  var entryNames: [String] {
    guard let directory = withPlatformString({ opendir($0) }) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The file's bytes.
  func contents() throws(ModelError) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(fileSize ?? 0)
    try forEachPiece { all.append(contentsOf: $0) }
    return all
  }

  /// The digest of the file's bytes, read piece by piece.
  func sha256() throws(ModelError) -> SHA256Digest {
    var hash = SHA256()
    try forEachPiece { hash.update($0) }
    return hash.finish()
  }

  /// Writes a new file, or over an old one, and waits until the disk has it.
  func write(_ bytes: [UInt8]) throws(ModelError) {
    try performing("write") {
      let file = try FileDescriptor.open(
        self, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: .init(rawValue: 0o644))
      try file.closeAfter {
        try file.writeAll(bytes)
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
    }
  }

  /// Takes the place of `destination` in one step, and waits until the disk has it.
  ///
  /// The file's own bytes are flushed first: rename(2) alone promises nothing about them.
  func rename(to destination: FilePath) throws(ModelError) {
    try performing("move") {
      try Self.flush(self)
      let result = withPlatformString { old in
        destination.withPlatformString { new in Glibc.rename(old, new) }
      }
      guard result == 0 else { throw Errno(rawValue: errno) }
      try Self.flush(destination.removingLastComponent())
    }
  }

  /// Makes the directory and those above it.
  func makeDirectory() throws(ModelError) {
    if isDirectory { return }
    let parent = removingLastComponent()
    if !parent.isEmpty, parent != self { try parent.makeDirectory() }
    try performing("make the directory") {
      guard withPlatformString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST else {
        throw Errno(rawValue: errno)
      }
    }
  }

  /// Removes a file, or a directory of files; what is not there is not missed.
  func remove() {
    for name in isDirectory ? entryNames : [] {
      _ = appending(name).withPlatformString { unlink($0) }
    }
    _ = withPlatformString { Glibc.remove($0) }
  }

  private func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(ModelError) {
    try performing("read") {
      let file = try FileDescriptor.open(self, .readOnly, options: .closeOnExec)
      try file.closeAfter {
        try withUnsafeTemporaryAllocation(byteCount: Self.pieceSize, alignment: 16) { piece in
          while true {
            let count = try file.read(into: piece)
            if count == 0 { return }
            body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
          }
        }
      }
    }
  }

  private static func flush(_ path: FilePath) throws {
    let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    try file.closeAfter {
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
  }

  /// Turns what the system refuses into an error that names the file.
  private func performing(_ action: String, _ body: () throws -> Void) throws(ModelError) {
    do {
      try body()
    } catch let error as Errno where error == .noSpace || error.rawValue == EDQUOT {
      throw ModelError.diskFull(removingLastComponent(), cause: "\(error)")
    } catch {
      throw ModelError(.fileSystem, "cannot \(action) \(string)", cause: "\(error)")
    }
  }
}

extension ModelError {
  /// The file system that holds `directory` is full.
  static func diskFull(_ directory: FilePath, cause: String) -> ModelError {
    ModelError(
      .diskFull, "no room left for models in \(directory): free about 150 MB and run it again",
      cause: cause)
  }
}
