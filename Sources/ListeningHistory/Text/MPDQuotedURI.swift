/// The quoted name of a song in MPD's log.
struct MPDQuotedURI {
  private let bytes: [UInt8]

  /// Reads what follows the opening quote; nil when the closing one is missing.
  ///
  /// Versions differ in whether quotes within are escaped. Where they may be, they are, if all
  /// backslashes and quotes fit that: a file's own name hardly ever does.
  init?(_ quoted: TextSlice, mayBeEscaped: Bool) {
    guard quoted.bytes.last == TextByte.quote else { return nil }
    let inner = quoted[..<(quoted.count - 1)]
    // A line cut short after an escaped quote, rather than a name that ends with a backslash.
    let backslashes = inner.bytes.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
    if mayBeEscaped, backslashes % 2 == 1 { return nil }
    bytes = (mayBeEscaped ? Self.unescaped(inner) : nil) ?? Array(inner.bytes)
  }

  /// The path below the music directory; nil for a stream.
  ///
  /// A file outside it goes by its absolute path: below the root, which is a directory too.
  var relativePath: String? {
    var path = bytes[...]
    if let colon = path.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      path[colon...].starts(with: "://".utf8), path[..<colon].allSatisfy(Self.isScheme)
    {
      guard path[..<colon].elementsEqual("file".utf8) else { return nil }
      path = path[(colon + 3)...]
    }
    path = path.drop { $0 == UInt8(ascii: "/") }
    return String(decoding: path, as: UTF8.self)
  }

  private static func isScheme(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(TextSlice.lowercased(byte))
      || TextSlice.isDigit(byte) || "+-.".utf8.contains(byte)
  }

  /// Undoes the escapes of {fmt}'s debug format (“Format Specification Mini-Language”, type `?`);
  /// nil when the text cannot have been written that way.
  private static func unescaped(_ text: TextSlice) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let byte = text[at]
      at += 1
      if byte == TextByte.quote { return nil }
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard at < text.count else { return nil }
      let kind = text[at]
      at += 1
      switch kind {
      case TextByte.quote, UInt8(ascii: "\\"): result.append(kind)
      case UInt8(ascii: "n"): result.append(TextByte.lineFeed)
      case UInt8(ascii: "r"): result.append(TextByte.carriageReturn)
      case UInt8(ascii: "t"): result.append(TextByte.tab)
      case UInt8(ascii: "x"):
        guard let value = number(in: text, at: &at), let byte = UInt8(exactly: value) else {
          return nil
        }
        result.append(byte)
      case UInt8(ascii: "u"):
        guard let value = number(in: text, at: &at), let scalar = Unicode.Scalar(value) else {
          return nil
        }
        result.append(
          contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
      default: return nil
      }
    }
    return result
  }

  /// Reads a hexadecimal number in braces.
  private static func number(in text: TextSlice, at index: inout Int) -> UInt32? {
    guard index < text.count, text[index] == UInt8(ascii: "{"),
      let end = text[index...].firstIndex(of: UInt8(ascii: "}")).map({ $0 + index })
    else { return nil }
    let digits = text[(index + 1)..<end].text
    index = end + 1
    return UInt32(digits, radix: 16)
  }
}
