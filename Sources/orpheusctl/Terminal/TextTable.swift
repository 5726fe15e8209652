/// Rows under headings, aligned, cut to the terminal's width.
struct TextTable: Sendable {
  enum Alignment: Sendable {
    case left
    case right
  }

  struct Column: Sendable {
    /// Empty headings in all columns leave the line of headings out.
    var title: String
    var alignment = Alignment.left
    /// The least width the column may be cut to; nil when it is never cut.
    var minimum: Int?
    /// What is kept of a cell that is cut.
    var keeping = String.Keeping.beginning

    /// A column as wide as its widest cell.
    init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }

    /// A column that gives way when the table is too wide.
    init(_ title: String, minimum: Int, keeping: String.Keeping = .beginning) {
      self.title = title
      self.minimum = minimum
      self.keeping = keeping
    }
  }

  var columns: [Column]
  /// Each with one cell a column.
  var rows: [[StyledText]] = []
  /// Before every line.
  var indent = ""

  private static let gap = 2

  /// The table, every line ending in a newline; empty without rows.
  func render(for terminal: Terminal) -> String {
    guard !rows.isEmpty else { return "" }
    let widths = widths(in: terminal.width)
    var text = ""
    if columns.contains(where: { !$0.title.isEmpty }) {
      text += line(columns.map { StyledText($0.title, .dim) }, widths, terminal)
    }
    for row in rows { text += line(row, widths, terminal) }
    return text
  }

  private func line(_ cells: [StyledText], _ widths: [Int], _ terminal: Terminal) -> String {
    // Nothing follows the last cell with text, so no line ends in spaces.
    let last = cells.lastIndex { !$0.text.isEmpty } ?? -1
    var line = indent
    for (index, cell) in cells.enumerated() where index <= last {
      let text = cell.text.cut(to: widths[index], keeping: columns[index].keeping)
      let space = String(repeating: " ", count: max(0, widths[index] - text.columns))
      let styled = cell.style.apply(to: text, on: terminal)
      switch columns[index].alignment {
      case .right: line += space + styled
      case .left: line += index == last ? styled : styled + space
      }
      if index < last { line += String(repeating: " ", count: Self.gap) }
    }
    return line + "\n"
  }

  /// The natural widths, with the widest flexible column cut again and again until all fits.
  private func widths(in available: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].title.columns) { max($0, $1[index].text.columns) }
    }
    guard let available else { return widths }
    let gaps = indent.columns + Self.gap * max(0, columns.count - 1)
    var excess = widths.reduce(gaps, +) - available
    while excess > 0 {
      let flexible = columns.indices.filter { widths[$0] > columns[$0].minimum ?? .max }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
