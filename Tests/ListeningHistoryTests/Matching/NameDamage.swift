import ListeningHistory
import MusicModel

/// Ways in which a history writes the names of a track that a library has otherwise.
///
/// Written from what histories do, with no use of the tables that the matcher levels names by.
enum NameDamage: String, CaseIterable {
  case verbatim, letterCase, accentsLost, accentsAdded, punctuationLost, curlyQuotes, articleLost
  case articleAdded, articleTurned, ampersand, featuredInTitle, featuredInArtist, guestsJoined
  case guestLost, remaster, edition, source, videoNoise, versionRespelled, versionUnbracketed
  case partRespelled, numberPrefix, fileName, artistInTitle, cutShort, ellipsis, censored
  case typoInTitle, typoInArtist, typoInBoth, splitWord, joinedWords, albumArtist, doubled

  /// What the history says of `song`; nil when this damage cannot befall its names.
  func apply(
    to song: Song, guest: String, _ numbers: inout SeededNumbers
  ) -> HeardRecording? {
    guard let names = damaged(song, guest, &numbers) else { return nil }
    var heard = HeardRecording()
    heard.artist = names.artist
    heard.title = names.title
    // Histories differ in what they keep.
    // One song here is live by its album alone.
    let needsAlbum = song.track.album == "MTV Unplugged"
    if needsAlbum || numbers.chance(0.5) { heard.album = song.track.album }
    if numbers.chance(0.4) {
      heard.seconds = song.track.seconds.map { $0 + Double.random(in: -1...1, using: &numbers) }
    }
    return heard
  }

  private func damaged(
    _ song: Song, _ guest: String, _ numbers: inout SeededNumbers
  ) -> (artist: String, title: String)? {
    let artist = song.artist
    let title = song.title
    let isBare = !title.contains("(") && !title.contains(" - ") && !title.contains("[")
    switch self {
    case .verbatim: return (artist, title)
    case .letterCase:
      return numbers.chance(0.5)
        ? (artist.uppercased(), title.uppercased()) : (artist.lowercased(), title.lowercased())
    case .accentsLost:
      let pair = (Self.plain(artist), Self.plain(title))
      return pair == (artist, title) ? nil : pair
    case .accentsAdded:
      guard let accented = Self.accented(title, &numbers) else { return nil }
      return (artist, accented)
    case .punctuationLost:
      let kept = title.filter { $0.isLetter || $0.isNumber || $0.isWhitespace }
      guard kept != title, isBare, kept.contains(where: \.isLetter) else { return nil }
      return (artist, kept)
    case .curlyQuotes:
      guard title.contains("'") else { return nil }
      return (
        artist,
        title.split(separator: "'", omittingEmptySubsequences: false)
          .joined(separator: "\u{2019}")
      )
    case .articleLost:
      if artist.hasPrefix("The ") { return (String(artist.dropFirst(4)), title) }
      return title.hasPrefix("The ") ? (artist, String(title.dropFirst(4))) : nil
    case .articleAdded:
      return artist.hasPrefix("The ") || artist.contains(",") ? nil : ("The " + artist, title)
    case .articleTurned:
      guard artist.hasPrefix("The "), !artist.contains("&") else { return nil }
      return (artist.dropFirst(4) + ", The", title)
    case .ampersand:
      if title.contains(" and ") { return (artist, Self.replacing(" and ", by: " & ", in: title)) }
      if artist.contains(" & ") { return (Self.replacing(" & ", by: " and ", in: artist), title) }
      return title.contains(" & ")
        ? (artist, Self.replacing(" & ", by: " And ", in: title)) : nil
    case .featuredInTitle:
      let form = numbers.pick(["(feat. *)", "[ft. *]", "(featuring *)", "feat. *", "(with *)"])
      return (artist, title + " " + Self.replacing("*", by: guest, in: form))
    case .featuredInArtist:
      guard !artist.contains("feat") else { return nil }
      return (artist + numbers.pick([" feat. ", " ft. ", " featuring ", " Feat "]) + guest, title)
    case .guestsJoined:
      guard !artist.contains("feat") else { return nil }
      return (artist + numbers.pick([", ", "; ", " & ", " / ", " x "]) + guest, title)
    case .guestLost:
      for mark in [" (feat. ", " feat. "] {
        if let start = title.firstRange(of: mark) {
          return (artist, String(title[..<start.lowerBound]))
        }
        if let start = artist.firstRange(of: mark) {
          return (String(artist[..<start.lowerBound]), title)
        }
      }
      return nil
    case .remaster:
      let year = Int.random(in: 1987...2023, using: &numbers)
      return (
        artist,
        title
          + numbers.pick([
            " (Remastered \(year))", " - \(year) Remaster", " [Remaster]", " - Remastered",
            " (\(year) Remastered Version)", " - Remastered \(year)", " (Digitally Remastered)",
          ])
      )
    case .edition:
      return (
        artist,
        title
          + numbers.pick([
            " (Album Version)", " - Single Version", " (Explicit)", " (Mono)", " - Stereo",
            " (Bonus Track)", " [Deluxe Edition]", " (Original Mix)", " - Mono / Remastered",
          ])
      )
    case .source:
      return (
        artist,
        title
          + numbers.pick([
            " (From \"The Long Road\")", " - From \"Harbour Lights\"",
            " (From the Motion Picture Night Train)",
          ])
      )
    case .videoNoise:
      return numbers.chance(0.3)
        ? (artist + " - Topic", title)
        : (
          artist,
          title
            + numbers.pick([
              " (Official Video)", " [Official Music Video]", " (Lyrics)", " (Official Audio)",
              " [HD]",
            ])
        )
    case .versionRespelled:
      guard song.isVersion else { return nil }
      for (from, to) in [
        (" (Live)", [" - Live", " [live]", " (Live Version)", " - live version"]),
        (" (Acoustic)", [" - Acoustic", " [Acoustic Version]", " - Acoustic Version"]),
        (" Remix)", [" remix]"]),
      ] where title.hasSuffix(from) {
        let base = title.dropLast(from.count)
        if from == " Remix)" {
          let open = Self.replacing(" (", by: numbers.pick([" - ", " ["]), in: String(base))
          return (artist, open + (open.contains("[") ? " Remix]" : " Remix"))
        }
        return (artist, base + numbers.pick(to))
      }
      return nil
    case .versionUnbracketed:
      for from in [" (Live)", " (Acoustic)", " (Demo)"] where title.hasSuffix(from) {
        return (artist, title.dropLast(from.count) + " " + from.dropFirst(2).dropLast())
      }
      return nil
    case .partRespelled: return Self.respelledPart(title, &numbers).map { (artist, $0) }
    case .numberPrefix:
      guard title.first?.isNumber != true else { return nil }
      let number = Int.random(in: 1...9, using: &numbers)
      return (
        artist,
        numbers.pick(["0\(number) - ", "0\(number). ", "1\(number) - ", "0\(number) "])
          + title
      )
    case .fileName:
      guard isBare, title.count > 4, title.allSatisfy({ $0.isASCII }), !title.contains(".") else {
        return nil
      }
      let joined = Self.replacing(" ", by: "_", in: title)
      return (artist, numbers.pick([joined, joined.lowercased() + ".mp3", title + ".flac"]))
    case .artistInTitle:
      return (artist, artist + " - " + title)
    case .cutShort:
      guard title.count > 32, !song.isVersion, !title.contains("(") else { return nil }
      return (artist, String(title.prefix(30)))
    case .ellipsis:
      guard title.count > 22, isBare else { return nil }
      return (artist, title.prefix(title.count - 6) + numbers.pick(["...", "\u{2026}"]))
    case .censored: return Self.censored(title, &numbers).map { (artist, $0) }
    case .typoInTitle: return Self.misspelled(title, &numbers).map { (artist, $0) }
    case .typoInArtist: return Self.misspelled(artist, &numbers).map { ($0, title) }
    case .typoInBoth:
      guard let artist = Self.misspelled(artist, &numbers),
        let title = Self.misspelled(title, &numbers)
      else { return nil }
      return (artist, title)
    case .splitWord:
      guard let word = title.split(separator: " ").first(where: { $0.count > 7 }),
        word.allSatisfy(\.isLetter)
      else { return nil }
      let half = word.count / 2
      return (
        artist,
        Self.replacing(
          String(word), by: word.prefix(half) + " " + word.dropFirst(half), in: title)
      )
    case .joinedWords:
      let words = title.split(separator: " ")
      guard words.count == 2, isBare, words.allSatisfy({ $0.allSatisfy(\.isLetter) }) else {
        return nil
      }
      return (artist, words.joined())
    case .albumArtist:
      guard let end = artist.firstRange(of: " & ") else { return nil }
      return (String(artist[..<end.lowerBound]), title)
    case .doubled:
      guard let index = title.indices.dropFirst(2).first(where: { title[$0].isLetter }),
        title.count > 7, title[index].isASCII
      else { return nil }
      var doubled = title
      doubled.insert(title[index], at: index)
      return (artist, doubled)
    }
  }

  // MARK: - Letters

  private static let accents: [Character: Character] = [
    "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "à": "a", "è": "e", "ö": "o", "ü": "u",
    "ä": "a", "å": "a", "Å": "A", "Ä": "A", "Ö": "O", "ë": "e", "ê": "e", "ç": "c", "ñ": "n",
    "ř": "r", "É": "E", "ø": "o", "ß": "s", "ï": "i",
  ]

  private static func plain(_ name: String) -> String { String(name.map { accents[$0] ?? $0 }) }

  private static func accented(_ name: String, _ numbers: inout SeededNumbers) -> String? {
    let choices = name.indices.filter { "aeou".contains(name[$0]) }
    guard !choices.isEmpty else { return nil }
    let index = numbers.pick(choices)
    let marks: [Character: Character] = ["a": "â", "e": "è", "o": "ô", "u": "ū"]
    return name.replacingCharacter(at: index, by: marks[name[index]] ?? "a")
  }

  static func replacing(_ old: String, by new: String, in name: String) -> String {
    guard let range = name.firstRange(of: old) else { return name }
    return name.replacingCharacters(in: range, by: new)
  }

  /// One slip of the fingers in a word of five letters or more, outside brackets.
  private static func misspelled(_ name: String, _ numbers: inout SeededNumbers) -> String? {
    let end = [" (", " [", " - ", ","].compactMap { name.firstRange(of: $0)?.lowerBound }.min()
    let words: [Substring] = name[..<(end ?? name.endIndex)].split(separator: " ").filter { word in
      word.count > 4 && word.allSatisfy { $0.isASCII && $0.isLetter }
    }
    guard !words.isEmpty else { return nil }
    let word: Substring = numbers.pick(words)
    let index: String.Index = numbers.pick(Array(word.indices))
    let next = word.index(after: index)
    let letter = numbers.pick(Array("abcdefghijklmnopqrstuvwxyz"))
    var letters = name
    switch Int.random(in: 0..<4, using: &numbers) {
    case 0: letters.remove(at: index)
    case 1: letters.insert(letter, at: index)
    case 2 where next < word.endIndex:
      letters.replaceSubrange(index...next, with: [name[next], name[index]])
    default: letters = name.replacingCharacter(at: index, by: letter)
    }
    return letters.lowercased() == name.lowercased() ? nil : letters
  }

  private static func censored(_ title: String, _ numbers: inout SeededNumbers) -> String? {
    let words = title.split(separator: " ").filter { word in
      (4...7).contains(word.count) && word.allSatisfy { $0.isASCII && $0.isLetter }
    }
    guard let word = words.first, title.split(separator: " ").count > 1 else { return nil }
    let stars =
      switch Int.random(in: 0..<3, using: &numbers) {
      case 0: word.prefix(1) + String(repeating: "*", count: word.count - 1)
      case 1: word.prefix(1) + String(repeating: "*", count: word.count - 2) + word.suffix(1)
      default: word.prefix(2) + "*" + word.dropFirst(3)
      }
    return replacing(String(word), by: String(stars), in: title)
  }

  private static func respelledPart(
    _ title: String, _ numbers: inout SeededNumbers
  ) -> String? {
    for (number, forms) in [
      ("Part 1", ["Pt. 1", "Part I", "Part One", "pt.1"]),
      ("Part 2", ["Pt. 2", "Part II", "Part Two", "pt 2"]),
      ("Pt. I", ["Part 1"]), ("Pt. II", ["Part Two"]),
    ] where title.hasSuffix(number) {
      let base = replacing(", " + number, by: "", in: title)
      let form = numbers.pick(forms)
      return base + numbers.pick([", " + form, " (" + form + ")", " - " + form])
    }
    return title.contains("No. ")
      ? replacing("No. ", by: numbers.pick(["Nr. ", "#", "no."]), in: title) : nil
  }
}

extension String {
  fileprivate func replacingCharacter(at index: Index, by character: Character) -> String {
    replacingCharacters(in: index..<self.index(after: index), by: String(character))
  }

  fileprivate func replacingCharacters(in range: Range<Index>, by new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }

  fileprivate func firstRange(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) {
        return start..<index(start, offsetBy: other.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
