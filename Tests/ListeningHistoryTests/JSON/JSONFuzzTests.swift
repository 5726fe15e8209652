import ListeningHistory
import OrpheusTestSupport
import Testing

@Suite("JSON histories that were damaged at random")
struct JSONFuzzTests {
  @Test("never stop the program, and read the same in any pieces", arguments: JSONFixtures.all)
  func mutations(format: HistoryFormat, text: String) {
    var generator = SplitMix64(seed: UInt64(text.utf8.count))
    let original = Array(text.utf8)
    let spice = Array("{}[]\",:\\\n\u{0}0é".utf8) + [0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] = spice[Int.random(in: 0..<spice.count, using: &generator)]
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(contentsOf: original.prefix(place), at: place)
        default: bytes.removeLast(bytes.count - place)
        }
      }
      let whole = JSONReading(format, bytes)
      let chunk = Int.random(in: 1...64, using: &generator)
      let pieces = JSONReading(format, bytes, chunk: chunk)
      #expect(whole.outcomes == pieces.outcomes)
      #expect(whole.lines == pieces.lines)
      for boundary in pieces.boundaries {
        let rest = JSONReading(format, bytes, from: boundary)
        #expect(rest.outcomes == Array(whole.outcomes[boundary.count...]))
      }
      bytes.withUnsafeBufferPointer { _ = HistoryFormat.detect($0) }
    }
  }
}
