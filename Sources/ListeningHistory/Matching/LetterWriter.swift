internal import CUTF8Proc

/// Writes decomposed characters in Latin letters where it can, as UTF-8.
struct LetterWriter {
  private var name = FoldedName(bytes: [])
  private var previous: utf8proc_int32_t = 0

  /// Writes characters that were decomposed and case-folded.
  static func write(_ scalars: UnsafeBufferPointer<utf8proc_int32_t>) -> FoldedName {
    var writer = LetterWriter()
    writer.name.bytes.reserveCapacity(scalars.count * 2)
    var index = 0
    while index < scalars.count {
      if Kana.contains(scalars[index]) {
        var end = index + 1
        while end < scalars.count, Kana.contains(scalars[end]) { end += 1 }
        // Kana next to kanji are endings, and the word as a whole cannot be transliterated.
        let touchesOthers =
          writer.endsInOwnLetter || (end < scalars.count && isLetter(scalars[end]))
        if !touchesOthers, let latin = Kana.latin(scalars[index..<end]) {
          writer.name.bytes += latin
          writer.name.isTransliterated = true
        } else {
          scalars[index..<end].forEach { writer.appendUTF8($0) }
        }
        index = end
      } else {
        writer.write(scalars[index])
        index += 1
      }
    }
    return writer.name
  }

  private var endsInOwnLetter: Bool { (name.bytes.last ?? 0) >= 0x80 }

  private static func isLetter(_ scalar: utf8proc_int32_t) -> Bool {
    scalar >= 0x80 && (1...5).contains(utf8proc_category(scalar).rawValue)
  }

  private mutating func write(_ scalar: utf8proc_int32_t) {
    defer { previous = scalar }
    switch scalar {
    case 0..<0x20, 0x7F: name.bytes.append(UInt8(ascii: " "))
    case 0x20..<0x7F: name.bytes.append(UInt8(scalar))
    case 0x0306 where previous == 0x0438:
      // й, which is и and a breve once decomposed.
      name.bytes[name.bytes.count - 1] = UInt8(ascii: "y")
    case 0x03C5 where [0x03B1, 0x03B5, 0x03BF].contains(previous):
      // Greek αυ ευ ου.
      transliterate("u")
    case 0x03C0 where previous == 0x03BC:
      // Greek μπ.
      name.bytes[name.bytes.count - 1] = UInt8(ascii: "b")
    default:
      if Self.isAccent(scalar) { return }
      if let letters = Transliteration.latinLetter(scalar) {
        name.bytes += letters.utf8
      } else if let letters = Transliteration.otherScript(scalar) {
        transliterate(letters)
      } else {
        writeOther(scalar)
      }
    }
  }

  private mutating func transliterate(_ letters: String) {
    name.bytes += letters.utf8
    name.isTransliterated = true
  }

  private mutating func writeOther(_ scalar: utf8proc_int32_t) {
    switch scalar {
    case 0xAB, 0xBB, 0x201C...0x201F, 0x300C...0x300F: name.bytes.append(UInt8(ascii: "\""))
    case 0x3010, 0x3014, 0x3016, 0x3018: name.bytes.append(UInt8(ascii: "["))
    case 0x3011, 0x3015, 0x3017, 0x3019: name.bytes.append(UInt8(ascii: "]"))
    case 0x2217, 0x2731, 0x204E: name.bytes.append(UInt8(ascii: "*"))
    case 0x3001: name.bytes.append(UInt8(ascii: ","))
    case 0x00D7: name.bytes.append(UInt8(ascii: "x"))
    default:
      switch utf8proc_category(scalar).rawValue {
      // Letters, marks and numbers.
      case 1...11: appendUTF8(scalar)
      default: name.bytes.append(UInt8(ascii: " "))
      }
    }
  }

  private mutating func appendUTF8(_ scalar: utf8proc_int32_t) {
    guard let scalar = Unicode.Scalar(UInt32(bitPattern: scalar)) else { return }
    name.bytes += UTF8.encode(scalar).map(Array.init) ?? []
  }

  /// Marks that a name is often written without: Latin, Greek and Cyrillic accents, Hebrew points,
  /// Arabic vowels; and the letters that stand for apostrophes.
  private static func isAccent(_ scalar: utf8proc_int32_t) -> Bool {
    switch scalar {
    case 0x02B9...0x036F, 0x0483...0x0489, 0x0591...0x05C7, 0x0610...0x061A, 0x064B...0x065F,
      0x0670, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF:
      true
    default: false
    }
  }
}
