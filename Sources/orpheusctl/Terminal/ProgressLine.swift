import ControlProtocol

/// A bar of progress in one line.
enum ProgressLine {
  /// `done` of `total` as `██████░░░░`, `width` columns wide.
  static func bar(done: Int, total: Int, width: Int) -> String {
    let full = total > 0 ? min(max(done, 0), total) * width / total : width
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }

  /// How much is done, in whole percent; 100 only when all of it is.
  static func percent(done: Int, total: Int) -> Int {
    total > 0 ? min(max(done, 0), total) * 100 / total : 100
  }

  /// `analysing  ██████░░░░  62 %  1,240 of 2,000`, in at most `width` columns.
  static func line(label: String, done: Int, total: Int, width: Int?) -> String {
    let percent = String(percent(done: done, total: total))
    // As wide as “100”, so that the bar does not move.
    let figures =
      String(repeating: " ", count: 3 - percent.count) + percent + " %  "
      + "\(Quantity.grouped(done)) of \(Quantity.grouped(total))"
    let room = (width ?? 80) - label.columns - figures.columns - 4
    let parts = [
      label, room >= 4 ? bar(done: done, total: total, width: min(room, 30)) : nil, figures,
    ]
    return parts.compactMap(\.self).joined(separator: "  ").cut(to: width ?? .max)
  }

  /// The line for a status: what the daemon does and how many tracks have an outcome.
  static func line(for status: StatusReply, width: Int?) -> String {
    // One column less: a full last column makes some terminals wrap.
    line(
      label: status.activityWithReason, done: status.settled, total: status.tracks,
      width: width.map { $0 - 1 })
  }
}

/// A line on a terminal that is drawn over again; on anything else, nothing.
struct LiveLine {
  private let console: Console
  private var shown = ""

  /// Draws on standard error, so that standard output stays what it is.
  init(_ console: Console) { self.console = console }

  /// The width to fit the line to.
  var width: Int? { console.errors.width }

  /// True where there is something to draw on.
  var isVisible: Bool { console.errors.isTerminal }

  /// Replaces what is shown.
  mutating func show(_ text: String) {
    guard isVisible, text != shown else { return }
    // Carriage return, text, ECMA-48 “erase to end of line”: no flicker between old and new.
    console.note("\r" + text + "\u{1B}[K")
    shown = text
  }

  /// Takes the line away; also before anything else is written.
  mutating func clear() {
    guard isVisible, !shown.isEmpty else { return }
    console.note("\r\u{1B}[K")
    shown = ""
  }
}
