/// An artist and a title with their spelling levelled: what tracks and listens are compared by.
package struct MatchKey: Hashable, Sendable {
  /// Raised whenever the same names give another key, so that stored keys are made anew.
  package static let version = 1

  /// Equal for names that mean the same recording beyond doubt; nil when artist or title is
  /// missing.
  package let exact: String?
  /// The words that narrow down where a similar name may be found, for example `a:beatles` and
  /// `t:yesterday`; none when artist or title is missing.
  ///
  /// Besides the words there are `n:thebandsname`, the main artist whole, and four of the form
  /// `x:beayes`, made of the first or last three letters of artist and title, spelled by sound: of
  /// these one survives a misspelling in both.
  package let words: [String]

  /// Levels the spelling of an artist and a title.
  package init(artist: String?, title: String?) {
    guard var artist = LevelledArtist(artist), let title = LevelledTitle(title, artist: artist)
    else {
      exact = nil
      words = []
      return
    }
    exact = Self.exact(artist, title)
    artist.credit(title.credits)
    words = Self.words(artist, title)
  }

  /// Artist, title, and what tells the version, each as letters only.
  static func exact(_ artist: LevelledArtist, _ title: LevelledTitle) -> String {
    var key = artist.text.compact
    key.append(UInt8(ascii: "|"))
    key += title.text.compact
    if !title.marks.isEmpty {
      key += "|\(String(title.marks.rawValue, radix: 16))|".utf8
      key += LevelledText(title.details.sorted()).compact
    }
    return String(decoding: key, as: UTF8.self)
  }

  static func words(_ artist: LevelledArtist, _ title: LevelledTitle) -> [String] {
    var words: [String] = []
    func add(_ word: String) {
      if !words.contains(word) { words.append(word) }
    }
    let titleEnds = ends(title.text)
    for end in ends(artist.parts[0]) {
      for titleEnd in titleEnds { add("x:" + end + titleEnd) }
    }
    add("n:" + String(decoding: artist.parts[0].compact.filter { $0 != 0x20 }, as: UTF8.self))
    for word in telling(title.text) { add("t:" + word) }
    for name in [artist.text] + artist.credits {
      for word in telling(name) { add("a:" + word) }
    }
    return words
  }

  /// The words worth looking up: not censored, not the commonest unless there is nothing else.
  private static func telling(_ text: LevelledText) -> [String] {
    let whole = text.words.prefix(mostWords).filter { !CensoredWord.isCensored($0) }
    let telling = whole.filter { !common.contains($0) }
    return telling.isEmpty ? whole : telling
  }

  /// A name of many words is found by its first ones.
  private static let mostWords = 24

  private static let common: Set<String> = ["the", "a", "an", "and", "of"]

  /// The first and the last three letters, spelled by sound.
  private static func ends(_ text: LevelledText) -> [String] {
    let letters = SoundSpelling.of(text.compact.filter { $0 != UInt8(ascii: "*") && $0 != 0x20 })
    let name = String(decoding: letters, as: UTF8.self)
    guard name.utf8.count > 3 else { return [name] }
    return [String(name.unicodeScalars.prefix(3)), String(name.unicodeScalars.suffix(3))]
  }
}
