import FoundationEssentials
import GRDB
import ListeningHistory

/// Finds which reports of a group of recordings repeat another, near moments at which something has
/// changed.
///
/// ``ListeningHistory/ListenMerger`` remembers no play for longer than its widest window, so reports
/// fall into chains that do not concern each other: wherever two neighbours lie further apart. Only
/// chains with a change are read.
struct EchoReview {
  /// A report that is an echo now and was none, or the other way round.
  struct Flip {
    let listen: Int64
    let heard: Int64
    let began: Int64
    let isEcho: Bool
  }

  private struct Member {
    let heard: Int64
    let digest: Data
    let listen: StoredListen
  }

  private static let window = ListenMerger.widestWindow
  /// With so many separate stretches to read, everything between is read too.
  private static let mostStretches = 16
  /// A play begins no longer before its stamp.
  private static let longestPlay: Int64 = 86_400

  private let db: Database
  private let group: Int64

  init(_ db: Database, _ group: Int64) {
    self.db = db
    self.group = group
  }

  /// What has to change so that the reports near `moments` are as a review of all would have them.
  func flips(near moments: [Int64]) throws -> [Flip] {
    try stretches(around: moments).flatMap { stretch in
      try chains(touching: stretch).flatMap(Self.flips(in:))
    }
  }

  /// What a review of all reports of the group would change.
  func allFlips() throws -> [Flip] {
    Self.split(try members(from: .min / 2, to: .max / 2)).flatMap(Self.flips(in:))
  }

  /// The times within one window of any of `moments`.
  private func stretches(around moments: [Int64]) -> [ClosedRange<Int64>] {
    var stretches: [ClosedRange<Int64>] = []
    for moment in moments.sorted() {
      let (lower, upper) = (moment - Self.window, moment + Self.window)
      if let last = stretches.last, lower <= last.upperBound + 4 * Self.window {
        stretches[stretches.count - 1] = last.lowerBound...upper
      } else {
        stretches.append(lower...upper)
      }
    }
    guard stretches.count > Self.mostStretches else { return stretches }
    return [stretches[0].lowerBound...stretches[stretches.count - 1].upperBound]
  }

  /// The chains that have a report in `stretch`, each of them whole.
  private func chains(touching stretch: ClosedRange<Int64>) throws -> [[Member]] {
    var margin = 2 * Self.window
    while true {
      let (lower, upper) = (stretch.lowerBound - margin, stretch.upperBound + margin)
      let touching = Self.split(try members(from: lower, to: upper)).filter { chain in
        chain[0].listen.began <= stretch.upperBound
          && chain[chain.count - 1].listen.began >= stretch.lowerBound
      }
      // Whole, when the window before the first and after the last was looked at too.
      let isWhole = touching.allSatisfy { chain in
        chain[0].listen.began - Self.window >= lower
          && chain[chain.count - 1].listen.began + Self.window <= upper
      }
      if isWhole { return touching }
      margin *= 4
    }
  }

  private func members(from lower: Int64, to upper: Int64) throws -> [Member] {
    try db.rows(
      """
      SELECT heard.id, digest, \(StoredListen.columns) FROM heard
        CROSS JOIN heard_name ON heard_name.id = heard.id
        CROSS JOIN listen ON listen.heard_id = heard.id
        WHERE play_group = ? AND stamp BETWEEN ? AND ? AND began BETWEEN ? AND ?
      """, [group, lower, upper + Self.longestPlay, lower, upper]
    ).map { row in
      Member(heard: row[0], digest: row[1], listen: try StoredListen(row: row, at: 2))
    }
  }

  private static func split(_ members: [Member]) -> [[Member]] {
    var chains: [[Member]] = []
    for member in members.sorted(by: precedes) {
      if let last = chains.last?.last, member.listen.began - last.listen.began <= window {
        chains[chains.count - 1].append(member)
      } else {
        chains.append([member])
      }
    }
    return chains
  }

  /// An order that does not depend on what was read first, as the numbers of rows do.
  private static func precedes(_ a: Member, _ b: Member) -> Bool {
    if a.listen.began != b.listen.began { return a.listen.began < b.listen.began }
    if a.digest != b.digest { return a.digest.lexicographicallyPrecedes(b.digest) }
    return (a.listen.report.format.number, a.listen.report.stamp)
      < (b.listen.report.format.number, b.listen.report.stamp)
  }

  private static func flips(in chain: [Member]) -> [Flip] {
    // Reports go by their place in that order instead of their number.
    let echoes = ListenMerger.echoes(
      among: chain.enumerated().map { place, member in
        ListenMerger.Report(
          id: Int64(place), format: member.listen.report.format,
          stamp: member.listen.report.stamp, start: member.listen.began, end: member.listen.ended,
          knowsPlayedTime: member.listen.report.played != nil)
      })
    return chain.enumerated().compactMap { place, member in
      let isEcho = echoes.contains(Int64(place))
      guard isEcho != member.listen.isEcho else { return nil }
      return Flip(
        listen: member.listen.id, heard: member.heard, began: member.listen.began, isEcho: isEcho)
    }
  }
}
