import ListeningHistory
import MusicModel
import Testing

@Suite("Finding the records of a JSON document")
struct JSONObjectSplitterTests {
  @Test("however the bytes arrive, the records are the same", arguments: JSONFixtures.all)
  func chunks(format: HistoryFormat, text: String) {
    for prefix in ["", "\u{FEFF}"] {
      let bytes = Array((prefix + text).utf8)
      let whole = JSONReading(format, bytes)
      #expect(whole.outcomes.count > 0)
      for chunk in Array(1...40) + [bytes.count / 2, bytes.count - 1] {
        let reading = JSONReading(format, bytes, chunk: chunk)
        #expect(reading.outcomes == whole.outcomes, "in pieces of \(chunk)")
        #expect(reading.lines == whole.lines, "in pieces of \(chunk)")
      }
    }
  }

  @Test("reading may stop after any record and go on later", arguments: JSONFixtures.all)
  func resumption(format: HistoryFormat, text: String) {
    let bytes = Array(text.utf8)
    let whole = JSONReading(format, bytes, chunk: 1)
    #expect(whole.boundaries.count >= whole.outcomes.count)
    for boundary in whole.boundaries {
      let rest = JSONReading(format, bytes, from: boundary)
      #expect(rest.outcomes == Array(whole.outcomes[boundary.count...]))
      #expect(rest.lines == Array(whole.lines[boundary.count...]))
    }
  }

  @Test("an array that has grown is gone on with after its last record")
  func growth() throws {
    let plays = (10..<20).map { JSONFixtures.play(["ts": "\"2021-03-04T10:11:\($0)Z\""]) }
    let before = Array("[\(plays[..<6].joined(separator: ",\n"))]".utf8)
    let after = Array("[\(plays.joined(separator: ",\n"))]".utf8)
    let end = try #require(JSONReading(.spotifyExtended, before, chunk: 1).boundaries.last)
    let rest = JSONReading(.spotifyExtended, after, from: end)
    #expect(rest.listens.map(\.stamp) == (16..<20).map { 1_614_852_660 + $0 })
    #expect(rest.lines == [7, 8, 9, 10])
  }

  /// Documents in which `X` is a damage and `1`, `2`, `3` are plays; all plays must be found, and
  /// one damage reported in the line of `X`.
  @Test(
    "a damaged record costs only itself",
    arguments: [
      "[1,\nX,\n2,\n3]", "[\nX,1,2,3]", "[1,X,2,3]", "[1,2,3,\nX\n", "[1,X 2,3]", "1\nX\n2\n3\n",
      "[1,2]\nX\n[3]",
    ],
    [
      // A lost brace, quotation mark, colon, comma, half, and things that are not JSON.
      #"{"ts":"2021-03-04T10:11:12Z""#, #"{"ts":"2021-03-04T10:11:12Z,"ms_played":1}"#,
      #"{ts":"2021-03-04T10:11:12Z","x":"y"}"#, #"{"ts" "2021-03-04T10:11:12Z"}"#,
      #"{"ts":"2021-03-04T10:11:12Z" "ms_played":1,"x":"y"}"#, #"{"ts":"2021","ms_p"#,
      #"{"ts":{"a":[1,2}]}"#, #"{"ts":"2021""#, #"{"ts":NaN,"a":"b"}"#, #"{'ts':'x'}"#,
      "{\"ts\":\"20\u{1}21\"}", "{\"ts\":\"20\n21\"}", #"{"a":1,}"#, "\u{0}\u{0}\u{0}",
      "<html>", "\"text\"", "17", "null",
    ])
  func damage(document: String, damage: String) throws {
    let plays = (10..<13).map { JSONFixtures.play(["ts": "\"2021-03-04T10:11:\($0)Z\""]) }
    var text = ""
    for character in document {
      switch character {
      case "1", "2", "3": text += plays[try #require(character.wholeNumberValue) - 1]
      case "X": text += damage
      default: text.append(character)
      }
    }
    let whole = JSONReading(.spotifyExtended, text)
    #expect(whole.listens.map(\.stamp) == [1_614_852_670, 1_614_852_671, 1_614_852_672])
    let damages = zip(whole.outcomes, whole.lines).filter {
      if case .damaged = $0.0 { true } else { false }
    }
    let line = document.prefix { $0 != "X" }.count { $0 == "\n" } + 1
    #expect(damages.map(\.1) == [line], "\(damages)")
    for chunk in 1...9 {
      let reading = JSONReading(.spotifyExtended, Array(text.utf8), chunk: chunk)
      #expect(reading.outcomes == whole.outcomes)
      #expect(reading.lines == whole.lines)
    }
  }

  @Test("brackets that are too many or too few, and commas, are no damage")
  func brackets() {
    for text in [
      "[1]]", "[1", "1]", "[[1]", "[1,,1,]", "[1 1]", "1", "[[],[1]]", "[1]\n\n[1]", "[1},1}",
    ] {
      let reading = JSONReading(.spotifyExtended, text.replacing("1", with: JSONFixtures.play()))
      #expect(reading.listens.count == text.count { $0 == "1" }, "\(text)")
      #expect(reading.listens.count == reading.outcomes.count, "\(text)")
    }
  }

  @Test("objects in objects, broken at the end, do not take forever")
  func manyCandidates() {
    let nested = String(repeating: #"[{"a":"#, count: 100_000)
    let swallowed = #"{"a":""# + String(repeating: #",{\"a\":1"#, count: 100_000) + "\u{1}"
    for text in [nested, swallowed] {
      let reading = JSONReading(.spotifyExtended, text + "\n,\n" + JSONFixtures.play())
      #expect(reading.listens.count == 1)
    }
  }

  @Test(
    "in lists under keys, too, a damaged record costs only itself",
    arguments: [
      (HistoryFormat.maloja, JSONFixtures.maloja), (.lastFMPages, JSONFixtures.lastFMPages),
      (.listenBrainzArray, JSONFixtures.listenBrainzAPI),
    ])
  func damageInLists(format: HistoryFormat, text: String) throws {
    let bytes = Array(text.utf8)
    let whole = JSONReading(format, bytes)
    // Any one byte made impossible damages at most the record it stands in, or, outside of records,
    // is reported for itself.
    for place in bytes.indices {
      var broken = bytes
      broken[place] = 0x01
      let reading = JSONReading(format, broken)
      let missing = whole.listens.count - reading.listens.count
      #expect((0...1).contains(missing), "byte \(place)")
      #expect(Set(reading.listens).isSubset(of: whole.listens) || missing == 0, "byte \(place)")
    }
  }

  @Test("a last record without an end is reported as such, with its line")
  func truncation() {
    let text = "[\n\(JSONFixtures.play()),\n\(JSONFixtures.play())]"
    let reading = JSONReading(.spotifyExtended, String(text.dropLast(40)))
    #expect(reading.outcomes.last == .damaged("the file ends in the middle of the record"))
    #expect(reading.lines == [2, 3])
    #expect(reading.endsUnfinished)
    #expect(!JSONReading(.spotifyExtended, text).endsUnfinished)
  }

  @Test("an object longer than 1 MiB is damage, however the bytes arrive")
  func oversize() {
    func play(padding: Int) -> String {
      JSONFixtures.play(["platform": "\"\(String(repeating: "x", count: padding))\""])
    }
    let frame = play(padding: 0).utf8.count
    for (padding, isDamage) in [((1 << 20) - frame, false), ((1 << 20) - frame + 1, true)] {
      let text = "[\(play(padding: padding)),\n\(JSONFixtures.play())]"
      for chunk in [.max, 1 << 18, 1 << 20, 65_537] {
        let reading = JSONReading(.spotifyExtended, Array(text.utf8), chunk: chunk)
        #expect(reading.lines == [1, 2])
        #expect(
          (reading.outcomes.first == .damaged("the record is longer than 1 MiB")) == isDamage)
        #expect(reading.listens.count == (isDamage ? 1 : 2))
      }
    }
  }

  @Test("nesting has a limit")
  func nesting() {
    for (depth, isDamage) in [(63, false), (64, true)] {
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let text = "[\(JSONFixtures.play(["platform": nested])),\(JSONFixtures.play())]"
      #expect(JSONReading(.spotifyExtended, text).listens.count == (isDamage ? 1 : 2))
    }
    let lists = String(repeating: "[", count: 10_000)
    let reading = JSONReading(.spotifyExtended, lists + JSONFixtures.play())
    #expect(reading.listens.count == 1)
  }
}
