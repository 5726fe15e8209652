import FoundationEssentials
import OrpheusTestSupport
import Testing

@testable import ListeningHistory

@Suite("Scanning JSON")
struct JSONScannerTests {
  /// A JSON value of any kind, as both readers see it.
  private indirect enum Value: Equatable, Decodable {
    case object([String: Value])
    case array([Value])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
      if let container = try? decoder.singleValueContainer() {
        if container.decodeNil() {
          self = .null
          return
        }
        if let value = try? container.decode(Bool.self) {
          self = .bool(value)
          return
        }
        if let value = try? container.decode(Double.self) {
          self = .number(value)
          return
        }
        if let value = try? container.decode(String.self) {
          self = .string(value)
          return
        }
        if let value = try? container.decode([Value].self) {
          self = .array(value)
          return
        }
      }
      self = .object(try [String: Value](from: decoder))
    }

    /// Reads the next value with the scanner.
    init(_ scanner: inout JSONScanner) {
      if scanner.isAtObject() {
        var members: [String: Value] = [:]
        if scanner.enterObject() {
          while scanner.nextName() {
            let name = scanner.nameText
            members[name] = Value(&scanner)
          }
        }
        self = .object(members)
      } else if scanner.isAtArray() {
        var elements: [Value] = []
        if scanner.enterArray() { while scanner.nextElement() { elements.append(Value(&scanner)) } }
        self = .array(elements)
      } else {
        self = Self.scalar(&scanner)
      }
    }

    private static func scalar(_ scanner: inout JSONScanner) -> Value {
      var attempt = scanner
      if let text = attempt.string() {
        scanner = attempt
        return .string(text)
      }
      attempt = scanner
      if let value = attempt.number() {
        scanner = attempt
        return .number(value)
      }
      attempt = scanner
      if let value = attempt.bool() {
        scanner = attempt
        return .bool(value)
      }
      scanner.skipValue()
      return .null
    }

    /// A value at random, no deeper than `depth`.
    static func random(_ depth: Int, _ generator: inout SplitMix64) -> Value {
      switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
      case 0: return .null
      case 1: return .bool(Bool.random(using: &generator))
      case 2: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &generator)))
      case 3:
        let exponent = Double(Int.random(in: -20...20, using: &generator))
        return .number(Double.random(in: -1...1, using: &generator) * exp10(exponent))
      case 4: return .string(text(&generator))
      case 5, 6:
        return .object(
          Dictionary(
            uniqueKeysWithValues: (0..<Int.random(in: 0..<5, using: &generator)).map {
              // Of different lengths, so that no change of a letter makes two of them the same.
              (String(repeating: "k", count: $0), random(depth - 1, &generator))
            }))
      default:
        return .array(
          (0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(depth - 1, &generator) })
      }
    }

    private static func exp10(_ exponent: Double) -> Double {
      (0..<Int(exponent.magnitude)).reduce(1) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }

    private static func text(_ generator: inout SplitMix64) -> String {
      let letters: [Character] = [
        "a", "é", "\"", "\\", "/", "\n", "\u{1}", "🎵", "日", " ", "\u{7F}",
      ]
      return String(
        (0..<Int.random(in: 0..<9, using: &generator)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &generator)]
        })
    }

    /// The value as text, with white space and escapes at random.
    func text(_ generator: inout SplitMix64) -> String {
      let space = ["", "", " ", "\n\t"][Int.random(in: 0..<4, using: &generator)]
      switch self {
      case .null: return "null" + space
      case .bool(let value): return "\(value)" + space
      case .number(let value):
        if let whole = Int64(exactly: value) { return "\(whole)" + space }
        return "\(value)" + space
      case .string(let value): return Self.quoted(value, &generator) + space
      case .array(let elements):
        return "[" + space + elements.map { $0.text(&generator) }.joined(separator: "," + space)
          + "]" + space
      case .object(let members):
        return "{" + space
          + members.sorted { $0.key < $1.key }.map {
            "\"\($0)\"\(space):\(space)\($1.text(&generator))"
          }
          .joined(separator: "," + space) + "}" + space
      }
    }

    private static func quoted(_ text: String, _ generator: inout SplitMix64) -> String {
      var quoted = "\""
      for unit in text.unicodeScalars {
        let isHexadecimal = Bool.random(using: &generator)
        switch unit {
        case "\"" where !isHexadecimal: quoted += "\\\""
        case "\\" where !isHexadecimal: quoted += "\\\\"
        case "/" where !isHexadecimal: quoted += "\\/"
        case "\n" where !isHexadecimal: quoted += "\\n"
        case _ where isHexadecimal || unit.value < 0x20:
          for code in String(unit).utf16 {
            let digits = String(code, radix: 16, uppercase: Bool.random(using: &generator))
            quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        default: quoted.unicodeScalars.append(unit)
        }
      }
      return quoted + "\""
    }
  }

  /// What the scanner makes of a whole text; nil when it is not JSON.
  private func scan(_ text: [UInt8]) -> Value? {
    text.withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes)
      let value = Value(&scanner)
      return scanner.problem == nil && scanner.isAtEnd() ? value : nil
    }
  }

  /// True when the scanner can skip a whole text.
  private func skips(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes)
      scanner.skipValue()
      return scanner.problem == nil && scanner.isAtEnd()
    }
  }

  @Test("random documents are read as by the general decoder", arguments: 0..<8)
  func differential(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    for _ in 0..<250 {
      let text = Array(Value.random(4, &generator).text(&generator).utf8)
      let expected = try JSONDecoder().decode(Value.self, from: Data(text))
      #expect(scan(text) == expected, "\(String(decoding: text, as: UTF8.self))")
      #expect(skips(text))
    }
  }

  @Test("what the general decoder refuses is refused, what it takes is taken", arguments: 0..<8)
  func mutations(seed: Int) {
    var generator = SplitMix64(seed: UInt64(1_000 + seed))
    let bytes = Array(#"{}[]",:\u0dE+-.1tfn aé "#.utf8)
    for _ in 0..<500 {
      var text = Array(Value.random(3, &generator).text(&generator).utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !text.isEmpty {
        let place = Int.random(in: 0..<text.count, using: &generator)
        text[place] = bytes[Int.random(in: 0..<bytes.count, using: &generator)]
      }
      // Text that is not UTF-8, and halves of surrogate pairs, are repaired here and refused there.
      guard String(validating: text, as: UTF8.self) != nil, !text.contains(0x5C) else { continue }
      // The general decoder lets a comma after the last element pass.
      let squeezed = String(decoding: text.filter { $0 > 0x20 }, as: UTF8.self)
      if squeezed.contains(",]") || squeezed.contains(",}") { continue }
      let expected = try? JSONDecoder().decode(Value.self, from: Data(text))
      // A number beyond the range of Double is one odd member here, and a failure there.
      if let expected {
        #expect(scan(text) == expected, "\(String(decoding: text, as: UTF8.self))")
      } else {
        #expect(!isDefinitelyValid(text))
      }
    }
  }

  /// True when the scanner takes `text`, unless only because of an enormous number.
  private func isDefinitelyValid(_ text: [UInt8]) -> Bool {
    skips(text) && !text.contains { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
  }

  @Test(
    "strings are unescaped",
    arguments: [
      (#""a\"b\\c\/d\b\f\n\r\t""#, "a\"b\\c/d\u{8}\u{C}\n\r\t"), (#""\u00e9\u00C9""#, "éÉ"),
      (#""\ud83c\udfb5!""#, "🎵!"), (#""\ud83c""#, "\u{FFFD}"), (#""\udfb5x""#, "\u{FFFD}x"),
      (#""\ud83c\u0041""#, "\u{FFFD}A"), (#""\ud83c\ud83c\udfb5""#, "\u{FFFD}🎵"),
      (#""\ud83c\n""#, "\u{FFFD}\n"), (#""\u0000""#, "\u{0}"),
    ])
  func escapes(text: String, expected: String) {
    #expect(scan(Array(text.utf8)) == .string(expected))
  }

  @Test(
    "numbers are read exactly, also out of strings",
    arguments: [
      ("0", 0), ("-0", 0), ("1614852672987", 1_614_852_672_987), ("1.5e3", 1_500),
      ("1E-2", 0.01), ("\"12.25\"", 12.25), ("999999999999999999999", 1e21),
      ("01", nil), ("1.", nil), (".5", nil), ("-", nil), ("1e", nil), ("\"1x\"", nil),
      ("\"nan\"", nil), ("\"inf\"", nil), ("1e999", nil), ("null", nil), ("{}", nil), ("", nil),
    ] as [(String, Double?)])
  func numbers(text: String, expected: Double?) {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes)
      let number = scanner.number()
      #expect(number == expected)
    }
  }

  @Test(
    "a value of another kind is nil, and reading goes on after it",
    arguments: ["1", "true", "null", #""s""#, #"{"a":[{}]}"#, "[[],{}]"])
  func otherKinds(value: String) {
    let text = Array(#"{"x":\#(value),"y":"end"}"#.utf8)
    for kind in 0..<5 {
      text.withUnsafeBufferPointer { bytes in
        var scanner = JSONScanner(bytes)
        guard scanner.enterObject(), scanner.nextName(), scanner.isName("x") else {
          Issue.record("the first member is not found")
          return
        }
        switch kind {
        case 0: _ = scanner.string()
        case 1: _ = scanner.number()
        case 2: _ = scanner.bool()
        case 3: if scanner.enterObject() { while scanner.nextName() {} }
        default: if scanner.enterArray() { while scanner.nextElement() {} }
        }
        let isFound = scanner.nextName()
        #expect(isFound && scanner.isName("y"))
        let last = scanner.string()
        #expect(last == "end")
        let isMore = scanner.nextName()
        let isAtEnd = scanner.isAtEnd()
        #expect(!isMore && isAtEnd && scanner.problem == nil)
      }
    }
  }

  @Test("every beginning of a document ends too early, and none is read beyond its end")
  func prefixes() {
    let text = Array(JSONFixtures.play(["platform": #""\u00e9\ud83c\udfb5""#]).utf8)
    for length in 0..<text.count {
      // A copy of exactly that length, so that a checker of addresses would notice.
      let prefix = Array(text[..<length])
      prefix.withUnsafeBufferPointer { bytes in
        var scanner = JSONScanner(bytes)
        scanner.skipValue()
        #expect(scanner.problem == .endsTooEarly)
      }
    }
  }

  @Test("the limit of nesting holds")
  func depth() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(skips(nested(64)))
    #expect(!skips(nested(65)))
    #expect(!skips(Array(String(repeating: "{\"a\":", count: 1_000_000).utf8)))
  }
}
