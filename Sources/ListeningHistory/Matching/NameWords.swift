/// The words of a folded name.
struct NameWords {
  /// Separators that are kept as words of their own, where it matters what stood between two names.
  static let separators: Set<String> = ["&", ",", ";", "/"]

  private let bytes: [UInt8]
  private let range: Range<Int>
  private let keepsSeparators: Bool

  private var words: [String] = []
  /// The word being read.
  private var current: [UInt8] = []
  /// True where a numeral may stand by itself: at the start, and after a colon or a dash.
  private var isOpening = true

  /// Splits `bytes[range]` into words.
  ///
  /// Punctuation goes; apostrophes join ("don't" is "dont"), dots join initials ("R.E.M." is "rem"),
  /// stars stay for ``CensoredWord``, "&" and "+" become "&". With `keepsSeparators` so do commas,
  /// semicolons and slashes.
  static func split(
    _ bytes: [UInt8], in range: Range<Int>, keepsSeparators: Bool = false
  ) -> [String] {
    var splitter = NameWords(bytes: bytes, range: range, keepsSeparators: keepsSeparators)
    splitter.run()
    return splitter.words
  }

  /// A name of nothing but symbols, spelled in numbers as one word, so that "!!!" and "+" are names
  /// too; none for a name of spaces.
  static func symbols(_ folded: [UInt8], _ name: String) -> [String] {
    var symbols = folded.filter { $0 > 0x20 }.prefix(16).map(UInt32.init)
    if symbols.isEmpty {
      symbols = name.unicodeScalars.prefix(16).map(\.value)
        .filter { $0 > 0x20 && Unicode.Scalar($0)?.properties.isWhitespace == false }
    }
    let spelled = symbols.map { "u" + String($0, radix: 16) }.joined()
    return spelled.isEmpty ? [] : [spelled]
  }

  private init(bytes: [UInt8], range: Range<Int>, keepsSeparators: Bool) {
    self.bytes = bytes
    self.range = range
    self.keepsSeparators = keepsSeparators
    words.reserveCapacity(8)
    current.reserveCapacity(16)
  }

  private mutating func run() {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if isLetter(byte) || isDigit(byte) {
        current.append(byte)
      } else {
        index += punctuation(byte, at: index)
      }
      index += 1
    }
    endWord()
  }

  /// Reads one character of punctuation; answers how many more were read.
  private mutating func punctuation(_ byte: UInt8, at index: Int) -> Int {
    let previous = index > range.lowerBound ? bytes[index - 1] : 0
    let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
    switch byte {
    case UInt8(ascii: "*"):
      current.append(byte)
    case UInt8(ascii: "'"), UInt8(ascii: "`"):
      // Rock'n'roll.
      let after = index + 2 < range.upperBound ? bytes[index + 2] : 0
      if next == UInt8(ascii: "n"), after == UInt8(ascii: "'") {
        endWord()
        words.append("n")
        return 2
      }
    case UInt8(ascii: "."):
      let after = index + 2 < range.upperBound ? bytes[index + 2] : 0
      let isInitial = isLetter(previous) && (current.count == 1 || isInitials(before: index))
      if isInitial, isLetter(next), !isLetter(after), !isDigit(after) { return 0 }
      if isOpening, let number = Numerals.roman(current) {
        current = Array(String(number).utf8)
      }
      endWord()
    // Ke$ha, P!nk, H@ppy.
    case UInt8(ascii: "$") where isLetter(previous) || isLetter(next):
      current.append(UInt8(ascii: "s"))
    case UInt8(ascii: "!") where isLetter(previous) && isLetter(next):
      current.append(UInt8(ascii: "i"))
    case UInt8(ascii: "@") where isLetter(previous) && isLetter(next):
      current.append(UInt8(ascii: "a"))
    case UInt8(ascii: "@"):
      endWord()
      words.append("at")
    case UInt8(ascii: "&"), UInt8(ascii: "+"):
      endWord()
      words.append("&")
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "/"):
      endWord()
      if keepsSeparators { words.append(String(decoding: [byte], as: UTF8.self)) }
      isOpening = true
    case UInt8(ascii: ":"), UInt8(ascii: "-"):
      endWord()
      isOpening = true
    default:
      endWord()
    }
    return 0
  }

  /// "r.e" of "r.e.m": every other character before `index` is a dot, back to the word's start.
  private func isInitials(before index: Int) -> Bool {
    let start = index - (current.count * 2 - 1)
    guard current.count > 1, start >= range.lowerBound else { return false }
    return stride(from: start + 1, to: index, by: 2).allSatisfy {
      bytes[$0] == UInt8(ascii: ".")
    }
  }

  private mutating func endWord() {
    guard !current.isEmpty else { return }
    // A lone star is an ornament; three or more may be a word.
    if current.count > 2 || !current.allSatisfy({ $0 == UInt8(ascii: "*") }) {
      words.append(String(decoding: current, as: UTF8.self))
      isOpening = false
    }
    current.removeAll(keepingCapacity: true)
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte >= 0x80
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
