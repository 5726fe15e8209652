import ControlProtocol
import MusicModel

/// `orpheusctl transitions` for people: what follows what, in percent.
struct TransitionsView {
  var reply: TransitionsReply

  /// A row that rests on fewer transitions than this says more about the method than the listener.
  static let leastEvidence = 5.0

  /// The matrix with its legend, or a sentence when nothing has been learned yet.
  func render(for terminal: Terminal) -> String {
    guard !reply.rows.isEmpty else {
      return "no moods yet: they appear as tracks are analysed (orpheusctl status)\n"
    }
    guard reply.transitions > 0 else {
      return NoHistory.sentence("transitions", for: terminal)
    }
    let table = table
    let shown = shown(table.columnsFitting(terminal.width))
    let context = reply.context.map { " on \(ListeningContext.words(for: $0))" } ?? ""
    var text = Paragraph.wrap(
      "What follows what\(context), in percent: from the mood of the row to the mood of the "
        + "column, from \(Quantity.count(reply.transitions, "transition")) in all.",
      lead: "", width: terminal.width)
    text += "\n" + table.render(shown, for: terminal)
    for remark in remarks(leaving: reply.rows.count - shown.count) {
      text += "\n" + Paragraph.wrap(remark, lead: "", width: terminal.width)
    }
    return text
  }

  private var table: HeatTable {
    let digits = String(reply.rows.count).count
    return HeatTable(
      heading: String(repeating: " ", count: digits + 1) + "FROM",
      columns: reply.rows.indices.map { HeatTable.Column(title: String($0 + 1)) },
      noteHeading: "EVIDENCE",
      rows: reply.rows.enumerated().map { index, row in
        let number = String(index + 1)
        let space = String(repeating: " ", count: digits - number.count)
        return HeatTable.Row(
          label: StyledText("\(space)\(number) \(row.label)", .bold), shares: row.probabilities,
          note: Quantity.evidence(row.evidence))
      })
  }

  /// The `count` moods that come most often, in the order of the rows.
  private func shown(_ count: Int) -> [Int] {
    let weights = reply.rows.indices.map { column in
      reply.rows.reduce(0.0) { sum, row in
        let probability = row.probabilities.indices.contains(column) ? row.probabilities[column] : 0
        // Without evidence a row counts as much as one transition.
        return sum + (1 + max(0, row.evidence)) * probability
      }
    }
    return reply.rows.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
      .prefix(count).sorted()
  }

  private func remarks(leaving left: Int) -> [String] {
    var remarks: [String] = []
    if left > 0 {
      remarks.append(
        "\(Quantity.count(left, "column")) of moods that come less often "
          + "\(left == 1 ? "is" : "are") left out: a wider terminal, or --json, shows them.")
    }
    if reply.rows.contains(where: { $0.evidence < Self.leastEvidence }) {
      remarks.append(
        "Rows with an evidence below \(Int(Self.leastEvidence)) transitions have too little "
          + "history to say much.")
    }
    return remarks
  }
}
