/// What a bracket, or the part after a dash, says about the title before it.
struct Aside {
  /// True when it is part of the title after all.
  var isText = false
  var marks: VersionMarks = []
  /// The words that tell one marked version from another: the remixer, the place, the year.
  var details: [String] = []
  /// The words that name featured artists.
  var credits: [String] = []

  private static let text = Aside(isText: true)

  static let credit: Set<String> = ["feat", "ft", "featuring"]

  /// Reads the words of a bracket, or of what follows a dash; `isQuoting` when there are quotes.
  static func read(_ words: [String], inBracket: Bool, isQuoting: Bool = false) -> Aside {
    guard let first = words.first else { return Aside() }
    if words.count > 1, credit.contains(first) || (inBracket && ["with", "w"].contains(first)) {
      return Aside(credits: Array(words.dropFirst()))
    }
    if words.count > 1, first == "prod" || first == "produced" { return Aside() }
    if first == "from", isQuoting || words.contains(where: origin.contains) { return Aside() }
    // "Someone Remix feat. Another".
    if let index = words.firstIndex(where: credit.contains), index > 0 {
      var aside = read(Array(words[..<index]), inBracket: inBracket, isQuoting: isQuoting)
      if !aside.isText { aside.credits += words[(index + 1)...] }
      return aside
    }
    return version(words)
  }

  // MARK: - Versions

  private struct Reading {
    var marks: VersionMarks = []
    /// For each word, what it is.
    var isMark: [Bool]
    /// True for a phrase that means karaoke wherever it stands.
    var isCertain = false
  }

  private static func version(_ words: [String]) -> Aside {
    let words = withoutRemaster(words)
    if words.kept.isEmpty { return Aside() }
    var reading = Reading(isMark: words.kept.map { _ in false })
    readPhrases(words.kept, into: &reading)
    for (index, word) in words.kept.enumerated() where !reading.isMark[index] {
      guard let marks = VersionMarks.words[word] else { continue }
      reading.marks.formUnion(marks)
      reading.isMark[index] = true
    }
    readNoun(words.kept, into: &reading)
    if reading.marks.isEmpty {
      let isNoise =
        words.kept.allSatisfy(isFiller)
        && (words.hadRemaster || words.kept.contains(where: plain.contains)
          || (words.kept.count > 1 && words.kept.contains(where: nouns.contains)))
      return isNoise || (words.hadRemaster && words.kept.count < 6) ? Aside() : text
    }
    guard reading.isCertain || isVersion(words.kept, reading) else { return text }
    var details = words.kept.enumerated()
      .filter { !reading.isMark[$0.offset] && isDetail($0.element) }.map(\.element)
    if reading.marks.contains(.interlude) {
      details += words.kept.filter { VersionMarks.words[$0] == .interlude }
    }
    return Aside(marks: reading.marks, details: details)
  }

  /// Drops "2009 remaster", "remastered in 2011" and the like.
  private static func withoutRemaster(_ words: [String]) -> (kept: [String], hadRemaster: Bool) {
    guard words.contains(where: { $0.hasPrefix("remaster") }) else { return (words, false) }
    var kept: [String] = []
    var follows = false
    for word in words {
      if word.hasPrefix("remaster") {
        while let last = kept.last, isNumber(last) || ["digital", "digitally"].contains(last) {
          kept.removeLast()
        }
        follows = true
      } else if !(follows && (isNumber(word) || word == "in" || word == "version")) {
        kept.append(word)
        follows = false
      }
    }
    return (kept, true)
  }

  private static func readPhrases(_ words: [String], into reading: inout Reading) {
    guard words.count > 1 else { return }
    for phrase in VersionMarks.phrases where phrase.words.count <= words.count {
      for start in 0...(words.count - phrase.words.count)
      where words[start] == phrase.words[0]
        && words[start..<(start + phrase.words.count)].elementsEqual(phrase.words)
      {
        reading.marks.formUnion(phrase.marks)
        for index in start..<(start + phrase.words.count) { reading.isMark[index] = true }
        if phrase.marks == .karaoke || phrase.marks == .rerecorded { reading.isCertain = true }
      }
    }
  }

  /// "…version" and "…mix" say what the words before them say; unknown words make a remix of a mix
  /// and another version of a version.
  private static func readNoun(_ words: [String], into reading: inout Reading) {
    guard let noun = words.lastIndex(where: { nouns.contains($0) }), !reading.isMark[noun] else {
      return
    }
    reading.isMark[noun] = true
    let before = words[..<noun]
    guard reading.marks.isEmpty else { return }
    let isMix = words[noun] == "mix"
    // A mix of 2018 is made of the same recording, a version of 2018 is not; 7" is a record.
    let isPlain = before.allSatisfy {
      isFiller($0) && (isMix || $0.utf8.count != 4 || !isNumber($0))
    }
    if !isPlain { reading.marks = isMix ? .remix : .other }
  }

  /// True when the words are a version rather than a title that happens to hold such a word, as
  /// "(Live and Let Die)" or "(The Demo Derby)" do.
  private static func isVersion(_ words: [String], _ reading: Reading) -> Bool {
    let isKnown = words.indices.map { reading.isMark[$0] || isFiller(words[$0]) }
    if isKnown.allSatisfy({ $0 }) { return true }
    // The last word that is not a year or the like.
    if let last = words.lastIndex(where: { !isNumber($0) }), reading.isMark[last] {
      guard words[last] == "live" else { return true }
      return last == 0 || !verbal.contains(words[last - 1])
    }
    if reading.isMark[0], words.count > 1, words[0] != "a" {
      if connectors.contains(words[1]) || isNumber(words[1]) { return true }
    }
    for (index, word) in words.enumerated().dropLast() where word == "live" {
      if connectors.contains(words[index + 1]) { return true }
    }
    return false
  }

  private static func isNumber(_ word: String) -> Bool {
    word.utf8.first.map { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ?? false
  }

  private static func isFiller(_ word: String) -> Bool {
    isNumber(word) || plain.contains(word) || fillers.contains(word)
  }

  private static func isDetail(_ word: String) -> Bool {
    if isNumber(word) { return true }
    return !plain.contains(word) && !fillers.contains(word) && !connectors.contains(word)
  }

  // MARK: - Words

  private static let nouns: Set<String> = ["version", "ver", "mix"]

  /// Words that describe an edition, not a recording.
  private static let plain: Set<String> = [
    "mono", "stereo", "deluxe", "edition", "album", "single", "original", "explicit", "clean",
    "dirty", "uncensored", "censored", "bonus", "official", "video", "videoclip", "clip", "audio",
    "lyric", "lyrics", "hd", "hq", "4k", "visualizer", "visualiser", "soundtrack", "ost", "lp",
    "expanded", "anniversary", "uncut", "mv",
  ]

  private static let fillers: Set<String> = [
    "the", "a", "and", "&", "of", "version", "ver", "mix", "track", "music", "special", "digital",
    "digitally", "full", "main", "standard", "us", "uk", "motion", "picture", "s", "exclusive",
    "recording", "ep", "with", "from",
  ]

  private static let origin: Set<String> = [
    "film", "movie", "motion", "soundtrack", "series", "musical", "game", "vault", "ost",
  ]

  private static let connectors: Set<String> = [
    "at", "in", "from", "on", "by", "for", "with", "of", "session", "sessions", "version",
    "performance", "lounge", "recording", "recorded", "to",
  ]

  private static let verbal: Set<String> = [
    "to", "i", "we", "you", "they", "who", "can", "cant", "will", "long", "and", "let", "how",
  ]
}
