import Testing

@testable import orpheusctl

@Suite("Text on a terminal")
struct DisplayWidthTests {
  @Test(
    "is as wide as its characters are drawn",
    arguments: [
      ("", 0), ("abc", 3), ("naïve", 5), ("nai\u{308}ve", 5), ("…—●█", 4), ("音楽", 4), ("한국어", 6),
      ("\u{1112}\u{1161}\u{11AB}", 2), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4), ("🎵", 2), ("👩‍🎤", 2), ("🇸🇪", 2),
      ("❤️", 2), ("❤", 1), ("\u{301}", 0), ("Ωμέγα", 5), ("שלום", 4), ("a\u{200B}b", 2),
    ])
  func width(text: String, columns: Int) {
    #expect(text.columns == columns)
  }

  @Test(
    "is cut at whole characters, never wider than asked",
    arguments: [
      ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""),
      ("音楽音楽", 8, "音楽音楽"), ("音楽音楽", 7, "音楽音…"), ("音楽音楽", 6, "音楽…"),
      ("nai\u{308}ve name", 4, "nai\u{308}…"),
    ])
  func cut(text: String, width: Int, expected: String) {
    #expect(text.cut(to: width) == expected)
    #expect(text.cut(to: width).columns <= width)
  }

  @Test("keeps the end of a path")
  func cutPath() {
    #expect("/home/u/Music/a.mp3".cut(to: 9, keeping: .end) == "…ic/a.mp3")
  }

  @Test(
    "has everything escaped that would steer the terminal",
    arguments: [
      ("plain 音楽 ❤️", "plain 音楽 ❤️"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("\t", "\\t"),
      ("\u{1B}[31mred", "\\u{1B}[31mred"), ("\u{9B}2J", "\\u{9B}2J"), ("\u{7F}", "\\u{7F}"),
      ("\u{202E}3pm.exe", "\\u{202E}3pm.exe"), ("a\u{2028}b", "a\\u{2028}b"),
    ])
  func escaping(text: String, expected: String) {
    #expect(text.printable == expected)
  }

  @Test("is wrapped between words, and indented to match its lead")
  func wrapping() {
    #expect(
      Paragraph.wrap("one two three four", lead: "! ", width: 9) == "! one two\n  three\n  four\n")
    #expect(Paragraph.wrap("unbreakable", lead: "", width: 4) == "unbreakable\n")
    #expect(Paragraph.wrap("one two", lead: "", width: nil) == "one two\n")
  }
}

@Suite("The terminal")
struct TerminalTests {
  @Test(
    "has colour only where it is wanted",
    arguments: [
      (["TERM": "xterm"], true), ([:], true), (["TERM": "dumb"], false),
      (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true),
    ])
  func colour(environment: [String: String], expected: Bool) {
    #expect(
      Terminal(isTerminal: true, columns: 80, environment: environment).hasColour == expected)
    #expect(!Terminal(isTerminal: false, columns: nil, environment: environment).hasColour)
  }

  @Test(
    "has a palette where it says so and colour is wanted",
    arguments: [
      (["TERM": "xterm-256color"], true), (["TERM": "xterm-direct"], true),
      (["TERM": "xterm"], false),
      (["TERM": "linux"], false), (["TERM": "foot", "COLORTERM": "truecolor"], true),
      (["TERM": "xterm-256color", "NO_COLOR": "1"], false),
      (["TERM": "dumb", "COLORTERM": "truecolor"], false),
    ])
  func palette(environment: [String: String], expected: Bool) {
    #expect(
      Terminal(isTerminal: true, columns: 80, environment: environment).hasPalette == expected)
    #expect(!Terminal(isTerminal: false, columns: nil, environment: environment).hasPalette)
  }

  @Test(
    "is as wide as COLUMNS or the driver says, 80 when neither does, and a pipe has no width",
    arguments: [
      (120, [:], 120), (120, ["COLUMNS": "60"], 60), (120, ["COLUMNS": "x"], 120), (0, [:], 80),
      (nil, [:], 80), (0, ["COLUMNS": "0"], 80),
    ])
  func width(columns: Int?, environment: [String: String], expected: Int) {
    #expect(
      Terminal(isTerminal: true, columns: columns, environment: environment).width == expected)
    #expect(Terminal(isTerminal: false, columns: columns, environment: environment).width == nil)
  }
}

@Suite("Progress")
struct ProgressLineTests {
  @Test(
    "fills the bar only when all is done",
    arguments: [
      (0, 10, "░░░░", 0), (5, 10, "██░░", 50), (999, 1000, "███░", 99), (10, 10, "████", 100),
      (0, 0, "████", 100), (12, 10, "████", 100), (-1, 10, "░░░░", 0),
    ])
  func bar(done: Int, total: Int, bar: String, percent: Int) {
    #expect(ProgressLine.bar(done: done, total: total, width: 4) == bar)
    #expect(ProgressLine.percent(done: done, total: total) == percent)
  }

  @Test("fits its line to the terminal", arguments: [20, 30, 40, 80, 200])
  func width(width: Int) {
    let line = ProgressLine.line(label: "analysing", done: 1240, total: 2000, width: width)
    #expect(line.columns <= width)
    #expect(line.hasPrefix("analysing"))
  }
}
