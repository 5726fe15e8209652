/// What the tags say of a track's genre, as far as an evaluation can use it.
package enum GenreLabel: Hashable, Sendable {
  /// A genre, its spelling levelled.
  case genre(String)
  /// A word that stands for no genre: “Other”, “Unknown”, a number.
  case junk
  /// Nothing.
  case missing

  /// Reads a genre whose letters are in lower case and without accents.
  ///
  /// Of several, separated by semicolons, commas, slashes or a backslash, the first that is one
  /// counts. What is not a letter or a digit is left out, so that hip-hop is “Hip Hop”; an
  /// ampersand is “and”.
  package init(folded text: String) {
    let words = text.split { ";,/\\|".contains($0) }.map(Self.compact).filter { !$0.isEmpty }
    guard !words.isEmpty, !Self.isJunk(Self.compact(text[...])) else {
      // Punctuation was meant to say something, blanks were not.
      self = text.allSatisfy(\.isWhitespace) ? .missing : .junk
      return
    }
    self = words.first { !Self.isJunk($0) }.map { .genre($0) } ?? .junk
  }

  private static func compact(_ text: Substring) -> String {
    String(
      text.flatMap { character -> String in
        if character == "&" { return "and" }
        return character.isLetter || character.isNumber ? String(character) : ""
      })
  }

  private static func isJunk(_ word: String) -> Bool {
    word.allSatisfy(\.isNumber) || placeholders.contains(word)
  }

  /// What programs and people write where they know nothing, compact. “Other” is number 12 of the
  /// list of ID3v1; “misc”, “data” and “no genre” are CDDB's and its offspring's.
  private static let placeholders: Set = [
    "other", "others", "unknown", "unknowngenre", "unclassifiable", "unclassified", "uncategorized",
    "uncategorised", "undefined", "unspecified", "unset", "misc", "miscellaneous", "various",
    "variousartists", "genre", "genres", "nogenre", "none", "null", "nil", "na", "notavailable",
    "notset", "default", "general", "data", "test", "todo", "music", "audio",
    "mp3", "track", "untitled", "custom", "defaultgenre", "sonstige", "sonstiges", "unbekannt",
    "andere", "autre", "inconnu", "otro", "otros", "desconocido", "altro", "sconosciuto",
  ]
}
