import MusicModel

/// Reads `.scrobbler.log`, which Rockbox and other portable players write: after headers, one line
/// a play with artist, album, title, track number, length in seconds, rating, start and MusicBrainz
/// recording, separated by tabs (Audioscrobbler's “portable player logging”, 1.0 and 1.1).
package struct ScrobblerLogParser: RecordParser {
  private let context: ParserContext
  /// Whether the player knew no zone, so that its stamps count from 1970 on the local clock.
  private var isLocal: Bool
  /// Kept for its capacity.
  private var line = ScrobblerLogLine()

  /// Goes on from `state`; an empty one stands for the start of a log. A log that says nothing of
  /// zones is taken to be in UTC, as seconds since 1970 are.
  package init(context: ParserContext, state: ParserState) {
    self.context = context
    isLocal = state["zone"] == "local"
  }

  package var state: ParserState { ["zone": isLocal ? "local" : "utc"] }

  package mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome {
    let record = ScrobblerLogLine.content(of: TextSlice(record))
    if record.trimmed.isEmpty { return .nothing }
    line.cut(record)
    // Names may begin with the sign that comments do.
    if record[0] == TextByte.hash, !line.isRecord(record) || record.hasPrefix("# FAILED - ") {
      return readComment(record)
    }
    guard line.hasRightCount(record) else {
      return .damaged(
        "the line has \(line.count) \(line.count == 1 ? "field" : "fields") instead of 7 or 8")
    }
    guard let artist = line.name(.artist, of: record), let title = line.name(.title, of: record)
    else { return .passedOver }
    let rating = line[.rating, of: record]
    guard rating.isWord("l") || rating.isWord("s") else {
      return .damaged("the rating \(rating.quotable) is neither L nor S")
    }
    let stamp = ListenStamp(seconds: line[.stamp, of: record], in: context) { written in
      // No zone's rules are asked about what is no time.
      isLocal && context.isPlausible(written) ? context.localTime.utc(ofLocal: written) : written
    }
    return stamp.outcome(meaning: .start, isFlaggedSkip: rating.isWord("s")) {
      $0.artist = artist
      $0.title = title
      $0.album = line.name(.album, of: record)
      $0.musicBrainzRecordingID = line[.recordingID, of: record].musicBrainzID
      $0.seconds = line[.length, of: record].number.flatMap { $0 > 0 ? Double($0) : nil }
    }
  }

  private mutating func readComment(_ record: TextSlice) -> RecordOutcome {
    if record.hasPrefix("#TZ/") {
      isLocal = !record[4...].trimmed.isWord("utc")
    } else if record.hasPrefix("# FAILED - ") {
      return .damaged("the player itself marked the entry as broken")
    }
    return .nothing
  }

  /// Whether a file that begins with `head` is such a log: by its first line, or, where that has
  /// been lost, by the shape of the first entry.
  package static func recognises(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    var line = ScrobblerLogLine()
    var verdict: Bool?
    HistoryHead(head, framing: .lines).forEach { record in
      let record = ScrobblerLogLine.content(of: record)
      guard verdict == nil, !record.trimmed.isEmpty else { return }
      line.cut(record)
      if record.hasPrefix("#AUDIOSCROBBLER/") || line.isRecord(record) {
        verdict = true
      } else if record[0] != TextByte.hash {
        verdict = false
      }
    }
    return verdict ?? false
  }
}

/// The fields of one line of a `.scrobbler.log`.
struct ScrobblerLogLine {
  enum Field: Int {
    case artist, album, title, number, length, rating, stamp, recordingID
  }

  /// Where each field ends.
  private var ends: [Int] = []

  var count: Int { ends.count }

  /// Without the NULs that a player which lost power leaves before the next entry.
  static func content(of line: TextSlice) -> TextSlice {
    line[line.bytes.prefix(while: { $0 == 0 }).count...]
  }

  /// Cuts `record` at its tabs; what is asked afterwards is asked of the same record.
  mutating func cut(_ record: TextSlice) {
    ends.removeAll(keepingCapacity: true)
    for (index, byte) in record.bytes.enumerated() where byte == TextByte.tab {
      ends.append(index)
    }
    ends.append(record.count)
  }

  /// A field, trimmed; empty when the line is too short.
  subscript(field: Field, of record: TextSlice) -> TextSlice {
    self[field.rawValue, of: record]
  }

  private subscript(index: Int, of record: TextSlice) -> TextSlice {
    guard index < ends.count else { return record[..<0] }
    return record[(index == 0 ? 0 : ends[index - 1] + 1)..<ends[index]].trimmed
  }

  /// A field as a name; nil when it is empty or `<Untagged>`.
  func name(_ field: Field, of record: TextSlice) -> String? {
    let text = self[field, of: record]
    return text.isWord("<untagged>") ? nil : text.name
  }

  /// Seven fields, an eighth, and perhaps empty ones beyond.
  func hasRightCount(_ record: TextSlice) -> Bool {
    count >= 7 && (8..<max(8, count)).allSatisfy { self[$0, of: record].isEmpty }
  }

  /// Whether it is an entry by its shape, whatever its first letter.
  func isRecord(_ record: TextSlice) -> Bool {
    let rating = self[.rating, of: record]
    return hasRightCount(record) && (rating.isWord("l") || rating.isWord("s"))
      && self[.stamp, of: record].number != nil
  }
}
