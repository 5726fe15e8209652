package import FoundationEssentials

/// Cuts a byte stream into Varlink frames: a JSON object, then a NUL byte.
///
/// A state machine without I/O: bytes go in split anywhere, frames come out whole. What is cheap to
/// refuse is refused here, before a JSON decoder sees it. The decoder never holds more than one
/// frame and what was appended behind it.
///
///     decoder.append(bytes)
///     while let frame = try decoder.nextFrame() { … }
package struct FrameDecoder: Sendable {
  /// A frame may have this many bytes, its NUL not counted.
  private let limit: Int
  /// Objects and arrays may nest this deep.
  private let depth: Int

  private var buffer: [UInt8] = []
  /// Where the frame being assembled begins in `buffer`.
  private var start = 0
  /// No NUL lies between `start` and here, so that a frame that comes byte by byte is not searched
  /// again with every byte.
  private var searched = 0
  private var breach: FrameBreach?

  /// Makes a decoder for frames of at most `limit` bytes, nested at most `depth` levels.
  package init(limit: Int, depth: Int = 32) {
    self.limit = limit
    self.depth = depth
  }

  /// True when the first bytes of a frame have come and its end has not; asked after
  /// ``nextFrame()`` returned nil.
  package var holdsPartialFrame: Bool { breach == nil && start < buffer.count }

  /// Takes the next bytes of the stream; after a breach they are ignored.
  package mutating func append(_ bytes: some Collection<UInt8>) {
    guard breach == nil else { return }
    if start > 0 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole frame without its NUL, or nil until more bytes have come.
  ///
  /// After it threw once, it throws the same breach for ever: there is no telling where the next
  /// frame begins.
  package mutating func nextFrame() throws(FrameBreach) -> Data? {
    if let breach { throw breach }
    do {
      return try cutFrame()
    } catch {
      breach = error
      buffer = []
      start = 0
      searched = 0
      throw error
    }
  }

  private mutating func cutFrame() throws(FrameBreach) -> Data? {
    let end = buffer[searched...].firstIndex(of: 0)
    guard (end ?? buffer.count) - start <= limit else { throw .tooLong(limit: limit) }
    guard let end else {
      searched = buffer.count
      return nil
    }
    let frame = buffer[start..<end]
    start = end + 1
    searched = start
    try FrameShape.check(frame, depth: depth)
    return Data(frame)
  }
}

/// What can be said of a frame without decoding it.
private enum FrameShape {
  /// Throws unless `frame` is UTF-8, begins as an object, and nests at most `depth` levels.
  static func check(_ frame: ArraySlice<UInt8>, depth limit: Int) throws(FrameBreach) {
    guard frame.first(where: { !isSpace($0) }) == UInt8(ascii: "{") else { throw .notAnObject }
    guard nesting(of: frame) <= limit else { throw .tooDeep(limit: limit) }
    guard String(validating: frame, as: UTF8.self) != nil else { throw .notUTF8 }
  }

  /// White space as JSON has it (RFC 8259, section 2).
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// The deepest level of brackets outside strings. Brackets that do not match are the JSON
  /// decoder's business: it never descends further than they open.
  private static func nesting(of frame: ArraySlice<UInt8>) -> Int {
    var level = 0
    var deepest = 0
    var inString = false
    var escaped = false
    for byte in frame {
      if inString {
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        level += 1
        deepest = max(deepest, level)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): level -= 1
      default: break
      }
    }
    return deepest
  }
}
