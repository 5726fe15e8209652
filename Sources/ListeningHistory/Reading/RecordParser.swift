package import MusicModel

/// How the bytes of a history fall into records.
package enum RecordFraming: Sendable {
  /// One record a line, ended by LF or CRLF.
  case lines
  /// Lines, except that a line break between double quotes does not end one (RFC 4180).
  case quotedLines
  /// Groups of lines with blank lines between.
  case paragraphs
  /// JSON objects, wherever in a document they stand as elements of an array, or one after the
  /// other without one.
  case objects
}

/// What one record of a history came to.
package enum RecordOutcome: Hashable, Sendable {
  case listen(ListenRecord)
  /// A record of something else: a podcast, a line about another matter, an untagged track. Counted,
  /// and nobody's fault.
  case passedOver
  /// A header, a comment or a blank line; not counted.
  case nothing
  /// The record cannot be read; a sentence says why.
  case damaged(String)
}

/// Reads the records of one format.
///
/// A value without input or output: it is handed one record's bytes after the other, and what it
/// has to remember between records (a header's column order, a year) is in ``state``, so that
/// reading can go on another day where it stopped.
package protocol RecordParser: Sendable {
  /// What is remembered from one record to the next; must be enough to go on with.
  var state: ParserState { get }

  /// Reads one record, without its line end. Never fails as a whole.
  mutating func parse(_ record: UnsafeBufferPointer<UInt8>) -> RecordOutcome
}

/// What a parser remembers between records, as words; kept with the file's progress.
package typealias ParserState = [String: String]

/// What a parser is told about the file it reads and the machine it runs on.
package struct ParserContext: Sendable {
  /// For stamps in local time.
  package var localTime: LocalTime
  /// The present, in seconds since 1970: later stamps, by more than a day, are damage.
  package var now: Int64
  /// When the file was last written, in seconds since 1970, for logs that do not tell the year.
  package var modified: Int64
  /// How many times the year turns in the whole file, for the same; see ``MPDLogParser``.
  package var yearsSpanned: Int

  /// Gathers the circumstances of one reading.
  package init(localTime: LocalTime, now: Int64, modified: Int64, yearsSpanned: Int = 0) {
    self.localTime = localTime
    self.now = now
    self.modified = modified
    self.yearsSpanned = yearsSpanned
  }

  /// True for a moment at which music may have been listened to and logged: not before 2000, and
  /// not later than a day from now. A number that was cut short falls outside.
  package func isPlausible(_ stamp: Int64) -> Bool {
    (946_684_800...(now + 86_400)).contains(stamp)
  }
}
