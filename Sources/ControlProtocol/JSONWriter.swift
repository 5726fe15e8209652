/// Writes values as JSON straight into one run of bytes, and stops where they become too many.
///
/// A reply of 500 rows has ten thousand members. `JSONEncoder` builds a tree of them first, which
/// takes ten times as long as the query that found the rows; and it can only be asked afterwards
/// whether the result is too long, whatever that took. This writer builds nothing: what it holds at
/// any moment is the text so far.
///
/// It expects what synthesised `Encodable` conformances do: a container is filled before the next
/// one beside it is begun. Types with ways of their own have to do the same.
final class JSONWriter {
  /// The text has more bytes than it may.
  struct TooLong: Error {
    /// How many it may have.
    let limit: Int
  }

  private let limit: Int
  private(set) var bytes: [UInt8] = []
  /// The closing brackets that are owed, innermost last.
  private var owed: [UInt8] = []
  /// True where a comma has to come before the next member or element.
  private var needsComma = false

  private init(limit: Int) { self.limit = limit }

  /// The JSON of `value`.
  ///
  /// Throws ``TooLong`` when it would have more than `limit` bytes, and `EncodingError` for a number
  /// that is not finite, which JSON has no text for.
  static func bytes(of value: some Encodable, limit: Int = .max) throws -> [UInt8] {
    let writer = JSONWriter(limit: limit)
    try writer.write(value, at: [])
    guard writer.bytes.count <= limit else { throw TooLong(limit: limit) }
    return writer.bytes
  }

  // MARK: Structure

  /// Writes one value, and closes whatever it opened.
  func write(_ value: some Encodable, at path: [any CodingKey]) throws {
    let depth = owed.count
    let start = bytes.count
    try value.encode(to: JSONValueEncoder(writer: self, codingPath: path))
    // A type that encodes nothing at all is an empty object.
    if bytes.count == start { open(UInt8(ascii: "{")) }
    close(to: depth)
    guard bytes.count <= limit else { throw TooLong(limit: limit) }
  }

  /// Begins an object or an array; returns how deep its members lie.
  @discardableResult
  func open(_ bracket: UInt8) -> Int {
    bytes.append(bracket)
    // In ASCII a closing bracket comes two after its opening one.
    owed.append(bracket + 2)
    needsComma = false
    return owed.count
  }

  /// Closes what is open below `depth`.
  func close(to depth: Int) {
    while owed.count > depth, let bracket = owed.popLast() {
      bytes.append(bracket)
      needsComma = true
    }
  }

  /// Makes ready for the next element of the array at `depth`.
  func beginElement(at depth: Int) {
    close(to: depth)
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// Makes ready for the value of the next member of the object at `depth`.
  func beginMember(_ name: String, at depth: Int) {
    beginElement(at: depth)
    write(name)
    bytes.append(UInt8(ascii: ":"))
  }

  // MARK: Values

  /// Writes `null`, `true`, a whole number.
  func write(literal text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes a number as briefly as it can be read back exactly.
  func write<Number: BinaryFloatingPoint & LosslessStringConvertible & Encodable>(
    number: Number, at path: [any CodingKey]
  ) throws {
    guard number.isFinite else {
      throw EncodingError.invalidValue(
        number, .init(codingPath: path, debugDescription: "JSON has no number \(number)"))
    }
    write(literal: number.description)
  }

  /// Writes a string with its quotes (RFC 8259, section 7).
  func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var clean = 0
      for index in utf8.indices {
        let byte = utf8[index]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
          continue
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean..<index]))
        escape(byte)
        clean = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static let digits = Array("0123456789abcdef".utf8)

  private func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(Self.digits[Int(byte >> 4)])
      bytes.append(Self.digits[Int(byte & 15)])
    }
  }
}
