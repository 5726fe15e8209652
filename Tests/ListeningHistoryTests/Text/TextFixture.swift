import ListeningHistory
import MusicModel
import Testing

/// A history in one of the text formats, and exactly what it comes to.
struct TextFixture: CustomTestStringConvertible {
  var name: String
  var format: HistoryFormat
  var bytes: [UInt8]
  var context = usualContext
  /// By the line they start on; records that come to nothing are not listed.
  var expected: [Expected]

  struct Expected: Hashable {
    var line: Int
    var outcome: RecordOutcome

    init(_ line: Int, _ outcome: RecordOutcome) {
      self.line = line
      self.outcome = outcome
    }
  }

  init(
    _ name: String, _ format: HistoryFormat, _ text: String, context: ParserContext = usualContext,
    _ expected: [Expected]
  ) {
    self.init(name, format, bytes: Array(text.utf8), context: context, expected)
  }

  init(
    _ name: String, _ format: HistoryFormat, bytes: [UInt8], context: ParserContext = usualContext,
    _ expected: [Expected]
  ) {
    (self.name, self.format, self.bytes) = (name, format, bytes)
    (self.context, self.expected) = (context, expected)
  }

  var testDescription: String { "\(format.rawValue): \(name)" }

  static let all = lastFM + lastFMBare + libreFM + scrobblerLog + mpdscribble + mpdLog

  static let id = "62c2e20a-559e-422f-a44c-9afa7882f0c4"
}
