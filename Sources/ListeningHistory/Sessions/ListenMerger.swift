/// Finds the reports of one recording that are reports of the same play: two histories that both
/// kept it, with stamps that differ by no more than the recording is long.
///
/// Pure and independent of the order in which histories were read: reports go in sorted, and a play
/// holds reports of one format only if they have the same stamp, so that a recording on repeat stays
/// several plays. A newer export of one history may tell more of the same play.
package struct ListenMerger: Sendable {
  /// One report of a play.
  package struct Report: Hashable, Sendable {
    /// The store's own number, to tell equals apart.
    package var id: Int64
    package var format: HistoryFormat
    /// The report's own time, in seconds since 1970, UTC.
    package var stamp: Int64
    /// Seconds since 1970, UTC.
    package var start: Int64
    package var end: Int64
    /// True when the history tells how long it was listened to.
    package var knowsPlayedTime: Bool

    /// Gathers one report.
    package init(
      id: Int64, format: HistoryFormat, stamp: Int64, start: Int64, end: Int64,
      knowsPlayedTime: Bool
    ) {
      self.id = id
      self.format = format
      self.stamp = stamp
      self.start = start
      self.end = end
      self.knowsPlayedTime = knowsPlayedTime
    }

    fileprivate var duration: Int64 { end - start }

    /// The most telling report stands for the play: one that knows how long it lasted, then the
    /// most exact, then the first.
    fileprivate func tellsMore(than other: Report) -> Bool {
      if knowsPlayedTime != other.knowsPlayedTime { return knowsPlayedTime }
      if format.stampTolerance != other.format.stampTolerance {
        return format.stampTolerance < other.format.stampTolerance
      }
      return (start, format.rawValue, id) < (other.start, other.format.rawValue, other.id)
    }
  }

  /// How far apart two reports of one play may be, in seconds; no further than this whatever the
  /// recording's length.
  package static let widestWindow: Int64 = 3_600

  private struct Play {
    var first: Report
    var best: Report
    var stamps: [HistoryFormat: Int64]
  }

  /// The numbers of the reports that repeat a play another report stands for.
  ///
  /// `reports` are all of one recording, in any order.
  package static func echoes(among reports: [Report]) -> Set<Int64> {
    var echoes: Set<Int64> = []
    var plays: [Play] = []
    let sorted = reports.sorted {
      ($0.start, $0.format.rawValue, $0.id) < ($1.start, $1.format.rawValue, $1.id)
    }
    for report in sorted {
      plays.removeAll { report.start - $0.first.start > widestWindow }
      // The latest play is the nearest one.
      guard
        let index = plays.lastIndex(where: {
          // Nobody starts a recording twice at once.
          ($0.stamps[report.format] ?? report.stamp) == report.stamp && isSame($0.first, report)
        })
      else {
        plays.append(Play(first: report, best: report, stamps: [report.format: report.stamp]))
        continue
      }
      plays[index].stamps[report.format] = report.stamp
      if report.tellsMore(than: plays[index].best) {
        echoes.insert(plays[index].best.id)
        plays[index].best = report
      } else {
        echoes.insert(report.id)
      }
    }
    return echoes
  }

  private static func isSame(_ first: Report, _ second: Report) -> Bool {
    let window =
      max(first.duration, second.duration)
      + first.format.stampTolerance + second.format.stampTolerance
    return second.start - first.start <= min(window, widestWindow)
  }
}
