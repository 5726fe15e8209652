/// Follows the grammar of JSON (RFC 8259) through one object, byte by byte, to find its end.
///
/// Strict about what may follow what, so that a lost quotation mark is noticed within the object it
/// was lost from, before strings and what lies between them have changed places. What a string, a
/// number or a word says is not looked at; that is the parser's.
struct JSONValueTracker: Sendable {
  /// Why ``advance(through:from:line:)`` came back.
  enum Event {
    /// All bytes were read.
    case needsMore
    /// The object's closing brace was read.
    case ended
    /// The byte at the index, which was not read, cannot stand there.
    case violation
    /// The closing quote of ``name`` was read; only if ``capturesNames``.
    case name
    /// The byte at the index, which was not read, opens the container that was to be waited for.
    case container
  }

  private enum Expectation {
    case name, nameOrEnd, colon, value, valueOrEnd, scalar, commaOrEnd
    case string, nameString
  }

  /// Whether the names of the object's own members are reported.
  var capturesNames: Bool
  /// The last name that was reported, as it stands between the quotes.
  private(set) var name: [UInt8] = []
  /// Whether to stop when the value of the member at hand turns out to be an object or an array.
  var stopsAtContainer = false

  private var expectation: Expectation
  private var isEscaped = false
  private var depth: Int
  /// Bit d − 1 is set when the container at depth d is an object.
  private var objects: UInt64

  /// Begins before the opening brace, or, if `isInside`, after some member of an object.
  init(capturesNames: Bool, isInside: Bool = false) {
    self.capturesNames = capturesNames
    depth = isInside ? 1 : 0
    objects = 1
    expectation = isInside ? .commaOrEnd : .value
  }

  /// Reads `bytes` from `index` on, which becomes where it stopped; adds to `line` the line feeds
  /// it passes.
  mutating func advance(
    through bytes: UnsafeBufferPointer<UInt8>, from index: inout Int, line: inout Int
  ) -> Event {
    while index < bytes.count {
      if expectation == .string || expectation == .nameString {
        guard advanceString(bytes, &index) else { return .violation }
        if capturesNames, depth == 1, expectation == .colon { return .name }
        continue
      }
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        if byte == UInt8(ascii: "\n") { line += 1 }
        if expectation == .scalar { expectation = .commaOrEnd }
      case UInt8(ascii: "\""):
        switch expectation {
        case .name, .nameOrEnd:
          expectation = .nameString
          name.removeAll(keepingCapacity: true)
        case .value, .valueOrEnd: expectation = .string
        default: return .violation
        }
      case UInt8(ascii: ":"):
        guard expectation == .colon else { return .violation }
        expectation = .value
      case UInt8(ascii: ","):
        guard expectation == .commaOrEnd || expectation == .scalar else { return .violation }
        expectation = isInObject ? .name : .value
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard expectation == .value || expectation == .valueOrEnd else { return .violation }
        if stopsAtContainer, depth == 1 { return .container }
        guard open(isObject: byte == UInt8(ascii: "{")) else { return .violation }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard close(isObject: byte == UInt8(ascii: "}")) else { return .violation }
        if depth == 0 {
          index += 1
          return .ended
        }
      default:
        guard isPartOfScalar(byte) else { return .violation }
        switch expectation {
        case .value, .valueOrEnd, .scalar: expectation = .scalar
        default: return .violation
        }
      }
      index += 1
    }
    return .needsMore
  }

  private var isInObject: Bool { objects >> UInt64(depth - 1) & 1 == 1 }

  private mutating func open(isObject: Bool) -> Bool {
    guard depth < JSONScanner.maximumDepth else { return false }
    let bit: UInt64 = 1 << UInt64(depth)
    depth += 1
    objects = isObject ? objects | bit : objects & ~bit
    expectation = isObject ? .nameOrEnd : .valueOrEnd
    return true
  }

  private mutating func close(isObject: Bool) -> Bool {
    guard depth > 0, isInObject == isObject else { return false }
    switch expectation {
    case .commaOrEnd, .scalar, .nameOrEnd, .valueOrEnd: break
    default: return false
    }
    depth -= 1
    expectation = .commaOrEnd
    return true
  }

  /// Reads on in a string, past its closing quote if it is there; false at a byte that no string
  /// may hold.
  private mutating func advanceString(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int
  ) -> Bool {
    let start = index
    let isOwnName = capturesNames && depth == 1 && expectation == .nameString
    defer {
      // Without the closing quote; a name longer than any that matters is not kept whole.
      if isOwnName, name.count < 64 {
        let end = expectation == .colon ? index - 1 : index
        name.append(contentsOf: bytes[start..<min(end, start + 64)])
      }
    }
    while index < bytes.count {
      let byte = bytes[index]
      guard byte >= 0x20 else { return false }
      index += 1
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        expectation = expectation == .nameString ? .colon : .commaOrEnd
        return true
      }
    }
    return true
  }

  /// True for the bytes of numbers and of `true`, `false` and `null`.
  private func isPartOfScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "E"), UInt8(ascii: "a"), UInt8(ascii: "e"),
      UInt8(ascii: "f"), UInt8(ascii: "l"), UInt8(ascii: "n"), UInt8(ascii: "r"),
      UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "u"):
      true
    default: false
    }
  }
}
