/// Moods with their shares: a line each, with a bar where there is room for one.
enum ShareBars {
  private static let widest = 20
  private static let narrowest = 4

  /// A line a share, every line ending in a newline.
  static func render(
    _ shares: [(label: String, share: Double)], indent: String = "", for terminal: Terminal
  ) -> String {
    // Labels are never cut: they hold what other commands take for MOOD.
    var table = TextTable(columns: [.init(""), .init("", .right), .init("")])
    table.indent = indent
    let label = shares.map(\.label.printable.columns).max() ?? 0
    // Two gaps of two, and a percentage of at most five.
    let room = terminal.width.map { $0 - indent.columns - label - 9 } ?? widest
    table.rows = shares.map { label, share in
      let bar =
        room < narrowest
        ? ""
        : ProgressLine.bar(
          done: Quantity.wholePercent(share), total: 100, width: min(room, widest))
      return [
        StyledText(label, .bold), StyledText(Quantity.percent(share)), StyledText(bar, .accent),
      ]
    }
    return table.render(for: terminal)
  }
}
