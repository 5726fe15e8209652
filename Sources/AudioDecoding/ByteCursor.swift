import Glibc

/// A position in a part of a file, as the C decoders want it: read, seek, tell.
///
/// The decoders ask for a few bytes at a time, so reads go through a small buffer.
final class ByteCursor {
  /// What went wrong on the way, since a C callback can only say "no more".
  private(set) var failure: AudioFileError?
  /// Bytes from the beginning of the part; may lie beyond its end, where there is nothing to read.
  private(set) var position: Int64 = 0
  /// Bytes in the part.
  var length: Int64 { range.upperBound - range.lowerBound }

  private let file: FileBytes
  private let range: Range<Int64>
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
  private static let capacity = 1 << 16
  /// Which positions the buffer holds.
  private var buffered: Range<Int64> = 0..<0

  /// Begins at the first byte of `range`, which is clamped to the file.
  init(_ file: FileBytes, range: Range<Int64>) {
    self.file = file
    self.range = range.clamped(to: 0..<max(0, file.size))
  }

  deinit { buffer.deallocate() }

  /// Copies up to `count` bytes to `target` and moves on; 0 at the end and after an error.
  func read(into target: UnsafeMutableRawPointer, count: Int) -> Int {
    var done = 0
    while done < count, position < length {
      if !buffered.contains(position), !fill() { break }
      let offset = Int(position - buffered.lowerBound)
      let piece = min(count - done, buffered.count - offset)
      target.advanced(by: done).copyMemory(
        from: buffer + offset, byteCount: piece)
      done += piece
      position += Int64(piece)
    }
    return done
  }

  /// The next `count` bytes, fewer at the end.
  func next(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      filled = bytes.baseAddress.map { read(into: $0, count: count) } ?? 0
    }
  }

  /// Moves as `lseek` does; returns the new position, or −1 and stays when it would be negative.
  func seek(_ offset: Int64, whence: Int32) -> Int64 {
    let base: Int64
    switch whence {
    case SEEK_SET: base = 0
    case SEEK_CUR: base = position
    case SEEK_END: base = length
    default: return -1
    }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = target
    return target
  }

  private func fill() -> Bool {
    let wanted = Int(min(Int64(Self.capacity), length - position))
    do throws(AudioFileError) {
      let count = try file.read(
        at: range.lowerBound + position, into: .init(start: buffer, count: wanted))
      buffered = position..<position + Int64(count)
      return count > 0
    } catch {
      failure = error
      return false
    }
  }
}

extension ByteCursor {
  /// Itself as the untyped pointer that C callbacks carry. Valid while someone holds the cursor.
  var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The cursor behind a callback's untyped pointer.
  static func behind(_ opaque: UnsafeMutableRawPointer?) -> ByteCursor? {
    opaque.map { Unmanaged<ByteCursor>.fromOpaque($0).takeUnretainedValue() }
  }
}
