/// Walks the fields of one protocol-buffer message (protobuf.dev, "Encoding").
struct ProtobufReader {
  /// A field's value, by wire type.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
  }

  private var cursor: ByteCursor

  /// Reads the message in `bytes`.
  init(_ bytes: ArraySlice<UInt8>) { cursor = ByteCursor(bytes) }

  /// The next field's number and value; nil at the end.
  mutating func next() throws(ModelError) -> (field: Int, value: Value)? {
    if cursor.isAtEnd { return nil }
    let tag = try cursor.varint()
    guard let field = Int(exactly: tag >> 3), field > 0 else {
      throw ModelError(.format, "a message has a field without a number")
    }
    switch tag & 7 {
    case 0: return (field, .varint(try cursor.varint()))
    case 1: return (field, .fixed64(try cursor.fixed64()))
    case 2: return (field, .bytes(try cursor.take(try cursor.length())))
    case 5: return (field, .fixed32(try cursor.fixed32()))
    default: throw ModelError(.format, "a message has a field of an unknown kind")
    }
  }
}
