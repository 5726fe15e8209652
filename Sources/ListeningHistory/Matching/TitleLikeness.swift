/// How alike two titles are, 0…1, when they are of the same version.
struct TitleLikeness {
  /// True when album or length say that the recordings are the same: then short titles may be
  /// misspelled too.
  var isCorroborated: Bool

  /// Titles with different numbers are never alike; nor are titles that differ by a word.
  func between(_ heard: LevelledTitle, _ track: LevelledTitle) -> Double {
    var best = between(heard.text, track.text)
    if best == 1 { return 1 }
    if heard.isTransliterated || track.isTransliterated,
      SoundSpelling.of(heard.text.compact) == SoundSpelling.of(track.text.compact),
      heard.text.numbers == track.text.numbers
    {
      best = max(best, 0.94)
    }
    for (first, second) in [
      (heard.unnumbered, track.text), (heard.text, track.unnumbered),
      (heard.unnumbered, track.unnumbered),
    ] {
      guard let first, let second else { continue }
      // Two different numbers before one title count movements, not tracks.
      if heard.unnumbered != nil, track.unnumbered != nil { continue }
      best = max(best, 0.96 * between(first, second))
    }
    for (first, second) in [(heard.core, track.text), (heard.text, track.core)] {
      guard let first, let second,
        min(first.words.count, second.words.count) > 1
          || min(first.compact.count, second.compact.count) > 5
      else { continue }
      best = max(best, 0.92 * between(first, second))
    }
    return max(best, cutShort(heard, track))
  }

  func between(_ heard: LevelledText, _ track: LevelledText) -> Double {
    if heard.compact == track.compact { return 1 }
    if heard.numbers != track.numbers {
      // "Suite No 1 I Prelude", its dots lost.
      let one = heard.readingLoneNumerals
      let other = track.readingLoneNumerals
      guard one.numbers == other.numbers else { return 0 }
      return one.compact == other.compact ? 0.99 : words(one, other)
    }
    // "TheUnforgiven"; the article of the other is gone already.
    let article = Array("the".utf8)
    if heard.compact.count > 7 || track.compact.count > 7,
      heard.compact == article + track.compact || track.compact == article + heard.compact
    {
      return 0.95
    }
    return words(heard, track)
  }

  // MARK: - Cut short

  /// Players and old tags cut titles, most often at 30 characters (ID3v1).
  private func cutShort(_ heard: LevelledTitle, _ track: LevelledTitle) -> Double {
    let (short, long) =
      heard.text.compact.count < track.text.compact.count ? (heard, track) : (track, heard)
    // Cut within a word, or where cuts are made; else it is a title of its own.
    let isCut =
      short.isCutShort || short.length == 30
      || (short.text.compact == heard.text.compact && (28...31).contains(short.length))
    guard short.text.compact.count >= (short.isCutShort ? 8 : isCut ? 12 : 20),
      long.text.compact.starts(with: short.text.compact)
    else { return 0 }
    let last = short.text.words.count - 1
    let isWithinWord =
      long.text.words.count > last && long.text.words[last] != short.text.words[last]
      && short.text.numbers == long.text.numbers
    guard isCut || isWithinWord else { return 0 }
    // What is missing must not say that it is another version.
    let missing = long.text.words.dropFirst(last)
    let isVersion = missing.contains { word in
      VersionMarks.words[word].map { $0 != .interlude } ?? false
    }
    return isVersion ? 0 : 0.9
  }

  // MARK: - Words

  private func words(_ heard: LevelledText, _ track: LevelledText) -> Double {
    var first = heard.words[...]
    var second = track.words[...]
    while let word = first.first, word == second.first {
      first.removeFirst()
      second.removeFirst()
    }
    while let word = first.last, word == second.last {
      first.removeLast()
      second.removeLast()
    }
    if first.count == second.count, let likeness = pairs(first, second, of: track) {
      return likeness
    }
    let extra = first.filter { !Self.fillers.contains($0) }
    let missing = second.filter { !Self.fillers.contains($0) }
    if extra.elementsEqual(missing) { return 0.97 }
    guard !extra.isEmpty, !missing.isEmpty else { return 0 }
    if extra.count == missing.count {
      return 0.98 * (pairs(extra[...], missing[...], of: track) ?? 0)
    }
    return joined(first, second, of: track)
  }

  /// Words that differ one by one: misspelled or censored.
  private func pairs(
    _ first: ArraySlice<String>, _ second: ArraySlice<String>, of track: LevelledText
  ) -> Double? {
    let letters = track.compact.count
    var edits = 0
    var doubt = 0.0
    for (one, other) in zip(first, second) where one != other {
      if CensoredWord.isCensored(one) || CensoredWord.isCensored(other) {
        guard CensoredWord.matches(one, other) || CensoredWord.matches(other, one) else {
          return nil
        }
        // Stars are mostly as many as the letters they hide.
        if one.utf8.count != other.utf8.count { doubt += 0.06 }
        continue
      }
      guard let distance = misspelling(one, other, letters: letters) else { return nil }
      edits += distance
    }
    return edits <= allowance(letters) ? likeness(edits, letters) - doubt : nil
  }

  /// Words that were split or run together besides being misspelled.
  private func joined(
    _ first: ArraySlice<String>, _ second: ArraySlice<String>, of track: LevelledText
  ) -> Double {
    let one = LevelledText(Array(first)).compact
    let other = LevelledText(Array(second)).compact
    guard isPlain(one), isPlain(other),
      !(first + second).contains(where: VersionMarks.turning.contains),
      let edits = EditDistance.between(one, other, limit: allowance(min(one.count, other.count)))
    else { return 0 }
    return 0.97 * likeness(edits, track.compact.count)
  }

  /// How many letters were mistyped in a word; nil when it is more likely another word.
  private func misspelling(_ one: String, _ other: String, letters: Int) -> Int? {
    let length = max(one.utf8.count, other.utf8.count)
    let shorter = min(one.utf8.count, other.utf8.count)
    guard isPlain(one.utf8), isPlain(other.utf8) else { return nil }
    let limit = shorter < 3 ? 0 : length > 8 ? 2 : 1
    guard let distance = EditDistance.between(one.utf8, other.utf8, limit: limit) else {
      return nil
    }
    let isSwap =
      one.utf8.count == other.utf8.count && one.utf8.sorted() == other.utf8.sorted()
    if isSwap { return distance }
    let isVersion = VersionMarks.words[one] != nil || VersionMarks.words[other] != nil
    if isVersion, letters < 12 || length < 5 { return nil }
    if VersionMarks.turning.contains(one), VersionMarks.turning.contains(other) { return nil }
    if shorter < 3 || (length == 3 && !isCorroborated) { return nil }
    if isCorroborated { return distance }
    // "Night" and "Light", "Dream" and "Dreams" are rather two titles than one mistyped.
    // Fingers slip by leaving letters out and doubling them; "Winter" and "Winner" are two words.
    if letters < 8, one.utf8.count == other.utf8.count { return nil }
    if length < 6, letters < 12, one.utf8.first != other.utf8.first { return nil }
    let isPlural = one + "s" == other || other + "s" == one
    return isPlural && letters < 14 ? nil : distance
  }

  private func allowance(_ letters: Int) -> Int {
    switch letters {
    case ..<4: 0
    case 4..<6: isCorroborated ? 1 : 0
    case 6..<12: 1
    case 12..<24: 2
    default: 3
    }
  }

  private func likeness(_ edits: Int, _ letters: Int) -> Double {
    1 - 0.8 * Double(edits) / Double(max(letters, 8))
  }

  /// Letters that can be mistyped one by one: an ideograph is not, nor is a digit.
  private func isPlain(_ word: some Collection<UInt8>) -> Bool {
    word.allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
  }

  private static let fillers: Set<String> = ["the", "a", "an", "and", "of"]
}
