import GRDB
import ListeningHistory
import MusicModel

/// What a history says about a play, apart from what was played.
struct ListenReport: Equatable {
  /// Seconds before or after 1970 that no stamp goes beyond: some 35,000 years, which leaves room
  /// to calculate with.
  private static let furthestStamp: Int64 = 1 << 40

  let format: HistoryFormat
  /// Seconds since 1970, UTC.
  let stamp: Int64
  var meaning: ListenRecord.StampMeaning
  /// Seconds; nil when the history does not tell.
  var played: Double?
  var isFlaggedSkip: Bool

  /// Takes from a record what can be; throws `.constraint` for a stamp out of all bounds.
  init(_ record: ListenRecord, format: HistoryFormat) throws(StoreError) {
    guard (-Self.furthestStamp...Self.furthestStamp).contains(record.stamp) else {
      throw StoreError(.constraint, "A listen is stamped \(record.stamp), which is no time.")
    }
    self.format = format
    stamp = record.stamp
    meaning = record.stampMeaning
    played = record.playedSeconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    isFlaggedSkip = record.isFlaggedSkip
  }

  fileprivate init(row: Row, at first: Int) throws {
    guard let meaning = ListenRecord.StampMeaning(rawValue: row[first + 2]) else {
      throw StoreError(.corrupt, "A listen in the library database has a stamp of no kind.")
    }
    format = try HistoryFormat(number: row[first])
    stamp = row[first + 1]
    self.meaning = meaning
    played = row[first + 3]
    isFlaggedSkip = row[first + 4]
  }

  /// What two records say together that report the same play in the same format. The same
  /// whichever comes first: the longer time, and a skip only if both say so.
  func merged(with other: ListenReport) -> ListenReport {
    var both = self
    if other.meaning == .end { both.meaning = .end }
    both.played = [played, other.played].compactMap { $0 }.max()
    both.isFlaggedSkip = isFlaggedSkip && other.isFlaggedSkip
    return both
  }

  /// Where the play lies in time, going by the lengths known.
  func timing(of heard: HeardState) -> ListenTiming {
    ListenTiming(
      stamp: stamp, meaning: meaning, playedSeconds: played, recordingSeconds: heard.seconds,
      trackSeconds: heard.trackSeconds, isFlaggedSkip: isFlaggedSkip)
  }
}

/// A report as it is stored.
struct StoredListen {
  /// What ``init(row:at:)`` reads, in order.
  static let columns = """
    listen.id, listen.format, listen.stamp, listen.stamp_meaning, listen.played, \
    listen.flagged_skip, listen.began, listen.ended, listen.weight, listen.is_echo
    """
  static let columnCount = 10

  let id: Int64
  private(set) var report: ListenReport
  /// Seconds since 1970, UTC.
  private(set) var began: Int64
  private(set) var ended: Int64
  private(set) var weight: Double
  /// True for a report of a play that another report stands for.
  var isEcho: Bool

  /// A report that has just been stored.
  init(id: Int64, report: ListenReport, timing: ListenTiming) {
    self.id = id
    self.report = report
    (began, ended, weight) = (timing.start, timing.end, timing.weight)
    isEcho = false
  }

  init(row: Row, at first: Int = 0) throws {
    id = row[first]
    report = try ListenReport(row: row, at: first + 1)
    began = row[first + 6]
    ended = row[first + 7]
    weight = row[first + 8]
    isEcho = row[first + 9]
  }

  /// Another report in place of this one, or the same under other lengths.
  func replaced(by report: ListenReport, timing: ListenTiming) -> StoredListen {
    var listen = StoredListen(id: id, report: report, timing: timing)
    listen.isEcho = isEcho
    return listen
  }

  /// True when nothing that is stored differs, save whether it is an echo.
  func says(theSameAs other: StoredListen) -> Bool {
    report == other.report && began == other.began && ended == other.ended
      && weight == other.weight
  }
}
