/// An artist's name with its spelling levelled, and the names it is made of.
struct LevelledArtist {
  /// All of it but featured artists and what joins the names.
  let text: LevelledText
  /// The artists joined by commas, "&", "x", "vs" and the like, main artist first; one when the name
  /// is not joined.
  let parts: [LevelledText]
  /// Featured artists, those named in the title included.
  private(set) var credits: [LevelledText]
  /// The name without what stands in brackets, and what stands there: "Ann (Bee) Cee".
  let aliases: [LevelledText]
  let isTransliterated: Bool
  /// True for "Various Artists".
  let isVarious: Bool

  /// Levels a name; nil when nobody is named.
  init?(_ name: String?) {
    guard let name, var folded = Optional(NameFolding.fold(name)) else { return nil }
    Self.dropChannelName(&folded.bytes)
    var words: [String] = []
    var inBrackets: [String] = []
    var credits: [String] = []
    var hasMain = false
    for segment in TitleSegments(folded.bytes).segments {
      let found = NameWords.split(folded.bytes, in: segment.range, keepsSeparators: true)
      if segment.kind == .bracket, let first = found.first,
        Aside.credit.contains(first) || first == "with", found.count > 1
      {
        credits += found.dropFirst()
      } else if segment.kind == .bracket, hasMain {
        inBrackets += found
      } else {
        words += found
        hasMain = true
      }
    }
    if let index = words.firstIndex(where: { Aside.credit.contains($0) || $0 == "with" }),
      index > 0, index + 1 < words.count
    {
      credits += words[(index + 1)...]
      words.removeSubrange(index...)
    }
    Self.turnArticle(&words)
    if words.allSatisfy({ NameWords.separators.contains($0) }) {
      words = NameWords.symbols(folded.bytes, name)
    }
    guard !words.isEmpty else { return nil }
    let parts = Self.parts(words)
    let main = parts.count == 1 ? parts[0] : LevelledText(Self.levelled(words))
    text = inBrackets.isEmpty ? main : LevelledText(Self.levelled(words + inBrackets))
    if Self.nobody.contains(String(decoding: text.compact, as: UTF8.self)) { return nil }
    self.parts = parts.isEmpty ? [main] : parts
    self.credits = credits.isEmpty ? [] : Self.parts(credits)
    aliases = inBrackets.isEmpty ? [] : [main, LevelledText(Self.levelled(inBrackets))]
    isTransliterated = folded.isTransliterated
    isVarious = Self.various.contains(String(decoding: main.compact, as: UTF8.self))
  }

  /// Adds the artists that the title credits.
  mutating func credit(_ words: [String]) {
    credits += Self.parts(words)
  }

  // MARK: - Reading a name

  private static let joints: Set<String> = [
    "&", ",", ";", "/", "and", "und", "et", "x", "vs", "versus", "meets", "feat", "ft",
  ]

  private static let nobody: Set<String> = [
    "unknown", "unknownartist", "untagged", "na", "noartist", "artist", "none",
  ]

  private static let various: Set<String> = [
    "variousartists", "various", "va", "diverse", "soundtrack", "originalsoundtrack",
    "originalcast", "verschiedeneinterpreten", "multiinterpretes",
  ]

  /// The separate names; a joint at either end belongs to the name ("X Ambassadors").
  private static func parts(_ words: [String]) -> [LevelledText] {
    var parts: [LevelledText] = []
    var current: [String] = []
    for (index, word) in words.enumerated() {
      let isJoint = isJoint(word, isInside: index > 0 && index + 1 < words.count)
      if !isJoint {
        current.append(word)
      } else if !current.isEmpty {
        parts.append(LevelledText(levelled(current)))
        current = []
      }
    }
    if !current.isEmpty { parts.append(LevelledText(levelled(current))) }
    return parts
  }

  private static func isJoint(_ word: String, isInside: Bool) -> Bool {
    // No joint is longer; names mostly are.
    word.utf8.count <= 6
      && (NameWords.separators.contains(word) || (isInside && joints.contains(word)))
  }

  /// The words without joints and the leading article.
  private static func levelled(_ words: [String]) -> [String] {
    var kept: [String] = []
    kept.reserveCapacity(words.count)
    for (index, word) in words.enumerated()
    where !isJoint(word, isInside: index > 0 && index + 1 < words.count) {
      kept.append(word)
    }
    if kept.count > 1, LevelledText.articles.contains(kept[0]) { kept.removeFirst() }
    return kept
  }

  /// "Beatles, The" is "The Beatles".
  private static func turnArticle(_ words: inout [String]) {
    guard words.count > 2, words[words.count - 2] == ",", let article = words.last,
      turnedArticles.contains(article)
    else { return }
    words.removeLast(2)
    words.insert(article, at: 0)
  }

  static let turnedArticles: Set<String> = [
    "the", "a", "an", "die", "der", "das", "los", "las", "les", "la", "le", "el", "il", "i",
  ]

  /// What video sites add to an artist's name.
  private static func dropChannelName(_ bytes: inout [UInt8]) {
    for suffix in [" - topic", "vevo"]
    where bytes.count > suffix.utf8.count
      && bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    {
      bytes.removeLast(suffix.utf8.count)
    }
  }
}
