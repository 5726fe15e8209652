import SystemPackage

/// Small text files, read whole.
enum TextFile {
  /// Settings past this size are a mistake. Bytes.
  private static let limit = 1 << 20

  /// The contents of `path`.
  ///
  /// - Throws: what the system says; `.fileTooLarge` past 1 MiB; `.illegalByteSequence` when it is
  ///   not UTF-8.
  static func read(_ path: FilePath) throws(Errno) -> String {
    var bytes: [UInt8] = []
    do {
      // Non-blocking, so that a named pipe in the file's place cannot stop the program.
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
      try file.closeAfter {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { chunk.deallocate() }
        while bytes.count <= limit {
          let count = try file.read(into: chunk)
          if count == 0 { break }
          bytes.append(contentsOf: chunk.prefix(count))
        }
      }
    } catch let error as Errno {
      throw error
    } catch {
      // FileDescriptor throws nothing else, which its signatures do not say.
      throw .ioError
    }
    guard bytes.count <= limit else { throw .fileTooLarge }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .illegalByteSequence }
    return text
  }
}
