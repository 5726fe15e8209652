/// The words of a name, levelled, in the forms they are compared in.
struct LevelledText {
  let words: [String]
  /// The words run together, so that "Broken Light" is "Brokenlight"; a space stays between digits.
  let compact: [UInt8]

  /// Takes words as they are.
  init(_ words: [String]) {
    self.words = words
    var compact: [UInt8] = []
    compact.reserveCapacity(words.count * 8)
    for word in words {
      if let last = compact.last, let first = word.utf8.first, Self.isDigit(last),
        Self.isDigit(first)
      {
        compact.append(UInt8(ascii: " "))
      }
      compact += word.utf8
    }
    self.compact = compact
  }

  /// The numbers in it, sorted: names with different numbers mean different things.
  var numbers: [String] {
    guard compact.contains(where: Self.isDigit) else { return [] }
    var numbers: [String] = []
    var current: [UInt8] = []
    for byte in compact + [0] {
      if Self.isDigit(byte) {
        if current == [UInt8(ascii: "0")] { current = [] }
        current.append(byte)
      } else if !current.isEmpty {
        numbers.append(String(decoding: current, as: UTF8.self))
        current = []
      }
    }
    return numbers.sorted()
  }

  /// The same with "i", "v" and "x" as numbers, where they are words but not the first.
  var readingLoneNumerals: LevelledText {
    let numerals = ["i": "1", "v": "5", "x": "10"]
    return LevelledText(Array(words.prefix(1)) + words.dropFirst().map { numerals[$0] ?? $0 })
  }

  /// Makes "and" of "&", "und" and so on where they stand between words, and drops a leading
  /// article; nothing is dropped of a name that would vanish.
  static func level(_ words: inout [String]) {
    if words.contains("&") {
      while words.first == "&", words.count > 1 { words.removeFirst() }
      while words.last == "&", words.count > 1 { words.removeLast() }
    }
    for index in words.indices.dropFirst().dropLast() where conjunctions.contains(words[index]) {
      words[index] = "and"
    }
    if words.count > 1, articles.contains(words[0]) { words.removeFirst() }
  }

  static let articles: Set<String> = ["the", "a", "an"]

  /// "et" and "n" stand for "and" only between words: "E.T." is a title.
  private static let conjunctions: Set<String> = ["&", "n", "und", "et", "och", "og"]

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
