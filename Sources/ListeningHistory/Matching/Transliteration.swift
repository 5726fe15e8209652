/// Letters in Latin letters: what a listener's player or a tag editor most often makes of them.
///
/// Cyrillic after BGN/PCGN without its apostrophes, Greek after ELOT 743 letter by letter. Other
/// romanisations ("Tsoi" for "Tsoy") are met by ``SoundSpelling``.
enum Transliteration {
  /// Latin letters that have no decomposition in Unicode.
  static func latinLetter(_ scalar: Int32) -> String? {
    switch scalar {
    case 0x00E6: "ae"  // æ
    case 0x00F0, 0x0111: "d"  // ð đ
    case 0x00F8: "o"  // ø
    case 0x00FE: "th"  // þ
    case 0x0127: "h"  // ħ
    case 0x0131: "i"  // ı
    case 0x0138: "k"  // ĸ
    case 0x0142: "l"  // ł
    case 0x014B: "n"  // ŋ
    case 0x0153: "oe"  // œ
    case 0x0167: "t"  // ŧ
    case 0x0180, 0x0253: "b"  // ƀ ɓ
    case 0x0188: "c"  // ƈ
    case 0x018D, 0x01DD, 0x0259, 0x025B: "e"  // ǝ ə ɛ
    case 0x0254: "o"  // ɔ
    case 0x0268: "i"  // ɨ
    default: nil
    }
  }

  /// Cyrillic and Greek letters, decomposed and in lower case.
  static func otherScript(_ scalar: Int32) -> String? {
    switch scalar {
    case 0x03B1...0x03C9: greek[Int(scalar - 0x03B1)]
    case 0x0430...0x045F: cyrillic[Int(scalar - 0x0430)]
    case 0x0491: "g"  // ґ
    default: nil
    }
  }

  /// α to ω, with ς.
  private static let greek = [
    "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s",
    "s", "t", "y", "f", "ch", "ps", "o",
  ]

  /// а to я, then ѐ to џ. Those that decompose (ё is е and a mark) are never looked up.
  private static let cyrillic = [
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    "e", "e", "dj", "g", "ye", "dz", "i", "yi", "j", "lj", "nj", "c", "k", "i", "u", "dz",
  ]
}
