/// A title with its spelling levelled, and what it says besides: the version, featured artists.
struct LevelledTitle {
  /// All of the title that is not about the version or the artists.
  var text: LevelledText
  /// The title without the brackets that say neither: "Satisfaction" of "(I Can't Get No)
  /// Satisfaction"; nil when there are none.
  var core: LevelledText?
  var marks: VersionMarks = []
  /// What tells one marked version from another.
  var details: [String] = []
  /// The words that name featured artists.
  var credits: [String] = []
  /// The title without a number that may be its place on the album: "Song" of "3. Song".
  var unnumbered: LevelledText?
  /// Length of the title as it is written, in bytes once folded.
  var length: Int
  /// True when it ends in an ellipsis or within a bracket.
  var isCutShort: Bool
  var isTransliterated = false

  /// Levels a title; nil when there is none. An artist's name before the title is dropped.
  init?(_ title: String?, artist: LevelledArtist? = nil) {
    guard let title else { return nil }
    var folded = NameFolding.fold(title)
    length = folded.bytes.count
    let number = Self.cleanFileName(&folded.bytes, artist: artist)
    isTransliterated = folded.isTransliterated
    let parts = TitleSegments(folded.bytes)
    isCutShort = parts.isOpen || folded.bytes.suffix(3).elementsEqual("...".utf8)
    var segments = parts.segments
    Self.dropPrefixes(&segments, of: folded.bytes, artist: artist)
    var words: [String] = []
    var core: [String] = []
    var hasMain = false
    let hasBare = segments.contains { $0.kind != .bracket }
    for segment in segments {
      var found = NameWords.split(folded.bytes, in: segment.range)
      if found.isEmpty { continue }
      if segment.kind != .main, hasMain || (segment.kind == .bracket && hasBare) {
        let isQuoting = folded.bytes[segment.range].contains(UInt8(ascii: "\""))
        let aside = Aside.read(found, inBracket: segment.kind == .bracket, isQuoting: isQuoting)
        if !aside.isText {
          marks.formUnion(aside.marks)
          details += aside.details
          credits += aside.credits
          continue
        }
      }
      if segment.kind == .bracket {
        words += found
        continue
      }
      if let index = found.firstIndex(where: Aside.credit.contains), index > 0 || hasMain,
        index + 1 < found.count
      {
        credits += found[(index + 1)...]
        found.removeSubrange(index...)
      }
      Self.turnArticle(&found, folded.bytes, segment.range)
      words += found
      core += found
      hasMain = true
    }
    if words.isEmpty { words = NameWords.symbols(folded.bytes, title) }
    guard !words.isEmpty else { return nil }
    // What an unclosed bracket was going to say is not known.
    let hasCore = !core.isEmpty && core.count < words.count && !isCutShort
    text = Self.level(words)
    self.core = hasCore ? Self.level(core) : nil
    if number, words.count > 1 { unnumbered = Self.level(Array(words.dropFirst())) }
  }

  private static func level(_ words: [String]) -> LevelledText {
    var words = words
    LevelledText.level(&words)
    Numerals.level(&words)
    return LevelledText(words)
  }

  /// The title read with its last words as a version though no bracket says so ("Song Remix"); nil
  /// when they are none.
  var readingLastWordsAsVersion: LevelledTitle? {
    guard marks.isEmpty else { return nil }
    let words = text.words
    for count in stride(from: min(6, words.count - 1), to: 0, by: -1) {
      let tail = Array(words.suffix(count))
      guard Self.isPlainlyVersion(tail) else { continue }
      let aside = Aside.read(tail, inBracket: true)
      if aside.isText { continue }
      var reading = self
      reading.text = LevelledText(Array(words.dropLast(count)))
      reading.core = nil
      reading.marks = aside.marks
      reading.details = aside.details
      return reading
    }
    return nil
  }

  private static func isPlainlyVersion(_ tail: [String]) -> Bool {
    let last = tail[tail.count - 1]
    switch tail.count {
    case 1: return plainLast.contains(last) || last.hasPrefix("remaster")
    case 2:
      if tail == ["sped", "up"] { return true }
      let isKnown =
        VersionMarks.words[tail[0]] != nil
        || ["radio", "album", "single", "original", "club", "mono", "stereo"].contains(tail[0])
      return isKnown && ["version", "mix", "edit", "remix", "session", "cover"].contains(last)
        || (tail[0].hasPrefix("remaster") && Numerals.isDigits(last))
        || (last.hasPrefix("remaster") && Numerals.isDigits(tail[0]))
    default:
      return tail[0] == "live" && ["at", "in", "from", "on"].contains(tail[1])
    }
  }

  private static let plainLast: Set<String> = [
    "remix", "rmx", "live", "acoustic", "demo", "instrumental", "karaoke", "unplugged",
    "nightcore", "reprise", "acapella",
  ]

  // MARK: - What is not the title

  /// Drops what a file name adds: the ending, underscores, a track number. True when there is a
  /// number left that may be the track's.
  private static func cleanFileName(_ bytes: inout [UInt8], artist: LevelledArtist?) -> Bool {
    for ending in [".mp3", ".ogg", ".flac", ".m4a", ".wav", ".opus", ".wma", ".aac"]
    where bytes.count > ending.utf8.count + 1
      && bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    {
      bytes.removeLast(ending.utf8.count)
      break
    }
    if !bytes.contains(UInt8(ascii: " ")) {
      for index in bytes.indices where bytes[index] == UInt8(ascii: "_") {
        bytes[index] = UInt8(ascii: " ")
      }
      // "artist-title".
      if let dash = bytes.firstIndex(of: UInt8(ascii: "-")), dash + 1 < bytes.count, let artist,
        isName(of: artist, NameWords.split(bytes, in: 0..<dash))
      {
        bytes.removeSubrange(...dash)
      }
    }
    var digits = 0
    while digits < bytes.count, digits < 3, (48...57).contains(bytes[digits]) { digits += 1 }
    guard digits > 0, digits + 1 < bytes.count else { return false }
    let next = bytes[digits]
    // "01 Title", "01. Title", "01-Title"; "1979" and "7 Rings" are titles.
    let isPadded = digits == 2 && bytes[0] == UInt8(ascii: "0")
    let rest = bytes[(digits + 1)...].drop { " .-)".utf8.contains($0) }
    guard !rest.isEmpty else { return false }
    if isPadded, " .-)".utf8.contains(next), rest.contains(where: { $0 >= 0x61 }) {
      bytes.removeSubrange(..<rest.startIndex)
      return false
    }
    return next == UInt8(ascii: ".") && bytes[digits + 1] == UInt8(ascii: " ")
  }

  /// Drops "12 - " and "Artist - " before the title, unless only a version would be left.
  private static func dropPrefixes(
    _ segments: inout [TitleSegments.Segment], of bytes: [UInt8], artist: LevelledArtist?
  ) {
    while segments.count > 1, segments[0].kind != .bracket, segments[1].kind == .dash {
      let first = NameWords.split(bytes, in: segments[0].range)
      let isNumber = first.count == 1 && first[0].utf8.count <= 3 && Numerals.isDigits(first[0])
      guard isNumber || artist.map({ isName(of: $0, first) }) == true else { return }
      let rest = NameWords.split(bytes, in: segments[1].range)
      let aside = Aside.read(rest, inBracket: false)
      guard aside.isText || aside.marks == .interlude else { return }
      segments.removeFirst()
      segments[0].kind = .main
    }
  }

  private static func isName(of artist: LevelledArtist, _ words: [String]) -> Bool {
    var words = words
    if let index = words.firstIndex(where: Aside.credit.contains), index > 0 {
      words.removeSubrange(index...)
    }
    LevelledText.level(&words)
    let text = LevelledText(words.filter { $0 != "and" })
    return text.compact == artist.text.compact
      || artist.aliases.contains { $0.compact == text.compact }
  }

  /// "Wall, The" is "The Wall".
  private static func turnArticle(
    _ words: inout [String], _ bytes: [UInt8], _ range: Range<Int>
  ) {
    guard words.count > 1, let last = words.last, LevelledArtist.turnedArticles.contains(last),
      bytes[range].suffix(last.utf8.count + 2).elementsEqual((", " + last).utf8)
    else { return }
    words.removeLast()
    words.insert(last, at: 0)
  }
}
