/// The bytes that structure text.
enum TextByte {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let hash = UInt8(ascii: "#")

  /// True for a space and for a control character.
  static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
}

/// A stretch of a record's bytes; valid only as long as the record is.
struct TextSlice {
  let bytes: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }
  var isEmpty: Bool { bytes.isEmpty }
  subscript(index: Int) -> UInt8 { bytes[index] }

  subscript(range: some RangeExpression<Int>) -> TextSlice {
    TextSlice(UnsafeBufferPointer(rebasing: bytes[range.relative(to: bytes)]))
  }

  /// Without the white space and control characters at its ends.
  var trimmed: TextSlice {
    var (start, end) = (0, count)
    while start < end, TextByte.isBlank(bytes[start]) { start += 1 }
    while end > start, TextByte.isBlank(bytes[end - 1]) { end -= 1 }
    return self[start..<end]
  }

  func hasPrefix(_ prefix: StaticString) -> Bool {
    prefix.withUTF8Buffer { count >= $0.count && bytes[..<$0.count].elementsEqual($0) }
  }

  /// Whether it is `word`, which is in lower case, in whatever case of ASCII letters.
  func isWord(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      count == word.count && zip(bytes, word).allSatisfy { Self.lowercased($0) == $1 }
    }
  }

  func firstIndex(of byte: UInt8) -> Int? { bytes.firstIndex(of: byte) }

  /// Where `words` first stand in it.
  func firstIndex(of words: StaticString) -> Int? {
    words.withUTF8Buffer { words in
      guard count >= words.count else { return nil }
      return (0...(count - words.count)).first { start in
        bytes[start] == words[0] && bytes[start..<(start + words.count)].elementsEqual(words)
      }
    }
  }

  /// The number its decimal digits write; nil if there are none, others, or more than 18.
  var number: Int64? {
    guard (1...18).contains(count) else { return nil }
    var value: Int64 = 0
    for byte in bytes {
      guard Self.isDigit(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// As text, whatever the bytes: what is not UTF-8 becomes U+FFFD.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// As an artist's, a title's or an album's name: trimmed, nil when empty, and with one space
  /// where there are line breaks or other control characters.
  var name: String? {
    let trimmed = trimmed
    guard !trimmed.isEmpty else { return nil }
    guard trimmed.bytes.contains(where: Self.isControl) else { return trimmed.text }
    var kept: [UInt8] = []
    var wasControl = false
    for byte in trimmed.bytes {
      let isControl = Self.isControl(byte)
      if !isControl { kept.append(byte) } else if !wasControl { kept.append(UInt8(ascii: " ")) }
      wasControl = isControl
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// As text for a report: short and without control characters.
  var quotable: String {
    let limit = 40
    return count > limit ? (self[..<limit].name ?? "") + "…" : name ?? ""
  }

  /// As a MusicBrainz identifier in lower case; nil when it does not look like one (RFC 9562,
  /// section 4), or is the nil UUID some writers put for none.
  var musicBrainzID: String? {
    let trimmed = trimmed
    guard trimmed.count == 36 else { return nil }
    var isZero = true
    for (index, byte) in trimmed.bytes.enumerated() {
      switch index {
      case 8, 13, 18, 23:
        guard byte == UInt8(ascii: "-") else { return nil }
      default:
        switch Self.lowercased(byte) {
        case UInt8(ascii: "0"): break
        case UInt8(ascii: "1")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
          isZero = false
        default: return nil
        }
      }
    }
    return isZero ? nil : String(decoding: trimmed.bytes.map(Self.lowercased), as: UTF8.self)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
}
