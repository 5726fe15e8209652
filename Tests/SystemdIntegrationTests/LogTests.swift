import Glibc
import Logging
import Testing

@testable import SystemdIntegration

@Suite("A log message")
struct LogTests {
  private func record(
    _ message: String, _ metadata: Logger.Metadata = [:], level: Logger.Level = .info
  ) -> LogRecord {
    LogRecord(level: level, message: message, metadata: metadata, file: "A/B.swift", line: 7)
  }

  /// What `body` writes to the descriptor it is given.
  private func written(_ body: (CInt) -> Void) throws -> String {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    body(ends[1])
    close(ends[1])
    defer { close(ends[0]) }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(ends[0], &buffer, buffer.count)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  @Test("reads as a line, with its metadata in a stable order")
  func text() {
    #expect(record("indexed").text == "info: indexed")
    #expect(
      record("skipped", ["reason": "too short", "path": "/m/a b.ogg"], level: .warning).text
        == "warning: skipped (path=/m/a b.ogg reason=too short)")
  }

  @Test(
    "stays one line whatever it is about",
    arguments: [
      ("a\nb", #"a\nb"#), ("a\r\tb", #"a\r\tb"#), ("\u{1B}[31m", #"\u{1B}[31m"#),
      ("\u{7F}\u{9B}", #"\u{7F}\u{9B}"#), ("\u{2028}\u{202E}x", #"\u{2028}\u{202E}x"#),
      ("caf\u{E9} \u{1F3B5}", "caf\u{E9} \u{1F3B5}"),
    ])
  func escapes(raw: String, shown: String) {
    #expect(record(raw).text == "info: \(shown)")
    #expect(record("m", ["path": "\(raw)"]).text == "info: m (path=\(shown))")
  }

  @Test("becomes fields that the journal can be searched by")
  func fields() {
    let fields = record(
      "two\nlines", ["path": "/m/a\nb", "mood-id": "3", "caf\u{E9}": "x"], level: .error
    ).journalFields(identifier: "orpheusd")
    #expect(
      fields == [
        "MESSAGE=two\nlines", "PRIORITY=3", "SYSLOG_IDENTIFIER=orpheusd", "CODE_FILE=A/B.swift",
        "CODE_LINE=7", "ORPHEUS_CAF__=x", "ORPHEUS_MOOD_ID=3", "ORPHEUS_PATH=/m/a\nb",
      ])
  }

  @Test("keeps field names within what the journal takes")
  func longName() throws {
    let key = String(repeating: "k", count: 100)
    let field = try #require(record("m", ["\(key)": "v"]).journalFields(identifier: "x").last)
    #expect(field.prefix { $0 != "=" }.count == 64)
  }

  @Test(
    "has the priority syslog gives its level",
    arguments: zip(Logger.Level.allCases, [7, 7, 6, 5, 4, 3, 2]))
  func priority(level: Logger.Level, priority: Int) {
    #expect(level.priority == priority)
  }

  @Test("goes to the journal only when the descriptor leads there")
  func detection() throws {
    var ends: [CInt] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    var status = stat()
    fstat(ends[1], &status)
    func isJournal(_ stream: String?) -> Bool {
      let destination = LogDestination.detect(
        identifier: "x", descriptor: ends[1],
        environment: stream.map { ["JOURNAL_STREAM": $0] } ?? [:])
      if case .journal = destination { return true }
      return false
    }
    #expect(isJournal("\(status.st_dev):\(status.st_ino)"))
    #expect(!isJournal("\(status.st_dev):\(status.st_ino + 1)"))
    #expect(!isJournal("rubbish"))
    #expect(!isJournal(nil))
  }

  @Test("carries the logger's own metadata, which the message's overrides")
  func handler() throws {
    let text = try written { descriptor in
      var logger = Logger(label: "test") { _ in
        OrpheusLogHandler(destination: .text(descriptor: descriptor), level: .info)
      }
      logger[metadataKey: "peer"] = "a"
      logger[metadataKey: "path"] = "b"
      logger.notice("hello\nworld", metadata: ["path": "c"])
      logger.debug("not shown")
    }
    #expect(text.hasSuffix(#"Z notice: hello\nworld (path=c peer=a)"# + "\n"))
    let time = text.prefix { $0 != " " }
    #expect(time.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#) != nil)
    #expect(!text.contains("not shown"))
  }

  @Test("is not lost when the journal does not take it")
  func fallback() throws {
    let text = try written { descriptor in
      LogDestination.journal(identifier: "x", descriptor: descriptor) { _ in false }
        .write(record("important", level: .error))
    }
    #expect(text == "<3>error: important\n")
  }
}
