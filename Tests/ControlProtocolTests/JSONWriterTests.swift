import Foundation
import SystemPackage
import Testing

@testable import ControlProtocol

@Suite("Values as JSON")
struct JSONWriterTests {
  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONWriter.bytes(of: value), as: UTF8.self)
  }

  @Test("mean what JSONEncoder's do", arguments: Samples.methods)
  func samples(_ sample: MethodSample) throws {
    for json in sample.parameters + sample.replies {
      // Whatever its members are.
      let value = try JSONDecoder().decode(JSONValue.self, from: json)
      let written = Data(try JSONWriter.bytes(of: EncodableJSON(value)))
      #expect(try JSONDecoder().decode(JSONValue.self, from: written) == value)
    }
  }

  @Test("come back as they were")
  func roundTrip() throws {
    let track = Data(try JSONWriter.bytes(of: Samples.track))
    #expect(try JSONDecoder().decode(TrackInfo.self, from: track) == Samples.track)
    let status = Data(try JSONWriter.bytes(of: Samples.status))
    #expect(try JSONDecoder().decode(StatusReply.self, from: status) == Samples.status)
  }

  struct Shape: Encodable {
    var empty = [Int]()
    var none: Int?
    var nested = [["a": [1]], [:]]
    var last = EmptyReply()
  }

  @Test("have every bracket and comma in its place")
  func shape() throws {
    #expect(try text(Shape()) == #"{"empty":[],"nested":[{"a":[1]},{}],"last":{}}"#)
    #expect(try text([Int?.none, 1]) == "[null,1]")
    #expect(try text(EmptyReply()) == "{}")
    #expect(try text([EmptyReply(), EmptyReply()]) == "[{},{}]")
  }

  @Test(
    "escape what has to be escaped and nothing else",
    arguments: [
      ("", #""""#), ("/caf\u{E9} \u{1F3B5}", "\"/caf\u{E9} \u{1F3B5}\""),
      ("\"\\", #""\"\\""#), ("a\nb\rc\td", #""a\nb\rc\td""#),
      ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
    ])
  func strings(string: String, expected: String) throws {
    #expect(try text(string) == expected)
    let back = try JSONDecoder().decode(String.self, from: Data(expected.utf8))
    #expect(back == string)
  }

  @Test(
    "numbers come back exactly",
    arguments: [0.1, 1e300, .leastNonzeroMagnitude, -0.0, 1_000_000, 1.0 / 3])
  func numbers(number: Double) throws {
    #expect(try JSONDecoder().decode(Double.self, from: Data(try text(number).utf8)) == number)
    #expect(try JSONDecoder().decode(Float.self, from: Data(try text(Float(0.1)).utf8)) == 0.1)
    #expect(try text(Int64.min) == "-9223372036854775808")
  }

  @Test("there are none for numbers that are not finite", arguments: [Double.nan, .infinity])
  func notFinite(number: Double) {
    #expect(throws: EncodingError.self) { try text([number]) }
  }

  @Test("stop where they become too long", arguments: [1, 10, 5_000])
  func limit(limit: Int) throws {
    let rows = Array(repeating: Samples.track, count: 1_000)
    #expect(throws: JSONWriter.TooLong.self) {
      try JSONWriter.bytes(of: rows, limit: limit)
    }
    let whole = try JSONWriter.bytes(of: rows)
    #expect(try JSONWriter.bytes(of: rows, limit: whole.count) == whole)
    #expect(throws: JSONWriter.TooLong.self) {
      try JSONWriter.bytes(of: rows, limit: whole.count - 1)
    }
  }
}

/// JSON that was read, to be written again.
private struct EncodableJSON: Encodable {
  let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    switch value {
    case .object(let members): try members.mapValues(EncodableJSON.init).encode(to: encoder)
    case .array(let elements): try elements.map(EncodableJSON.init).encode(to: encoder)
    case .string(let text): try text.encode(to: encoder)
    case .number(let number): try number.encode(to: encoder)
    case .bool(let flag): try flag.encode(to: encoder)
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    }
  }
}
