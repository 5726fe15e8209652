import ControlProtocol
import FoundationEssentials
import SystemPackage
import Testing

@Suite("A path on the wire")
struct WirePathTests {
  @Test("travels as text where text can hold it", arguments: ["/music/a.ogg", "/m/\u{E9}", "a\nb"])
  func text(path: String) {
    let wire = WirePath(FilePath(path))
    #expect(wire.text == path)
    #expect(wire.base64 == nil)
    #expect(WirePath(text: wire.text, base64: wire.base64) == wire)
  }

  @Test(
    "travels as bytes where text cannot", arguments: [[0xE9], [0xFF, 0xFE], [0x61, 0x80, 0x62]])
  func bytes(name: [UInt8]) throws {
    let bytes = Array("/music/".utf8) + name
    let wire = try #require(WirePath(text: "?", base64: Data(bytes).base64EncodedString()))
    #expect(
      wire.path.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: bytes.count)) }
        == bytes.map { CInterop.PlatformChar(bitPattern: $0) })
    #expect(wire.text.contains("\u{FFFD}"))
    #expect(WirePath(text: wire.text, base64: wire.base64) == wire)
  }

  @Test(
    "is refused when it cannot be a path",
    arguments: [("a\0b", nil), ("x", "not base64!"), ("x", "YQBi")] as [(String, String?)])
  func refused(text: String, base64: String?) {
    #expect(WirePath(text: text, base64: base64) == nil)
  }
}
