/// How alike two artists' names are, 0…1.
enum ArtistLikeness {
  /// 0 when they are certainly others.
  static func between(_ heard: LevelledArtist, _ track: LevelledArtist) -> Double {
    let one = heard.text
    let other = track.text
    if one.compact == other.compact { return 1 }
    if isTribute(one) != isTribute(other) { return 0 }
    if let joined = joinedNames(heard, track) { return joined }
    if one.words.count > 1, one.words.sorted() == other.words.sorted() { return 0.96 }
    if one.compact.count > 3, SoundSpelling.of(one.compact) == SoundSpelling.of(other.compact) {
      return 0.94
    }
    return max(
      aliases(heard, track), fewerWords(one, other), initials(one, other),
      misspelled(one, other), 0.97 * misspelled(heard.parts[0], track.parts[0]))
  }

  // MARK: - Several artists

  /// One name among those joined on the other side: of several artists a history may keep one.
  private static func joinedNames(_ heard: LevelledArtist, _ track: LevelledArtist) -> Double? {
    func isName(_ text: LevelledText) -> Bool { text.compact.count > 1 }
    let heardMain = heard.parts[0].compact
    let trackMain = track.parts[0].compact
    if isName(heard.parts[0]), heardMain == trackMain { return 0.97 }
    let heardAll = (heard.parts + heard.credits).filter(isName).map(\.compact)
    let trackAll = (track.parts + track.credits).filter(isName).map(\.compact)
    if trackAll.contains(heard.text.compact) || heardAll.contains(track.text.compact) {
      return 0.94
    }
    if trackAll.contains(heardMain) || heardAll.contains(trackMain) { return 0.92 }
    return nil
  }

  // MARK: - One artist

  private static func aliases(_ heard: LevelledArtist, _ track: LevelledArtist) -> Double {
    let one = [heard.text] + heard.aliases
    let other = [track.text] + track.aliases
    guard one.count > 1 || other.count > 1 else { return 0 }
    let isSame = one.contains { name in
      name.compact.count > 2 && other.contains { $0.compact == name.compact }
    }
    return isSame ? 0.93 : 0
  }

  /// "Bob Marley" of "Bob Marley & The Wailers", "Braden Walters" of "Braden 'meo' Walters",
  /// "Beethoven" of "Ludwig van Beethoven"; not "Prince" of "Prince Royce".
  private static func fewerWords(_ one: LevelledText, _ other: LevelledText) -> Double {
    let (few, many) = one.words.count < other.words.count ? (one, other) : (other, one)
    guard few.words.count < many.words.count else { return 0 }
    // A number belongs to a name, unless it is part of a nickname.
    let hasSameEnds = few.words.first == many.words.first && few.words.last == many.words.last
    guard few.numbers == many.numbers || hasSameEnds else { return 0 }
    if few.words.count == 1 {
      guard few.compact.count > 4, many.words.count > 2, few.words.last == many.words.last else {
        return 0
      }
      return 0.85
    }
    var rest = few.words[...]
    for word in many.words where word == rest.first { rest.removeFirst() }
    return rest.isEmpty ? 0.9 : 0
  }

  /// "J.S. Bach" and "Johann Sebastian Bach".
  private static func initials(_ one: LevelledText, _ other: LevelledText) -> Double {
    guard let last = one.words.last, last == other.words.last, last.utf8.count > 2,
      one.words.count > 1, other.words.count > 1
    else { return 0 }
    let (short, long) = one.compact.count < other.compact.count ? (one, other) : (other, one)
    let given = short.words.dropLast()
    guard given.allSatisfy({ $0.utf8.count < 4 }) else { return 0 }
    let initials = given.flatMap { Array($0.utf8) }
    let first = long.words.dropLast().compactMap(\.utf8.first)
    // "J. Bach" may be any of them, but must not be another's initials.
    return !initials.isEmpty && first.starts(with: initials) ? 0.92 : 0
  }

  private static func misspelled(_ one: LevelledText, _ other: LevelledText) -> Double {
    let length = max(one.compact.count, other.compact.count)
    let limit =
      switch min(one.compact.count, other.compact.count) {
      case ..<4: 0
      case 4..<9: 1
      case 9..<16: 2
      default: 3
      }
    guard limit > 0, (one.compact + other.compact).allSatisfy({ $0 < 0x80 }),
      one.numbers == other.numbers,
      let edits = EditDistance.between(one.compact, other.compact, limit: limit)
    else { return 0 }
    return 1 - Double(edits) / Double(max(length, 6))
  }

  /// Bands that play others' songs under a name made of theirs.
  private static func isTribute(_ name: LevelledText) -> Bool {
    name.words.contains { tribute.contains($0) }
  }

  private static let tribute: Set<String> = [
    "tribute", "karaoke", "cover", "covers", "revival", "lullaby", "renditions", "quartet",
    "instrumental", "instrumentals",
  ]
}
