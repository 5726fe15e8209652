internal import SystemPackage
internal import TOML

/// Takes values out of a manifest by key; whatever nobody asked for is a mistake of its writer.
struct ManifestReader {
  private let file: FilePath
  /// By dotted key.
  private var entries: [String: TOMLEntry] = [:]
  private var asked: Set<String> = []

  /// Parses `text`, the contents of `file`.
  init(_ text: String, file: FilePath) throws(ModelError) {
    self.file = file
    do {
      for entry in try TOMLDocument(parsing: text).entries { entries[entry.key] = entry }
    } catch {
      throw ModelError(.manifest, "\(file): \(error)")
    }
  }

  /// The value of `key`, or nil when there is none.
  private mutating func value<Value>(
    _ key: String, _ expected: String, _ convert: (TOMLValue) -> Value?
  ) throws(ModelError) -> Value? {
    asked.insert(key)
    guard let entry = entries[key] else { return nil }
    guard let value = convert(entry.value) else {
      throw error("“\(entry.key)” must be \(expected)", line: entry.line)
    }
    return value
  }

  /// Complains when nothing was found; about a misspelt key rather than a missing one, if there
  /// is one that resembles it.
  private func required<Value>(_ value: Value?, _ key: String) throws(ModelError) -> Value {
    if let value { return value }
    let misspelt = entries.values.filter {
      !asked.contains($0.key) && $0.key.editDistance(to: key) <= 2
    }
    if let entry = misspelt.min(by: { $0.line < $1.line }) {
      throw error("there is no key “\(entry.key)”; did you mean “\(key)”?", line: entry.line)
    }
    throw error("“\(key)” is missing")
  }

  /// Text.
  mutating func string(_ key: String) throws(ModelError) -> String {
    try required(
      try value(key, "text") { if case .string(let text) = $0 { text } else { nil } }, key)
  }

  /// A whole number, not below `minimum`.
  mutating func integer(_ key: String, minimum: Int = 0) throws(ModelError) -> Int {
    try required(try optionalInteger(key, minimum: minimum), key)
  }

  /// A whole number that may be left out.
  mutating func optionalInteger(_ key: String, minimum: Int = 0) throws(ModelError) -> Int? {
    try value(key, "a whole number, \(minimum) or more") { value -> Int? in
      guard case .integer(let number) = value, number >= minimum, number <= Int32.max else {
        return nil
      }
      return Int(number)
    }
  }

  /// A length in samples: a whole number of them, or a fraction of seconds (`0.025`) that comes to
  /// one at `sampleRate` Hz.
  mutating func samples(_ key: String, sampleRate: Int) throws(ModelError) -> Int {
    let expected = "samples, 1 or more, or seconds with a decimal point"
    let found = try value(key, expected) { value -> Int? in
      switch value {
      case .integer(let number) where (1...Int64(Int32.max)).contains(number): return Int(number)
      case .float(let seconds) where seconds > 0 && seconds <= 600:
        return max(1, Int((seconds * Double(sampleRate)).rounded()))
      default: return nil
      }
    }
    return try required(found, key)
  }

  /// Text that is safe in a command and as a file name: it cannot be taken for an option, and it
  /// leads to no other directory.
  mutating func plainName(_ key: String) throws(ModelError) -> String {
    try required(try optionalPlainName(key), key)
  }

  /// A plain name that may be left out.
  mutating func optionalPlainName(_ key: String) throws(ModelError) -> String? {
    try value(key, "a plain name of letters, digits, dots and hyphens") { value in
      if case .string(let text) = value, text.isPlainName { text } else { nil }
    }
  }

  /// A number.
  mutating func number(_ key: String) throws(ModelError) -> Double {
    try required(try optionalNumber(key), key)
  }

  /// A number that may be left out.
  mutating func optionalNumber(_ key: String) throws(ModelError) -> Double? {
    try value(key, "a number") { value -> Double? in
      switch value {
      case .float(let number) where number.isFinite: number
      case .integer(let number): Double(number)
      default: nil
      }
    }
  }

  /// True or false.
  mutating func boolean(_ key: String) throws(ModelError) -> Bool {
    try required(try optionalBoolean(key), key)
  }

  /// True or false, which may be left out.
  mutating func optionalBoolean(_ key: String) throws(ModelError) -> Bool? {
    try value(key, "true or false") { if case .boolean(let flag) = $0 { flag } else { nil } }
  }

  /// A list of texts, without repetitions.
  mutating func strings(_ key: String) throws(ModelError) -> [String] {
    let found = try value(key, "a list of different texts") { value -> [String]? in
      guard case .array(let elements) = value else { return nil }
      let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
      return texts.count == elements.count && Set(texts).count == texts.count ? texts : nil
    }
    return try required(found, key)
  }

  /// A list of whole numbers, 0 or more.
  mutating func integers(_ key: String) throws(ModelError) -> [Int] {
    let found = try value(key, "a list of whole numbers, 0 or more") { value -> [Int]? in
      guard case .array(let elements) = value else { return nil }
      let numbers = elements.compactMap { element -> Int? in
        guard case .integer(let number) = element, (0...Int64(Int32.max)).contains(number) else {
          return nil
        }
        return Int(number)
      }
      return numbers.count == elements.count ? numbers : nil
    }
    return try required(found, key)
  }

  /// One of a few words.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(ModelError) -> Choice where Choice.RawValue == String {
    try required(try optionalChoice(key), key)
  }

  /// One of a few words that may be left out.
  mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(ModelError) -> Choice? where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return try value(key, "one of \(words)") { value -> Choice? in
      if case .string(let text) = value { Choice(rawValue: text) } else { nil }
    }
  }

  /// A SHA-256 digest.
  mutating func digest(_ key: String) throws(ModelError) -> SHA256Digest {
    try required(try optionalDigest(key), key)
  }

  /// A SHA-256 digest that may be left out.
  mutating func optionalDigest(_ key: String) throws(ModelError) -> SHA256Digest? {
    try value(key, "64 hexadecimal digits") {
      if case .string(let text) = $0 { SHA256Digest(hexadecimal: text) } else { nil }
    }
  }

  /// True when the manifest says anything as `key`.
  func hasKey(_ key: String) -> Bool { entries[key] != nil }

  /// True when there is a table `table` with anything in it.
  func hasTable(_ table: String) -> Bool {
    entries.keys.contains { $0.hasPrefix(table + ".") }
  }

  /// Every `name = digest` of a table whose names are free, in the order of the document.
  mutating func digests(in table: String) throws(ModelError) -> [(name: String, SHA256Digest)] {
    let inside = entries.values.filter { $0.key.hasPrefix(table + ".") }
    var digests: [(name: String, SHA256Digest)] = []
    for entry in inside.sorted(by: { $0.line < $1.line }) {
      digests.append((entry.path.last ?? "", try digest(entry.key)))
    }
    return digests
  }

  /// An error at `line`, or at the line of `key`.
  func error(_ message: String, line: Int? = nil, at key: String? = nil) -> ModelError {
    let line = line ?? key.flatMap { entries[$0]?.line }
    return ModelError(.manifest, "\(file)\(line.map { ":\($0)" } ?? ""): \(message)")
  }

  /// Complains about the first key nobody asked for, naming the one it resembles most.
  func finish() throws(ModelError) {
    let unknown = entries.values.filter { !asked.contains($0.key) }
    guard let entry = unknown.min(by: { $0.line < $1.line }) else { return }
    let nearest = asked.sorted().min {
      entry.key.editDistance(to: $0) < entry.key.editDistance(to: $1)
    }
    let hint = nearest.map { "; did you mean “\($0)”?" } ?? ""
    throw error("there is no key “\(entry.key)”\(hint)", line: entry.line)
  }
}

extension String {
  /// True for ASCII letters, digits and `._+-`, of which a letter or digit comes first.
  var isPlainName: Bool {
    guard let first = utf8.first, first.isLetterOrDigit else { return false }
    return utf8.allSatisfy { $0.isLetterOrDigit || "._+-".utf8.contains($0) }
  }

  /// How many letters must be inserted, removed or replaced to get to `other` (Levenshtein).
  func editDistance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, letter) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, otherLetter) in other.enumerated() {
        let replaced = diagonal + (letter == otherLetter ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, diagonal + 1, row[j] + 1)
      }
    }
    return row[other.count]
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
