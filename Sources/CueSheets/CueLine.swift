/// One line of a sheet: a command and what follows it.
struct CueLine {
  /// In capitals; empty on an empty line.
  let command: String
  /// What follows, without the white space around it.
  let rest: String
  /// The same in the bytes of the sheet.
  let restBytes: [UInt8]

  /// The lines of a sheet in UTF-8, UTF-16 with a mark, or else Windows-1252.
  ///
  /// Most old sheets are in an encoding of their writer's country that they do not name. The Western
  /// one gives letters to bytes that have none in ASCII; wrong letters at worst, never none.
  static func lines(of bytes: [UInt8]) -> some Sequence<CueLine> {
    var bytes = bytes[...]
    if let wide = utf16(bytes) { bytes = wide[...] }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    // CR LF gives an empty line more; lines are counted by their LF, or by CR where there is no LF.
    let separator: UInt8 = bytes.contains(0x0A) ? 0x0A : 0x0D
    // One after the other: a hostile sheet may be nothing but line ends.
    return bytes.split(separator: separator, omittingEmptySubsequences: false).lazy.map {
      CueLine($0, isUTF8: isUTF8)
    }
  }

  private init(_ line: ArraySlice<UInt8>, isUTF8: Bool) {
    let isBlank = { (byte: UInt8) in byte <= 0x20 }
    let words = line.drop(while: isBlank)
    let trimmed = words.prefix(words.count - words.reversed().prefix(while: isBlank).count)
    let name = trimmed.prefix { !isBlank($0) }
    let rest = trimmed.dropFirst(name.count).drop(while: isBlank)
    command = Self.text(name.prefix(16), isUTF8: isUTF8).uppercased()
    self.rest = Self.text(rest, isUTF8: isUTF8)
    restBytes = Array(rest)
  }

  /// What follows, as one value: what is between the first quote and the last, or all of it.
  var value: String { Self.text(Self.unquoted(Array(rest.unicodeScalars), quote: "\"")) }

  /// The first of two values, the second being one word: in quotes, or all but the last word.
  var firstOfTwo: (text: String, bytes: [UInt8]) {
    (
      Self.text(Self.first(Array(rest.unicodeScalars), quote: "\"", blank: " ")),
      Self.first(restBytes, quote: 0x22, blank: 0x20)
    )
  }

  /// What follows as another command with its value, for comments that hold one.
  var remark: (name: String, text: String) {
    let line = CueLine(Array(rest.utf8)[...], isUTF8: true)
    return (line.command, line.value)
  }

  /// The words that follow.
  var words: [Substring] { rest.split(maxSplits: 8) { $0 == " " || $0 == "\t" } }

  private static func unquoted<Unit: Equatable>(_ units: [Unit], quote: Unit) -> [Unit] {
    guard units.first == quote else { return units }
    let end = units.lastIndex(of: quote) ?? 0
    return Array(end > 0 ? units[1..<end] : units[1...])
  }

  private static func first<Unit: Equatable>(
    _ units: [Unit], quote: Unit, blank: Unit
  ) -> [Unit] {
    if units.first == quote { return unquoted(units, quote: quote) }
    guard let end = units.lastIndex(of: blank) else { return units }
    let name = units[..<end]
    return Array(name.prefix(name.count - name.reversed().prefix { $0 == blank }.count))
  }

  private static func text(_ scalars: [UnicodeScalar]) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  // MARK: - Encodings

  private static func text(_ bytes: ArraySlice<UInt8>, isUTF8: Bool) -> String {
    if isUTF8 { return String(decoding: bytes, as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      let code =
        (0x80..<0xA0).contains(byte) ? windows1252[Int(byte) - 0x80] : UInt16(byte)
      if let scalar = UnicodeScalar(code) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  /// What Windows-1252 has where Latin-1 has control characters (Unicode's CP1252.TXT).
  private static let windows1252: [UInt16] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]

  /// The bytes in UTF-8, if a mark says that they are UTF-16.
  private static func utf16(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
    let body = Array(bytes.dropFirst(2))
    let units = stride(from: 0, to: body.count - body.count % 2, by: 2).map { index in
      let (first, second) = (UInt16(body[index]), UInt16(body[index + 1]))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
