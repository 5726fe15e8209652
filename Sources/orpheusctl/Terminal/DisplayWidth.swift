extension Unicode.Scalar {
  /// Terminal columns: 0 for what combines, 2 for East Asian wide forms and emoji, 1 otherwise.
  ///
  /// After wcwidth(3) and Unicode Standard Annex #11; the ranges are those of EastAsianWidth.txt
  /// with W or F, joined across unassigned code points.
  fileprivate var columns: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    // Vowels and final consonants of decomposed Hangul join the syllable before them.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265,
      0x20000...0x3FFFD:
      return 2
    default: return properties.isEmojiPresentation ? 2 : 1
    }
  }
}

extension Character {
  /// Terminal columns of one grapheme: those of its widest part.
  var columns: Int {
    if isASCII { return 1 }
    var widest = 0
    for scalar in unicodeScalars {
      // VARIATION SELECTOR-16 turns a symbol into its emoji picture.
      if scalar == "\u{FE0F}", unicodeScalars.first?.properties.isEmoji == true { return 2 }
      widest = max(widest, scalar.columns)
    }
    return widest
  }
}

extension String {
  /// Terminal columns of printable text.
  var columns: Int {
    // Most names are plain ASCII, where bytes, characters and columns are one.
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    return reduce(0) { $0 + $1.columns }
  }

  /// Which end of a text survives when it is cut.
  enum Keeping: Sendable {
    case beginning
    /// For paths, whose end tells them apart.
    case end
  }

  /// The text itself, or as much of it as fits in `width` columns together with “…”.
  func cut(to width: Int, keeping: Keeping = .beginning) -> String {
    guard columns > width else { return self }
    guard width > 0 else { return "" }
    var room = width - 1
    var kept: [Character] = []
    func take(_ characters: some Sequence<Character>) {
      for character in characters {
        room -= character.columns
        guard room >= 0 else { return }
        kept.append(character)
      }
    }
    switch keeping {
    case .beginning:
      take(self)
      return String(kept) + "…"
    case .end:
      take(reversed())
      return "…" + String(kept.reversed())
    }
  }

  /// The text with everything escaped that would steer a terminal instead of being read: control
  /// characters, line and paragraph separators, and overrides of the writing direction.
  ///
  /// Titles and file names come from strangers.
  var printable: String {
    guard unicodeScalars.contains(where: \.steersTerminals) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.steersTerminals:
        text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var steersTerminals: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
