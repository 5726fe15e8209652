/// Words with letters starred out: "f**k", "sh*t", "f***".
enum CensoredWord {
  /// True when a letter is starred out.
  static func isCensored(_ word: String) -> Bool { word.utf8.contains(star) }

  /// True when `word` may be what `pattern` hides. A star is a letter, a row of stars any number of
  /// letters from one; one letter at least must be shown. "M*A*S*H" also means "MASH".
  static func matches(_ pattern: String, _ word: String) -> Bool {
    let pattern = Array(pattern.utf8)
    let word = Array(word.utf8)
    let shown = pattern.filter { $0 != star }
    if shown == word.filter({ $0 != star }) { return true }
    guard !shown.isEmpty, pattern.count <= 32, word.count <= 32 else { return false }
    return matches(pattern[...], word[...])
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ word: ArraySlice<UInt8>) -> Bool {
    guard let letter = pattern.first else { return word.isEmpty }
    guard letter == star else {
      return word.first == letter && matches(pattern.dropFirst(), word.dropFirst())
    }
    let stars = pattern.prefix { $0 == star }.count
    let rest = pattern.dropFirst(stars)
    if stars == 1 { return !word.isEmpty && matches(rest, word.dropFirst()) }
    // A row of stars is rarely longer than what it hides by more than a few.
    return (1...8).contains { $0 <= word.count && matches(rest, word.dropFirst($0)) }
  }

  private static let star = UInt8(ascii: "*")
}
