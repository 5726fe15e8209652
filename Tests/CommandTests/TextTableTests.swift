import Testing

@testable import orpheusctl

@Suite("A table")
struct TextTableTests {
  private let table = {
    var table = TextTable(columns: [
      .init("NAME", minimum: 6), .init("COUNT", .right), .init("FILE", minimum: 6, keeping: .end),
    ])
    table.rows = [
      ["音楽 and more", "7", "/home/u/Music/a.mp3"],
      ["calm", "1,204", "/x"],
      ["empty", "", ""],
    ]
    return table
  }()

  @Test("aligns columns by what is seen, without trailing spaces")
  func aligned() {
    #expect(
      table.render(for: .none) == """
        NAME           COUNT  FILE
        音楽 and more      7  /home/u/Music/a.mp3
        calm           1,204  /x
        empty

        """)
  }

  @Test("cuts the widest flexible column first, down to its minimum")
  func cut() {
    #expect(
      table.render(for: .plain(36)) == """
        NAME           COUNT  FILE
        音楽 and more      7  …u/Music/a.mp3
        calm           1,204  /x
        empty

        """)
    #expect(
      table.render(for: .plain(21))
        == """
        NAME    COUNT  FILE
        音楽 …      7  …a.mp3
        calm    1,204  /x
        empty

        """)
  }

  @Test("fits every width that its minimums allow", arguments: 21...60)
  func fits(width: Int) {
    let lines = table.render(for: .plain(width)).split(separator: "\n")
    #expect(lines.allSatisfy { String($0).columns <= width })
  }

  @Test("colours cells without moving them")
  func colour() {
    var table = TextTable(columns: [.init(""), .init("")])
    table.rows = [[StyledText("a", .bold), StyledText("b")], ["long", "c"]]
    #expect(table.render(for: .plain(80)) == "a     b\nlong  c\n")
    #expect(table.render(for: .coloured(80)) == "\u{1B}[1ma\u{1B}[0m     b\nlong  c\n")
  }

  @Test("escapes what its cells hold")
  func escapes() {
    var table = TextTable(columns: [.init("")])
    table.rows = [[StyledText("a\u{1B}[2Jb\n")]]
    #expect(table.render(for: .none) == "a\\u{1B}[2Jb\\n\n")
  }

  @Test("is nothing without rows")
  func empty() {
    #expect(TextTable(columns: [.init("A")]).render(for: .none).isEmpty)
  }
}

@Suite("Quantities")
struct QuantityTests {
  @Test(
    "group thousands",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    ])
  func grouped(number: Int, expected: String) {
    #expect(Quantity.grouped(number) == expected)
  }

  @Test(
    "show a sign on all but zero",
    arguments: [
      (0.42, "+0.42"), (-0.42, "-0.42"), (0, "0.00"), (-0.004, "0.00"), (1, "+1.00"),
      (.nan, "—"), (.infinity, "—"), (0.005, "+0.01"), (nil, "—"),
    ] as [(Double?, String)])
  func signed(value: Double?, expected: String) {
    #expect(Quantity.signed(value) == expected)
  }

  @Test(
    "round decimals",
    arguments: [
      (-14.27, 1, "-14.3"), (0.05, 1, "0.1"), (12, 0, "12"), (0.00004, 4, "0.0000"),
      (-0.00004, 4, "0.0000"), (1e300, 2, "1e+300"),
    ])
  func decimal(value: Double, places: Int, expected: String) {
    #expect(Quantity.decimal(value, places: places) == expected)
  }

  private static let shares: [(Double, String)] = [
    (0, "0 %"), (0.004, "<1 %"), (0.005, "1 %"), (0.62, "62 %"), (1, "100 %"), (7, "100 %"),
    (-1, "0 %"), (.nan, "—"), (.infinity, "—"),
  ]

  @Test("say shares in percent", arguments: shares)
  func percent(share: Double, expected: String) {
    #expect(Quantity.percent(share) == expected)
  }

  private static let evidences: [(Double, String)] = [
    (0, "0"), (3, "3"), (2.44, "2.4"), (9.94, "9.9"), (9.96, "10"), (1034.4, "1,034"), (-1, "—"),
    (.nan, "—"), (1e300, "—"),
  ]

  @Test("say evidence with a tenth where it matters", arguments: evidences)
  func evidence(count: Double, expected: String) {
    #expect(Quantity.evidence(count) == expected)
  }

  private static let spans: [(Int, Int, String)] = [
    (0, 59, "<1 min"), (0, 60, "1 min"), (100, 100 + 48 * 60, "48 min"), (0, 7_500, "2 h 05 min"),
    (0, 100 * 3_600, "100 h 00 min"), (9, 0, "<1 min"), (.min, .max, "—"),
  ]

  @Test("say how long something was", arguments: spans)
  func span(start: Int, end: Int, expected: String) {
    #expect(Quantity.span(from: start, to: end) == expected)
  }

  @Test(
    "say lengths as clocks do",
    arguments: [
      (0, "0:00"), (7, "0:07"), (187.4, "3:07"), (59.6, "1:00"), (3727, "1:02:07"), (-1, "—"),
      (.nan, "—"),
    ])
  func duration(seconds: Double, expected: String) {
    #expect(Quantity.duration(seconds) == expected)
  }

  @Test(
    "name the quadrants of feeling",
    arguments: [
      (0.5, 0.5, "elated"), (-0.5, 0.5, "tense"), (-0.5, -0.5, "sombre"), (0.5, -0.5, "serene"),
      (0.05, -0.05, "even"),
    ])
  func feeling(valence: Double, arousal: Double, expected: String) {
    #expect(Feeling.word(valence: valence, arousal: arousal) == expected)
  }
}
