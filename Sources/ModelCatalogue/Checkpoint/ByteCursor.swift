/// Reads little-endian values off the front of some bytes; never past their end.
///
/// The bytes come from a download, so every length is checked before it is believed.
struct ByteCursor {
  private var rest: ArraySlice<UInt8>

  /// Starts at the first of `bytes`.
  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// True once everything has been read.
  var isAtEnd: Bool { rest.isEmpty }

  /// Takes the next `count` bytes.
  mutating func take(_ count: Int) throws(ModelError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= rest.count else {
      throw ModelError(.format, "the file ends in the middle of a value")
    }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// Takes a base-128 varint of at most 64 bits, as LevelDB and protocol buffers write them.
  mutating func varint() throws(ModelError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else {
        throw ModelError(.format, "the file ends in the middle of a number")
      }
      let bits = UInt64(byte & 0x7f)
      // The tenth byte has room for one bit only.
      guard shift < 63 || bits <= 1 else { break }
      value |= bits << shift
      if byte & 0x80 == 0 { return value }
    }
    throw ModelError(.format, "a number is longer than 64 bits")
  }

  /// Takes a varint that counts something in memory.
  mutating func length() throws(ModelError) -> Int {
    guard let value = Int(exactly: try varint()) else {
      throw ModelError(.format, "a length is larger than any file")
    }
    return value
  }

  /// Takes a 32-bit integer.
  mutating func fixed32() throws(ModelError) -> UInt32 {
    try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Takes a 64-bit integer.
  mutating func fixed64() throws(ModelError) -> UInt64 {
    try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
