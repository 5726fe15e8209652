/// A table of shares in percent, narrow enough for many columns, with a colour behind each share
/// where there are enough colours.
struct HeatTable: Sendable {
  struct Column: Sendable {
    var title: String
    /// A heading over this column and its neighbours of the same group; empty for none.
    var group = ""
  }

  struct Row: Sendable {
    var label: StyledText
    /// One a column, 0…1; nil where there is nothing to say.
    var shares: [Double?]
    /// Said at the end of the line.
    var note = ""
  }

  /// A last line of something else than shares.
  struct Footer: Sendable {
    var label: String
    /// One a column.
    var cells: [String]
  }

  /// Over the labels.
  var heading: String
  var columns: [Column]
  /// Over the notes.
  var noteHeading = ""
  var rows: [Row]
  var footer: Footer?

  /// Labels are cut to this before columns are left out.
  private static let leastLabel = 16

  /// How many of the columns fit in `width`, one at least.
  func columnsFitting(_ width: Int?) -> Int {
    guard let width else { return columns.count }
    let room = width - min(labelWidth, Self.leastLabel) - noteWidth - 1
    return min(max(1, room / cellWidth), columns.count)
  }

  /// The table with the columns of these indices, every line ending in a newline.
  func render(_ shown: [Int], for terminal: Terminal) -> String {
    guard !rows.isEmpty else { return "" }
    let taken = shown.count * cellWidth + noteWidth + 1
    let label = terminal.width.map { min(labelWidth, max(Self.leastLabel, $0 - taken)) }
    let width = label ?? labelWidth
    var text = ""
    if columns.contains(where: { !$0.group.isEmpty }) {
      text += groups(shown, after: width, terminal)
    }
    text += line(
      StyledText(heading, .dim), width,
      shown.map { cell(columns[$0].title, .dim, terminal) }, noteHeading, terminal)
    for row in rows {
      let cells = shown.map { index in
        let share = row.shares.indices.contains(index) ? row.shares[index] : nil
        return cell(Self.text(share, terminal), Self.style(share), terminal)
      }
      text += line(row.label, width, cells, row.note, terminal)
    }
    if let footer {
      let cells = shown.map { cell(footer.cells[$0], .dim, terminal) }
      text += line(StyledText(footer.label, .dim), width, cells, "", terminal)
    }
    return text
  }

  private var labelWidth: Int {
    rows.reduce(heading.columns) { max($0, $1.label.text.columns) }
  }

  /// With a space on either side, shared by a share of 100 %.
  private var cellWidth: Int {
    let footers = footer?.cells.map { $0.columns - 1 } ?? []
    return max(2, (columns.map(\.title.columns) + footers).max() ?? 0) + 2
  }

  /// With the gap before it.
  private var noteWidth: Int {
    let widest = rows.reduce(noteHeading.columns) { max($0, $1.note.columns) }
    return widest > 0 ? widest + 1 : 0
  }

  private static func text(_ share: Double?, _ terminal: Terminal) -> String {
    guard let share else { return "" }
    guard share.isFinite else { return "—" }
    let percent = Quantity.wholePercent(share)
    // A dot keeps many zeros out of the way of the eye, but not out of the way of awk(1).
    return percent == 0 && terminal.isTerminal ? "·" : String(percent)
  }

  private static func style(_ share: Double?) -> TextStyle {
    share.flatMap { HeatScale.step($0) }.map { .heat($0) } ?? .dim
  }

  private func cell(_ text: String, _ style: TextStyle, _ terminal: Terminal) -> String {
    let space = String(repeating: " ", count: max(0, cellWidth - 1 - text.columns))
    return style.apply(to: space + text + " ", on: terminal)
  }

  private func line(
    _ label: StyledText, _ width: Int, _ cells: [String], _ note: String, _ terminal: Terminal
  ) -> String {
    let name = label.text.cut(to: width)
    let space = String(repeating: " ", count: max(0, width - name.columns) + 1)
    var line = label.style.apply(to: name, on: terminal) + space + cells.joined()
    if noteWidth > 0 {
      let space = String(repeating: " ", count: max(0, noteWidth - note.columns))
      line += TextStyle.dim.apply(to: space + note, on: terminal)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  /// The line of groups, each over the first of its columns.
  private func groups(_ shown: [Int], after width: Int, _ terminal: Terminal) -> String {
    var line = String(repeating: " ", count: width + 1)
    for (place, index) in shown.enumerated() {
      let group = columns[index].group
      let isFirst = place == 0 || columns[shown[place - 1]].group != group
      guard isFirst, !group.isEmpty else { continue }
      let start = width + 2 + place * cellWidth
      line += String(repeating: " ", count: max(1, start - line.columns)) + group
    }
    return TextStyle.dim.apply(to: line, on: terminal) + "\n"
  }
}
