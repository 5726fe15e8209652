/// The kinds of members that listening histories have.
extension JSONScanner {
  /// A string without white space around it; nil when nothing is left.
  mutating func text() -> String? { string()?.trimmed }

  /// A length of time in units of `unit` seconds; nil for none at all, which is how histories write
  /// that they do not know.
  mutating func seconds(unit: Double = 1) -> Double? {
    guard let value = number(), value > 0 else { return nil }
    return value * unit
  }

  /// A MusicBrainz identifier, in lower case; nil unless it is a UUID.
  mutating func musicBrainzID() -> String? {
    guard let text = text()?.lowercased(), text.utf8.count == 36 else { return nil }
    let isUUID = text.utf8.enumerated().allSatisfy { place, byte in
      switch place {
      case 8, 13, 18, 23: byte == UInt8(ascii: "-")
      default: hexadecimalValue(byte) != nil
      }
    }
    return isUUID ? text : nil
  }

  /// An International Standard Recording Code (ISO 3901), in upper case without hyphens; of a list
  /// of codes the first.
  mutating func isrc() -> String? {
    if isAtArray() {
      guard enterArray() else { return nil }
      var first: String?
      while nextElement() {
        let code = isrc()
        first = first ?? code
      }
      return first
    }
    guard let text = text()?.uppercased() else { return nil }
    let code = text.utf8.filter { $0 != UInt8(ascii: "-") }
    guard code.count == 12 else { return nil }
    let isCode = code.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): place >= 2
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): place < 5
      default: false
      }
    }
    return isCode ? String(decoding: code, as: UTF8.self) : nil
  }

  /// A name that is written as a string or as an object with the name under one of `keys`; in that
  /// object also a MusicBrainz identifier is of no interest, being the artist's or the album's.
  mutating func name(under keys: StaticString...) -> String? {
    guard isAtObject() else { return text() }
    guard enterObject() else { return nil }
    var found: String?
    while nextName() {
      if keys.contains(where: { isName($0) }) {
        let text = text()
        found = found ?? text
      }
    }
    return found
  }

  /// The names in a list of strings, one after the other; a single string is a list of one.
  mutating func names() -> String? {
    guard isAtArray() else { return text() }
    guard enterArray() else { return nil }
    var names: [String] = []
    while nextElement() {
      if let name = text() { names.append(name) }
    }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}

extension String {
  /// Without white space at either end; nil when nothing is left.
  fileprivate var trimmed: String? {
    let scalars = unicodeScalars
    if let first = scalars.first, let last = scalars.last, !first.isBlank, !last.isBlank {
      return self
    }
    guard let start = scalars.firstIndex(where: { !$0.isBlank }),
      let end = scalars.lastIndex(where: { !$0.isBlank })
    else { return nil }
    return String(scalars[start...end])
  }
}

extension Unicode.Scalar {
  /// True for white space; the look into Unicode's tables is spared for ASCII.
  fileprivate var isBlank: Bool {
    isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
  }
}
