import Testing

@testable import ModelCatalogue

@Suite("Protocol buffers")
struct ProtobufTests {
  @Test("Fields are written as the encoding guide shows them")
  func encoding() {
    var writer = ProtobufWriter()
    writer.integer(1, 150)
    writer.string(2, "testing")
    writer.packed(6, [3, 270, 86942])
    writer.message(3) { $0.integer(1, 150) }
    #expect(
      writer.bytes == [
        0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67, 0x32, 0x06, 0x03,
        0x8e, 0x02, 0x9e, 0xa7, 0x05, 0x1a, 0x03, 0x08, 0x96, 0x01,
      ])
  }

  @Test("What is written can be read", arguments: [0, 1, 127, 128, 300, Int.max, -1])
  func roundTrip(number: Int) throws {
    var writer = ProtobufWriter()
    writer.integer(16, number)
    var reader = ProtobufReader(writer.bytes[...])
    let field = try #require(try reader.next())
    #expect(field.field == 16)
    guard case .varint(let value) = field.value else {
      Issue.record("not a varint")
      return
    }
    #expect(Int64(bitPattern: value) == Int64(number))
    let end = try reader.next()
    #expect(end == nil)
  }

  @Test(
    "Malformed messages are refused",
    arguments: [
      [0x08],  // a field without a value
      [0x08, 0x80],  // an unfinished number
      [0x12, 0x05, 0x61],  // fewer bytes than announced
      [0x12] + Array(repeating: 0xff, count: 9) + [0x01],  // a length beyond any memory
      [0x08] + Array(repeating: 0xff, count: 9) + [0x02],  // 65 bits
      [0x08] + Array(repeating: 0x80, count: 11),  // no end
      [0x0d, 0x01, 0x02],  // half a fixed32
      [0x09, 0x01, 0x02],  // part of a fixed64
      [0x0b],  // a group, long abolished
      [0x00, 0x00],  // field number zero
    ] as [[UInt8]])
  func malformed(bytes: [UInt8]) {
    #expect(throws: ModelError.self) {
      var reader = ProtobufReader(bytes[...])
      while try reader.next() != nil {}
    }
  }

  @Test("A fragment that names an output is a graph with nothing else")
  func outputFragment() throws {
    let graph = try Self.onlyField(7, of: ONNXGraph.outputFragment("view")[...])
    let info = try Self.onlyField(12, of: graph)
    #expect(info.starts(with: [0x0a, 4] + Array("view".utf8)))
  }

  /// The contents of a message that consists of one field, which holds bytes.
  private static func onlyField(
    _ number: Int, of message: ArraySlice<UInt8>
  ) throws -> ArraySlice<UInt8> {
    var reader = ProtobufReader(message)
    let found = try #require(try reader.next())
    #expect(found.field == number)
    let next = try reader.next()
    #expect(next == nil)
    guard case .bytes(let contents) = found.value else { return [] }
    return contents
  }
}
