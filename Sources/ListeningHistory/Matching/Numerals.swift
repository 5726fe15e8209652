/// Numbers as titles write them.
enum Numerals {
  /// What a numbered part of a work is called, and the one word it is levelled to.
  private static let parts: [String: String] = [
    "part": "part", "parts": "part", "pt": "part", "pts": "part", "teil": "part",
    "partie": "part", "parte": "part", "volume": "volume", "vol": "volume", "vols": "volume",
    "chapter": "chapter", "chap": "chapter", "kapitel": "chapter", "act": "act", "book": "book",
    "episode": "episode", "movement": "movement", "mvt": "movement", "scene": "scene",
    "side": "side", "phase": "phase", "opus": "op", "op": "op",
  ]

  private static let number: Set<String> = ["no", "nr", "num", "number", "numero", "nos"]

  private static let spoken: [String: Int] = [
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
  ]

  /// The value of a Roman numeral up to 39, in lower case; more are not used to count parts.
  static func roman(_ letters: some Sequence<UInt8>) -> Int? {
    var value = 0
    var last = 0
    var written: [UInt8] = []
    for letter in letters {
      let digit =
        switch letter {
        case UInt8(ascii: "i"): 1
        case UInt8(ascii: "v"): 5
        case UInt8(ascii: "x"): 10
        default: 0
        }
      if digit == 0 { return nil }
      value += digit > last ? digit - 2 * last : digit
      last = digit
      written.append(letter)
      if written.count > 7 { return nil }
    }
    guard value > 0, value < 40, written == roman(value) else { return nil }
    return value
  }

  private static func roman(_ value: Int) -> [UInt8] {
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][value % 10]
    return Array(repeating: UInt8(ascii: "x"), count: value / 10) + ones.utf8
  }

  /// "pt", "i" as "part", "1"; "no", "5" as "5"; "ii" as "2".
  static func level(_ words: inout [String]) {
    guard words.contains(where: isAffected) else { return }
    var levelled: [String] = []
    levelled.reserveCapacity(words.count)
    var index = 0
    while index < words.count {
      let word = words[index]
      if let part = parts[word], index + 1 < words.count, value(words[index + 1]) != nil {
        levelled.append(part)
        index += 1
        // "Parts 1 & 2", "Parts I-V".
        while index < words.count {
          if let value = value(words[index]) {
            levelled.append(value)
          } else if !["&", "and", "to"].contains(words[index])
            || index + 1 == words.count || value(words[index + 1]) == nil
          {
            break
          }
          index += 1
        }
        continue
      }
      if number.contains(word), index + 1 < words.count, isDigits(words[index + 1]) {
        index += 1
        continue
      }
      if index > 0, word.utf8.count > 1, let value = roman(word.utf8) {
        levelled.append(String(value))
      } else if isDigits(word) {
        levelled.append(withoutLeadingZeros(word))
      } else {
        levelled.append(word)
      }
      index += 1
    }
    words = levelled
  }

  /// True for words of ASCII digits only.
  static func isDigits(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  private static func isAffected(_ word: String) -> Bool {
    guard let first = word.utf8.first else { return false }
    return first <= UInt8(ascii: "9") || first == UInt8(ascii: "i") || first == UInt8(ascii: "v")
      || first == UInt8(ascii: "x") || parts[word] != nil || number.contains(word)
  }

  /// What may follow "part": digits, a Roman numeral, a number word, or one of a few letters.
  private static func value(_ word: String) -> String? {
    if isDigits(word) { return withoutLeadingZeros(word) }
    if let value = spoken[word] ?? roman(word.utf8) { return String(value) }
    if word.utf8.count == 1, let letter = word.utf8.first, letter >= UInt8(ascii: "a"),
      letter <= UInt8(ascii: "h")
    {
      // Letters count as numbers do, so that Part A is not Part B.
      return "\(letter - UInt8(ascii: "a") + 1)\(word)"
    }
    return nil
  }

  private static func withoutLeadingZeros(_ digits: String) -> String {
    let significant = digits.drop { $0 == "0" }
    return significant.isEmpty ? "0" : String(significant)
  }
}
