import ControlProtocol

extension StatusReply {
  /// Tracks that have an outcome, good or bad.
  var settled: Int { max(0, tracks - pending) }

  /// What the daemon does, with the reason when that is to wait.
  var activityWithReason: String { [activity, paused].compactMap(\.self).joined(separator: ": ") }
}

/// `orpheusctl status` for people.
struct StatusView {
  var status: StatusReply

  /// The whole text.
  func render(for terminal: Terminal) -> String {
    var text = headline(terminal) + "\n"
    if status.pending > 0 {
      let line = ProgressLine.line(
        label: "done", done: status.settled, total: status.tracks,
        width: terminal.width.map { $0 - 2 })
      text += "  " + TextStyle.accent.apply(to: line, on: terminal) + "\n"
    }
    text += "\n" + facts().render(for: terminal)
    if !status.degraded.isEmpty {
      text += "\n"
      for reason in status.degraded {
        // Styled after wrapping, so that the escapes are not measured.
        let lines = Paragraph.wrap(reason.printable, lead: "! ", width: terminal.width)
        text += TextStyle.warning.apply(to: String(lines.dropLast()), on: terminal) + "\n"
      }
    }
    return text
  }

  private func headline(_ terminal: Terminal) -> String {
    let healthy = status.health == "ok"
    let dot = (healthy ? TextStyle.good : .warning).apply(to: "●", on: terminal)
    let health = TextStyle.bold.apply(to: healthy ? "healthy" : "degraded", on: terminal)
    let workers = status.workers > 0 ? " with \(Quantity.count(status.workers, "worker"))" : ""
    return "\(dot) orpheusd \(status.version.printable) is \(health), "
      + status.activityWithReason.printable + workers
  }

  private func facts() -> TextTable {
    var table = TextTable(columns: [.init(""), .init("", minimum: 20)])
    func add(_ name: String, _ value: StyledText) {
      table.rows.append([StyledText(name, .dim), value])
    }
    add("tracks", StyledText(Quantity.grouped(status.tracks)))
    // Only what is there to be said; a healthy library takes one line.
    let troubles = [
      ("pending", status.pending, TextStyle.plain, ""),
      ("failed", status.failed, .warning, "orpheusctl tracks --failed"),
      ("not read", status.unread ?? 0, .warning, "orpheusctl doctor"),
      ("quarantined", status.quarantined, .warning, "orpheusctl tracks --quarantined"),
      ("skipped", status.skipped, .plain, "orpheusctl tracks --state skipped"),
    ]
    for (name, count, style, hint) in troubles where count > 0 {
      let hint = hint.isEmpty ? "" : "  (\(hint))"
      add("  " + name, StyledText(Quantity.grouped(count) + hint, style))
    }
    let space =
      status.moodSpace == "shipped" ? "  (a small library uses the shipped mood space)" : ""
    add("moods", StyledText(Quantity.grouped(status.moods) + space))
    for (index, model) in status.models.enumerated() {
      add(
        index == 0 ? "models" : "",
        StyledText(
          "\(model.name) \(model.version), \(model.state)"
            + (model.state == "ready" ? "" : "  (orpheusctl models install)"),
          model.state == "ready" ? .plain : .warning))
    }
    for (name, lines) in folders {
      for (index, line) in lines.enumerated() { add(index == 0 ? name : "", line) }
    }
    if status.overflows > 0 {
      add(
        "overflows", StyledText("\(Quantity.grouped(status.overflows)), each made good by a scan"))
    }
    if let storage = status.storage, storage != "ok" {
      add("storage", StyledText(storage, .warning))
    }
    if let backup = status.backup {
      add("backup", StyledText(WallClock.current.tell(Int64(backup))))
    }
    return table
  }
  /// The watched folders by kind, what is known of history before its folders.
  private var folders: [(name: String, lines: [StyledText])] {
    var kinds: [(name: String, lines: [StyledText])] = []
    func add(_ line: StyledText, to kind: String) {
      if let index = kinds.firstIndex(where: { $0.name == kind }) {
        kinds[index].lines.append(line)
      } else {
        kinds.append((kind, [line]))
      }
    }
    for root in status.roots where root.kind != "history" { add(root.line, to: root.kind) }
    if status.listens > 0 {
      let matched = Quantity.grouped(status.matched)
      add(
        StyledText("\(Quantity.count(status.listens, "listen")), \(matched) of tracks here"),
        to: "history")
    }
    for root in status.roots where root.kind == "history" { add(root.line, to: root.kind) }
    return kinds
  }
}

extension RootInfo {
  /// `/home/me/Music, watching, 1,940 tracks`
  fileprivate var line: StyledText {
    let contents =
      kind == "music"
      ? Quantity.count(tracks, "track") : listens.map { Quantity.count($0, "listen") }
    let words = [path, state, contents].compactMap(\.self).joined(separator: ", ")
    return StyledText(words, state == "offline" ? .warning : .plain)
  }
}
