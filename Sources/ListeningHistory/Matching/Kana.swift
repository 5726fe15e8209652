/// Japanese syllables in Hepburn romanisation, so that ひまわり and Himawari are one title.
enum Kana {
  /// True for hiragana, katakana, their voicing marks and the long-vowel mark.
  static func contains(_ scalar: Int32) -> Bool {
    switch scalar {
    case 0x3041...0x3096, 0x3099, 0x309A, 0x30A1...0x30F6, 0x30FC: true
    default: false
    }
  }

  /// Decomposed kana in Latin letters; nil when there is one that has no sound of its own.
  static func latin(_ scalars: Slice<UnsafeBufferPointer<Int32>>) -> [UInt8]? {
    var latin: [UInt8] = []
    var doubles = false
    for scalar in scalars {
      let kana = scalar >= 0x30A1 && scalar <= 0x30F6 ? scalar - 0x60 : scalar
      switch kana {
      case 0x3099: voice(&latin)
      case 0x309A: replaceConsonant(of: &latin, by: "p")
      // The long-vowel mark: spelled "oo", "ou", "ō" or not at all; not at all here.
      case 0x30FC: continue
      // Small tsu doubles the consonant that follows.
      case 0x3063: doubles = true
      case 0x3041, 0x3043, 0x3045, 0x3047, 0x3049: join(&latin, with: plain(kana + 1))
      case 0x3083, 0x3085, 0x3087: contract(&latin, with: plain(kana + 1))
      default:
        let syllable = plain(kana)
        if syllable.isEmpty { return nil }
        if doubles, let first = syllable.utf8.first { latin.append(first) }
        doubles = false
        latin += syllable.utf8
      }
    }
    return latin.isEmpty ? nil : latin
  }

  private static func plain(_ kana: Int32) -> String {
    let index = Int(kana - 0x3041)
    return table.indices.contains(index) ? table[index] : ""
  }

  /// か to が, and so on; the mark follows its syllable once decomposed.
  private static func voice(_ latin: inout [UInt8]) {
    for (plain, voiced) in [
      ("shi", "ji"), ("chi", "ji"), ("tsu", "zu"), ("fu", "bu"), ("u", "vu"),
    ] where latin.suffix(plain.utf8.count).elementsEqual(plain.utf8) {
      // す ends in "u" as well; only the bare vowel becomes "vu".
      if plain == "u", !latin.dropLast().isEmpty, !endsInVowel(latin.dropLast()) { continue }
      latin.removeLast(plain.utf8.count)
      latin += voiced.utf8
      return
    }
    for (plain, voiced) in [("k", "g"), ("s", "z"), ("t", "d"), ("h", "b")]
    where latin.dropLast().last == plain.utf8.first {
      replaceConsonant(of: &latin, by: voiced)
      return
    }
  }

  private static func replaceConsonant(of latin: inout [UInt8], by consonant: String) {
    guard latin.count >= 2 else { return }
    latin.replaceSubrange((latin.count - 2)..<(latin.count - 1), with: consonant.utf8)
  }

  /// き and small ゃ make "kya", し and small ゃ make "sha".
  private static func contract(_ latin: inout [UInt8], with syllable: String) {
    guard latin.last == UInt8(ascii: "i") else {
      latin += syllable.utf8
      return
    }
    latin.removeLast()
    let isPalatal =
      latin.last == UInt8(ascii: "j") || latin.suffix(2).elementsEqual("sh".utf8)
      || latin.suffix(2).elementsEqual("ch".utf8)
    latin += isPalatal ? syllable.utf8.dropFirst() : syllable.utf8[...]
  }

  /// フ and small ァ make "fa", ウ and small ィ make "wi".
  private static func join(_ latin: inout [UInt8], with vowel: String) {
    if endsInVowel(latin[...]), !latin.isEmpty {
      if !endsInVowel(latin.dropLast()) {
        latin.removeLast()
      } else if latin.last == UInt8(ascii: "u") {
        latin[latin.count - 1] = UInt8(ascii: "w")
      }
    }
    latin += vowel.utf8
  }

  private static func endsInVowel(_ latin: ArraySlice<UInt8>) -> Bool {
    latin.last.map { "aeiou".utf8.contains($0) } ?? true
  }

  /// ぁ (U+3041) to ん (U+3093); voiced syllables are decomposed before they come here.
  private static let table =
    ("a a i i u u e e o o ka - ki - ku - ke - ko - sa - shi - su - se - so - ta - chi - - tsu - "
    + "te - to - na ni nu ne no ha - - hi - - fu - - he - - ho - - ma mi mu me mo ya ya yu yu yo "
    + "yo ra ri ru re ro wa wa i e o n")
    .split(separator: " ").map { $0 == "-" ? "" : String($0) }
}
