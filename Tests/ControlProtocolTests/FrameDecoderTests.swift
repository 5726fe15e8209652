import ControlProtocol
import FoundationEssentials
import Testing

@Suite("A frame decoder")
struct FrameDecoderTests {
  /// Feeds `bytes` in chunks of `size` and collects what comes out.
  private func decode(
    _ bytes: [UInt8], chunk size: Int, limit: Int = 64, depth: Int = 32
  ) -> (frames: [String], breach: FrameBreach?) {
    var decoder = FrameDecoder(limit: limit, depth: depth)
    var frames: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      decoder.append(bytes[start..<min(start + size, bytes.count)])
      do {
        while let frame = try decoder.nextFrame() {
          frames.append(String(decoding: frame, as: UTF8.self))
        }
      } catch {
        return (frames, error)
      }
    }
    return (frames, nil)
  }

  @Test("puts frames together however they were split", arguments: 1...40)
  func splits(_ size: Int) {
    let frames = [#"{"method":"a.B"}"#, "{}", " {\"x\": \"caf\u{E9}\"}"]
    let bytes: [UInt8] = frames.flatMap { [UInt8]($0.utf8) + [0] }
    let decoded = decode(bytes, chunk: size)
    #expect(decoded.frames == frames)
    #expect(decoded.breach == nil)
  }

  @Test("says whether it holds a part of a frame")
  func partial() throws {
    var decoder = FrameDecoder(limit: 64)
    #expect(!decoder.holdsPartialFrame)
    decoder.append([UInt8(ascii: "{")])
    #expect(try decoder.nextFrame() == nil)
    #expect(decoder.holdsPartialFrame)
    decoder.append([UInt8(ascii: "}"), 0])
    #expect(try decoder.nextFrame() == Data("{}".utf8))
    #expect(try decoder.nextFrame() == nil)
    #expect(!decoder.holdsPartialFrame)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var breach: FrameBreach?
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ breach: FrameBreach?) {
      self.name = name
      self.bytes = bytes
      self.breach = breach
    }

    init(_ name: String, _ text: String, _ breach: FrameBreach?) {
      self.init(name, Array(text.utf8) + [0], breach)
    }
  }

  static let cases = [
    Case("a frame of just the limit", "{\(String(repeating: " ", count: 62))}", nil),
    Case(
      "a frame one byte past the limit", "{\(String(repeating: " ", count: 63))}",
      .tooLong(limit: 64)),
    Case(
      "a frame without end", Array(repeating: UInt8(ascii: "{"), count: 65), .tooLong(limit: 64)),
    Case("nesting of just the limit", #"{"a":[[[]]]}"#, nil),
    Case("nesting one past the limit", #"{"a":[[[[]]]]}"#, .tooDeep(limit: 4)),
    Case("siblings, which do not nest", #"{"a":[[],[],[],[]],"b":[]}"#, nil),
    Case("brackets in a string", #"{"a":"[[[[[\"[[[[[\\"}"#, nil),
    Case(
      "a string that hides a bracket behind a backslash", #"{"a":"\\","b":[[[[]]]]}"#,
      .tooDeep(limit: 4)),
    Case("an array", "[]", .notAnObject),
    Case("a number", "7", .notAnObject),
    Case("nothing", "", .notAnObject),
    Case("white space", " \n\t\r", .notAnObject),
    Case(
      "an overlong encoding", Array(#"{""#.utf8) + [0xC0, 0x80] + Array(#"":1}"#.utf8) + [0],
      .notUTF8),
    Case(
      "half a character", Array(#"{"a":""#.utf8) + [0xE2, 0x82] + Array(#""}"#.utf8) + [0],
      .notUTF8),
    Case(
      "an encoded surrogate", Array("{".utf8) + [0xED, 0xA0, 0x80] + Array("}".utf8) + [0],
      .notUTF8),
  ]

  @Test("judges", arguments: cases, [1, 7, 1000])
  func judges(_ example: Case, chunk: Int) {
    let decoded = decode(example.bytes, chunk: chunk, depth: 4)
    #expect(decoded.breach == example.breach)
    #expect(decoded.frames.count == (example.breach == nil ? 1 : 0))
  }

  @Test("gives the frames before a breach, and nothing after it")
  func breachIsFinal() throws {
    var decoder = FrameDecoder(limit: 64)
    decoder.append(Array("{}\0[]\0{}\0".utf8))
    #expect(try decoder.nextFrame() == Data("{}".utf8))
    #expect(throws: FrameBreach.notAnObject) { try decoder.nextFrame() }
    decoder.append(Array("{}\0".utf8))
    #expect(throws: FrameBreach.notAnObject) { try decoder.nextFrame() }
    #expect(!decoder.holdsPartialFrame)
  }
}
