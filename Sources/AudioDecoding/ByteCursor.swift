import Glibc

/// A position in a part of a file, or in several put together, as the C decoders want it: read,
/// seek, tell.
///
/// The decoders ask for a few bytes at a time, so reads go through a small buffer.
final class ByteCursor {
  /// Bytes to be read instead of those in the file.
  struct Patch {
    var position: Int64
    var bytes: [UInt8]
  }

  /// What went wrong on the way, since a C callback can only say "no more".
  private(set) var failure: AudioFileError?
  /// Bytes from the beginning of the part; may lie beyond its end, where there is nothing to read.
  private(set) var position: Int64 = 0
  /// Bytes in all parts.
  let length: Int64

  private let file: FileBytes
  /// What comes before the first part.
  private let prefix: [UInt8]
  private let patch: Patch?
  /// The parts in order, each with the position at which it begins.
  private let parts: [(start: Int64, range: Range<Int64>)]
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
  private static let capacity = 1 << 16
  /// Which positions the buffer holds.
  private var buffered: Range<Int64> = 0..<0

  /// Begins at the first byte of `range`, which is clamped to the file; `patch` lies over it.
  convenience init(_ file: FileBytes, range: Range<Int64>, patch: Patch? = nil) {
    self.init(file, ranges: [range], patch: patch)
  }

  /// Begins at the first byte of the first of `ranges`, each clamped to the file, and goes on from
  /// one to the next as if nothing lay between them. `prefix`, a few bytes, comes before
  /// all.
  init(_ file: FileBytes, prefix: [UInt8] = [], ranges: [Range<Int64>], patch: Patch? = nil) {
    self.file = file
    self.patch = patch
    self.prefix = prefix
    var end = Int64(prefix.count)
    parts = ranges.map { range in
      let range = range.clamped(to: 0..<max(0, file.size))
      defer { end += range.upperBound - range.lowerBound }
      return (end, range)
    }
    length = end
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
    if position < prefix.count {
      UnsafeMutableRawBufferPointer(start: buffer, count: Self.capacity).copyBytes(from: prefix)
      buffered = 0..<Int64(prefix.count)
      return true
    }
    // The last part that begins at or before the position.
    var (low, high) = (0, parts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if parts[middle].start <= position { low = middle } else { high = middle }
    }
    let source = parts[low].range.lowerBound + position - parts[low].start
    let wanted = Int(min(Int64(Self.capacity), parts[low].range.upperBound - source))
    do throws(AudioFileError) {
      let count = try file.read(at: source, into: .init(start: buffer, count: wanted))
      buffered = position..<position + Int64(count)
      if let patch {
        let end = patch.position + Int64(patch.bytes.count)
        for at in (patch.position..<end).clamped(to: buffered) {
          buffer.storeBytes(
            of: patch.bytes[Int(at - patch.position)], toByteOffset: Int(at - buffered.lowerBound),
            as: UInt8.self)
        }
      }
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
