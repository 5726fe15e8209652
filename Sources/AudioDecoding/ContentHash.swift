import CSodium
import MusicModel

/// BLAKE2b (RFC 7693) over the parts of a file that are its sound.
final class ContentHash {
  private let state: UnsafeMutableRawPointer
  /// One for all reads, so that a file of any size takes the same memory.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)

  /// Chooses the fastest implementation for this processor; harmless to repeat.
  private static let isReady = sodium_init() >= 0

  /// Begins a fingerprint; `domain` keeps equal bytes in different containers apart.
  init(domain: String) {
    _ = Self.isReady
    state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    crypto_generichash_init(OpaquePointer(state), nil, 0, ContentID.byteCount)
    add(Array("orpheus-content-1/\(domain)\0".utf8)[...])
  }

  deinit {
    state.deallocate()
    buffer.deallocate()
  }

  /// Adds bytes in memory.
  func add(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      _ = crypto_generichash_update(OpaquePointer(state), bytes.baseAddress, UInt64(bytes.count))
    }
  }

  /// Adds a number, as eight bytes.
  func add(_ number: Int64) {
    add((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }[...])
  }

  /// Adds the bytes of `file` in `range`, as far as there are any.
  func add(_ file: FileBytes, _ range: Range<Int64>) throws(AudioFileError) {
    var position = range.lowerBound
    while position < range.upperBound {
      let wanted = Int(min(Int64(buffer.count), range.upperBound - position))
      let count = try file.read(at: position, into: .init(rebasing: buffer[..<wanted]))
      guard count > 0 else { return }
      crypto_generichash_update(
        OpaquePointer(state), buffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
        UInt64(count))
      position += Int64(count)
    }
  }

  /// The fingerprint of all that was added; call it once.
  func finish() -> ContentID {
    var bytes = [UInt8](repeating: 0, count: ContentID.byteCount)
    crypto_generichash_final(OpaquePointer(state), &bytes, bytes.count)
    guard let content = ContentID(bytes: bytes) else {
      preconditionFailure("the array was made as long as a fingerprint")
    }
    return content
  }
}
