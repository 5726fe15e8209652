import ListeningHistory
import Testing

@Suite struct TextSplitterTests {
  struct Cut: Hashable {
    var text: String
    var line: Int
    var nextLine: Int
    var endOffset: Int64
    var isTerminated = true
    var problem: String?

    init(_ record: SplitRecord) {
      text = String(decoding: record.bytes, as: UTF8.self)
      (line, nextLine, endOffset) = (record.line, record.nextLine, record.endOffset)
      (isTerminated, problem) = (record.isTerminated, record.problem)
    }

    init(
      _ text: String, _ line: Int, _ nextLine: Int, _ endOffset: Int64, ends: Bool = true,
      problem: String? = nil
    ) {
      (self.text, self.line, self.nextLine, self.endOffset) = (text, line, nextLine, endOffset)
      (isTerminated, self.problem) = (ends, problem)
    }
  }

  /// Cuts `text` in chunks of at most `size` bytes.
  private func cut(
    _ text: [UInt8], _ framing: RecordFraming, chunks size: Int = .max, offset: Int64 = 0,
    line: Int = 0
  ) throws -> [Cut] {
    var splitter = try #require(TextFormats.splitter(framing, offset: offset, line: line))
    var cuts: [Cut] = []
    var rest = text[...]
    while !rest.isEmpty {
      rest.prefix(size).withUnsafeBufferPointer { bytes in
        splitter.consume(bytes) { cuts.append(Cut($0)) }
      }
      rest = rest.dropFirst(size)
    }
    splitter.finish { cuts.append(Cut($0)) }
    // Nothing is left over.
    splitter.finish { cuts.append(Cut($0)) }
    return cuts
  }

  private static let unbalanced = "a quotation mark is opened and never closed"
  private static let tooLong = "the record is longer than 1 MiB"

  static let table: [(RecordFraming, String, [Cut])] = [
    (.lines, "", []),
    (.lines, "a", [Cut("a", 1, 1, 1, ends: false)]),
    (.lines, "a\n", [Cut("a", 1, 1, 2)]),
    (
      .lines, "\u{FEFF}a\r\n\nb\r",
      [Cut("a", 1, 1, 6), Cut("", 2, 2, 7), Cut("b", 3, 3, 9, ends: false)]
    ),
    // Bytes that begin like a byte-order mark.
    (.lines, "\u{FEFD}\n", [Cut("\u{FEFD}", 1, 1, 4)]),
    (
      .lines, "a\u{FEFF}\n\u{FEFF}",
      [Cut("a\u{FEFF}", 1, 1, 5), Cut("\u{FEFF}", 2, 2, 8, ends: false)]
    ),
    (.paragraphs, "\n \t\r\n", []),
    (
      .paragraphs, "\n\na\nb\n \n\r\nc\r\nd\r\n\r\n",
      [Cut("a\nb", 3, 4, 6), Cut("c\r\nd", 7, 8, 16)]
    ),
    (.paragraphs, "a\n\nb\nc\n", [Cut("a", 1, 1, 2), Cut("b\nc", 3, 4, 7, ends: false)]),
    (.paragraphs, "a\n\nb\nc", [Cut("a", 1, 1, 2), Cut("b\nc", 3, 4, 6, ends: false)]),
    (.paragraphs, "\u{FEFF}a\n\n  ", [Cut("a", 1, 1, 5)]),
    (
      .quotedLines, "a,\"b\nc\r\nd\"\r\ne\n",
      [Cut("a,\"b\nc\r\nd\"", 1, 3, 12), Cut("e", 4, 4, 14)]
    ),
    (.quotedLines, "\"a\"\"\nb\" , \"c\"\n", [Cut("\"a\"\"\nb\" , \"c\"", 1, 2, 14)]),
    // Quotes within a field are letters, and so is what follows one that closed too early.
    (.quotedLines, "a\",b\nc\n", [Cut("a\",b", 1, 1, 5), Cut("c", 2, 2, 7)]),
    (.quotedLines, "\"a\" \"b\n\"c\"d\n", [Cut("\"a\" \"b", 1, 1, 7), Cut("\"c\"d", 2, 2, 12)]),
    // A quote that is closed in the middle of another line's field was never closed.
    (
      .quotedLines, "\"a\nb,\"c\"\nd\n",
      [Cut("\"a", 1, 1, 3, problem: unbalanced), Cut("b,\"c\"", 2, 2, 9), Cut("d", 3, 3, 11)]
    ),
    (
      .quotedLines, "\"a\nb\"\t\"\nd\n",
      [Cut("\"a", 1, 1, 3, problem: unbalanced), Cut("b\"\t\"", 2, 2, 8), Cut("d", 3, 3, 10)]
    ),
    // The end comes while a quote is open: still being written, or forgotten.
    (.quotedLines, "a,b,c\n\"d\ne", [Cut("a,b,c", 1, 1, 6), Cut("\"d\ne", 2, 3, 10, ends: false)]),
    (
      .quotedLines, "a,b,c\nx,\"d,e\nf,g,h\ni",
      [
        Cut("a,b,c", 1, 1, 6), Cut("x,\"d,e", 2, 2, 13, problem: unbalanced),
        Cut("f,g,h", 3, 3, 19), Cut("i", 4, 4, 20, ends: false),
      ]
    ),
  ]

  @Test("Text falls into records, however it is cut into chunks", arguments: table)
  func records(framing: RecordFraming, text: String, expected: [Cut]) throws {
    let bytes = Array(text.utf8)
    for size in 1...(bytes.count + 1) {
      #expect(try cut(bytes, framing, chunks: size) == expected, "chunks of \(size)")
    }
  }

  @Test("A splitter that begins within a stream counts on, and takes no mark for one")
  func later() throws {
    let cuts = try cut(Array("\u{FEFF}a\nb".utf8), .lines, offset: 100, line: 7)
    #expect(cuts == [Cut("\u{FEFF}a", 8, 8, 105), Cut("b", 9, 9, 106, ends: false)])
  }

  @Test("A record lies where it came, unless it straddles chunks")
  func uncopied() throws {
    for framing in [RecordFraming.lines, .quotedLines, .paragraphs] {
      var splitter = try #require(TextFormats.splitter(framing))
      Array("first\n\nsecond\n\nthird".utf8).withUnsafeBufferPointer { chunk in
        splitter.consume(chunk) { record in
          guard let start = record.bytes.baseAddress, let base = chunk.baseAddress else { return }
          #expect((base..<(base + chunk.count)).contains(start))
        }
      }
    }
  }

  @Test(
    "A record that is too long is damage, and what follows is read",
    arguments: [RecordFraming.lines, .quotedLines, .paragraphs])
  func tooLong(framing: RecordFraming) throws {
    let limit = TextLimits.record
    let fitting = [UInt8](repeating: 0x61, count: limit - 2) + Array("\n\n".utf8)
    let long = [UInt8](repeating: 0x61, count: limit) + Array("\n\n".utf8)
    let text = fitting + long + Array("b\n\n".utf8)
    for size in [4_096, 65_536, limit - 1, limit, .max] {
      let cuts = try cut(text, framing, chunks: size).filter { !$0.text.isEmpty || $0.line == 3 }
      try #require(cuts.count == 3)
      #expect(cuts[0].text.utf8.count == limit - 2)
      #expect(cuts[1] == Cut("", 3, 3, Int64(2 * limit + 1), problem: Self.tooLong))
      #expect(cuts[2] == Cut("b", 5, 5, Int64(2 * limit + 4)))
    }
    let endless = try cut(Array(long[..<limit]) + [0x61], framing, chunks: 1 << 16)
    #expect(endless == [Cut("", 1, 1, Int64(limit + 1), ends: false, problem: Self.tooLong)])
  }

  @Test("A quote stays open for no more than a hundred lines")
  func manyLines() throws {
    let inside = (2...400).map { "line \($0)\n" }
    let text = "a,\"b\n" + inside.joined() + "c\"\n"
    for size in [1, 7, 100, .max] {
      let cuts = try cut(Array(text.utf8), .quotedLines, chunks: size)
      #expect(cuts.count == 401)
      #expect(cuts.first == Cut("a,\"b", 1, 1, 5, problem: Self.unbalanced))
      #expect(cuts.dropFirst().allSatisfy { $0.problem == nil && $0.line == $0.nextLine })
    }
    let fitting = "a,\"b" + String(repeating: "\n", count: 99) + "c\"\nd\n"
    let cuts = try cut(Array(fitting.utf8), .quotedLines)
    #expect(cuts.map(\.line) == [1, 101])
    let tooMany = "a,\"b" + String(repeating: "\n", count: 100) + "c\"\nd\n"
    #expect(try cut(Array(tooMany.utf8), .quotedLines).map(\.line) == Array(1...102))
  }

  @Test("A quote stays open for no more than 64 KiB, not even on one line")
  func manyBytes() throws {
    let filler = String(repeating: "x", count: TextLimits.quotedBytes)
    for size in [1_000, 65_536, .max] {
      let oneLine = try cut(Array("a,\"b\(filler)\nc\nd".utf8), .quotedLines, chunks: size)
      #expect(oneLine.map(\.line) == [1, 2, 3])
      #expect(oneLine.map(\.problem) == [Self.unbalanced, nil, nil])
      let twoLines = try cut(Array("a,\"b\n\(filler)\nc\nd".utf8), .quotedLines, chunks: size)
      #expect(twoLines.map(\.line) == [1, 2, 3, 4])
      #expect(twoLines.map(\.problem) == [Self.unbalanced, nil, nil, nil])
    }
  }

  @Test("Many forgotten quotes do not take long")
  func manyQuotes() throws {
    let text = String(repeating: "a,\"b\n" + String(repeating: "c\n", count: 120), count: 2_000)
    let cuts = try cut(Array(text.utf8), .quotedLines, chunks: 1 << 16)
    #expect(cuts.count == 121 * 2_000)
    #expect(cuts.count { $0.problem != nil } == 2_000)
  }

  @Test("What the body throws comes out")
  func throwing() throws {
    struct Stop: Error {}
    var splitter = try #require(TextFormats.splitter(.lines))
    #expect(throws: Stop.self) {
      try Array("a\nb\n".utf8).withUnsafeBufferPointer { chunk in
        try splitter.consume(chunk) { _ in throw Stop() }
      }
    }
  }
}
