import Logging

/// One log message with everything that travels with it, ready to be written either way.
struct LogRecord: Sendable {
  let level: Logger.Level
  let message: String
  /// Sorted by key, so that the same event always reads the same.
  let metadata: [(key: String, value: String)]
  let file: String
  let line: UInt

  /// Gathers a record.
  init(
    level: Logger.Level, message: String, metadata: Logger.Metadata, file: String, line: UInt
  ) {
    self.level = level
    self.message = message
    self.metadata = metadata.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
    self.file = file
    self.line = line
  }

  /// `level: message (key=value …)`, in one line whatever is in the message or a path.
  var text: String {
    var text = "\(level.rawValue): \(Self.escaped(message))"
    if !metadata.isEmpty {
      let pairs = metadata.map { "\($0.key)=\(Self.escaped($0.value))" }
      text += " (\(pairs.joined(separator: " ")))"
    }
    return text
  }

  /// The fields of a journal entry (systemd.journal-fields(7)), each `NAME=value`.
  ///
  /// The journal keeps values as they are, and its readers escape them, so nothing is escaped here.
  func journalFields(identifier: String) -> [String] {
    var fields = [
      "MESSAGE=\(message)", "PRIORITY=\(level.priority)", "SYSLOG_IDENTIFIER=\(identifier)",
      "CODE_FILE=\(file)", "CODE_LINE=\(line)",
    ]
    fields += metadata.map { "\(Self.fieldName($0.key))=\($0.value)" }
    return fields
  }

  /// `path` → `ORPHEUS_PATH`. The journal takes capitals, digits and underscores, at most 64.
  private static func fieldName(_ key: String) -> String {
    let characters = key.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: UInt8(ascii: "_")
      }
    }
    return String(decoding: Array("ORPHEUS_".utf8) + characters.prefix(56), as: UTF8.self)
  }

  /// Control characters as `\n`, `\t` or `\u{1B}`: a file's name must not be able to forge a line
  /// or to steer a terminal.
  private static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\n": result += #"\n"#
      case "\r": result += #"\r"#
      case "\t": result += #"\t"#
      case _ where isControl(scalar):
        result += #"\u{"# + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  /// C0, DEL and C1, the Unicode line breaks, and the marks that reverse the direction of text.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension Logger.Level {
  /// The syslog priority (syslog(3)): 3 error, 4 warning, 5 notice, 6 informational, 7 debug.
  var priority: Int {
    switch self {
    case .critical: 2
    case .error: 3
    case .warning: 4
    case .notice: 5
    case .info: 6
    case .debug, .trace: 7
    }
  }
}
