import CSystemd
import FoundationEssentials
import Glibc

/// Where log records end up.
enum LogDestination: Sendable {
  /// The journal's own socket, with every field; `descriptor` leads to the journal as well, and
  /// `send` says whether it took them.
  case journal(
    identifier: String, descriptor: CInt,
    send: @Sendable ([String]) -> Bool = LogDestination.sendToJournal)
  /// Lines of text on a descriptor, with the time in front.
  case text(descriptor: CInt)

  /// The journal when JOURNAL_STREAM says that `descriptor` is connected to it (systemd.exec(5)),
  /// text otherwise. The variable alone proves nothing: it is inherited by processes whose output
  /// has long gone elsewhere.
  static func detect(
    identifier: String, descriptor: CInt, environment: [String: String]
  ) -> LogDestination {
    var status = stat()
    guard let stream = environment["JOURNAL_STREAM"], fstat(descriptor, &status) == 0,
      stream == "\(status.st_dev):\(status.st_ino)"
    else { return .text(descriptor: descriptor) }
    return .journal(identifier: identifier, descriptor: descriptor)
  }

  /// Writes `record`. There is nobody to tell when that fails.
  func write(_ record: LogRecord) {
    switch self {
    case .journal(let identifier, let descriptor, let send):
      guard !send(record.journalFields(identifier: identifier)) else { return }
      // The stream still leads there: <3> is how a line says its priority (sd-daemon(3)), and the
      // time is the journal's to add.
      Self.writeLine("<\(record.level.priority)>\(record.text)", to: descriptor)
    case .text(let descriptor):
      Self.writeLine("\(Date.now.formatted(.iso8601)) \(record.text)", to: descriptor)
    }
  }

  /// Hands the fields to journald; false when it is not there or will not have them.
  @Sendable static func sendToJournal(_ fields: [String]) -> Bool {
    // One buffer for all fields: the vector points into it while it stays put.
    let bytes = fields.map { Array($0.utf8) }
    var flat = bytes.flatMap { $0 }
    return flat.withUnsafeMutableBytes { buffer in
      var offset = 0
      let vector = bytes.map { field in
        defer { offset += field.count }
        return iovec(iov_base: buffer.baseAddress.map { $0 + offset }, iov_len: field.count)
      }
      return sd_journal_sendv(vector, CInt(vector.count)) == 0
    }
  }

  /// Writes a whole line with as few calls as the system allows, so that lines of several threads
  /// do not run into each other.
  private static func writeLine(_ line: String, to descriptor: CInt) {
    let bytes = Array((line + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let result = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if result > 0 {
        written += result
      } else if result == 0 || errno != EINTR {
        return
      }
    }
  }
}
