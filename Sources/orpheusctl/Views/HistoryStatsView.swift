import ControlProtocol

/// `orpheusctl history stats` for people: the histories there are and what they came to.
struct HistoryStatsView {
  var stats: HistoryStatsReply

  /// The whole text.
  func render(for terminal: Terminal) -> String {
    guard !stats.sources.isEmpty || stats.listens > 0 else {
      return NoHistory.sentence("histories", for: terminal)
    }
    var text = Paragraph.wrap(summary, lead: "", width: terminal.width)
    guard !stats.sources.isEmpty else { return text }
    text += "\n" + sources.render(for: terminal)
    let troubles = troubles(terminal)
    return troubles.isEmpty ? text : text + "\n" + troubles
  }

  private var summary: String {
    let unmatched =
      stats.unmatched > 0
      ? ", \(Quantity.grouped(stats.unmatched)) of others (orpheusctl history --unmatched)" : ""
    return
      "\(Quantity.count(stats.listens, "listen")), \(Quantity.grouped(stats.matched)) of tracks "
      + "here\(unmatched)"
  }

  private var sources: TextTable {
    var table = TextTable(columns: [
      .init("FILE", minimum: 16, keeping: .end), .init("FORMAT", minimum: 8),
      .init("LISTENS", .right), .init("SKIPPED", .right), .init("DAMAGED", .right), .init("STATE"),
    ])
    table.rows = stats.sources.map { source in
      [
        StyledText(source.displayName, .bold), StyledText(source.format),
        StyledText(Quantity.grouped(source.listens)), StyledText(Quantity.grouped(source.skipped)),
        StyledText(
          Quantity.grouped(source.damaged), source.damaged > 0 ? .warning : .plain),
        StyledText(source.state, source.state == "unreadable" ? .warning : .plain),
      ]
    }
    return table
  }

  /// What could not be read, whole files first.
  private func troubles(_ terminal: Terminal) -> String {
    let unreadable = stats.sources.compactMap { source in
      source.reason.map { "\(source.displayName.printable): \($0.printable)\n" }
    }
    let damages = stats.sources.map { source in
      DamagesView(file: source.displayName, count: source.damaged, damages: source.damages)
        .render(for: terminal)
    }
    return (unreadable + damages).joined()
  }
}

extension HistorySourceInfo {
  /// The file, followed by the member of the archive: `/h/export.zip: listens/2024/5.jsonl`.
  fileprivate var displayName: String { part.map { "\(file): \($0)" } ?? file }
}
