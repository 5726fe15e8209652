import Glibc

/// The bytes of a regular file, read by position through a descriptor that someone else owns.
///
/// Only `pread` is used, so the offset that the descriptor shares with its duplicates never moves.
/// The descriptor must stay open for as long as any copy of this value is in use.
struct FileBytes: Sendable {
  private let descriptor: Int32
  /// Size in bytes when it was opened; later growth is not looked at.
  let size: Int64

  init(descriptor: Int32) throws(AudioFileError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw AudioFileError(.io, "This is not a regular file.")
    }
    self.descriptor = descriptor
    size = Int64(status.st_size)
  }

  /// Fills `buffer` from `offset` on; returns how many bytes there were, fewer only at the end.
  func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(AudioFileError) -> Int {
    guard offset >= 0, let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, base + filled, buffer.count - filled, off_t(offset) + off_t(filled))
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw Self.failure()
      }
    }
    return filled
  }

  /// Up to `count` bytes from `offset` on; fewer at the end of the file.
  func bytes(at offset: Int64, count: Int) throws(AudioFileError) -> [UInt8] {
    let count = Int(max(0, min(Int64(count), size - offset)))
    guard count > 0, offset >= 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    // The array's own method forgets which errors its closure throws; a result keeps them.
    let filled = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(AudioFileError) in try read(at: offset, into: buffer) }
    }
    bytes.removeLast(count - (try filled.get()))
    return bytes
  }

  private static func failure() -> AudioFileError {
    AudioFileError(
      .io, "The file could not be read.", cause: String(cString: strerror(errno)))
  }
}
