import ControlProtocol

/// `orpheusctl history` for people: one line a play.
struct HistoryView {
  var listens: [ListenInfo]
  var clock: WallClock

  /// The table, or a sentence when there is nothing to list.
  func render(for terminal: Terminal) -> String {
    guard !listens.isEmpty else { return NoHistory.sentence("plays", for: terminal) }
    var table = TextTable(columns: [
      .init("PLAYED"), .init("ARTIST – TITLE", minimum: 16), .init("MOOD", minimum: 10), .init(""),
    ])
    table.rows = listens.map { listen in
      [
        StyledText(clock.tell(Int64(listen.start)), .dim),
        StyledText(
          RecordingName.text(
            artist: listen.artist, title: listen.title ?? listen.file, file: listen.path),
          listen.skipped || listen.path == nil ? .dim : .bold),
        listen.mood.map { StyledText($0.slug, .accent) } ?? "—",
        StyledText(Self.mark(listen), .warning),
      ]
    }
    return table.render(for: terminal)
  }

  private static func mark(_ listen: ListenInfo) -> String {
    if listen.path == nil { return listen.skipped ? "skipped, not here" : "not here" }
    if listen.skipped { return "skipped" }
    return listen.score.map { $0 < 1 ? "\(Quantity.percent($0)) sure" : "" } ?? ""
  }
}

/// `orpheusctl history --unmatched` for people: one line a recording.
struct UnmatchedView {
  var recordings: [UnmatchedRecordingInfo]
  var clock: WallClock

  /// The table, or a sentence when there is nothing to list.
  func render(for terminal: Terminal) -> String {
    guard !recordings.isEmpty else { return "every play is of a track that is here\n" }
    var table = TextTable(columns: [
      .init("PLAYS", .right), .init("LAST"), .init("ARTIST – TITLE", minimum: 16),
      .init("ALBUM", minimum: 10),
    ])
    table.rows = recordings.map { recording in
      [
        StyledText(Quantity.grouped(recording.listens)),
        StyledText(clock.tell(Int64(recording.last)), .dim),
        StyledText(
          RecordingName.text(
            artist: recording.artist, title: recording.title ?? recording.file, file: nil), .bold),
        StyledText(recording.album ?? ""),
      ]
    }
    return table.render(for: terminal)
  }
}

/// Records that could not be read, each as `file:line: reason`.
struct DamagesView {
  /// As it is to be shown.
  var file: String
  /// How many there are.
  var count: Int
  /// The first of them.
  var damages: [HistoryDamageInfo]

  /// A line each, in the form editors follow to its place; never cut.
  func render(for terminal: Terminal) -> String {
    var text = ""
    for damage in damages {
      let place = TextStyle.bold.apply(to: "\(file.printable):\(damage.line):", on: terminal)
      text += "\(place) \(damage.reason.printable)\n"
    }
    if count > damages.count {
      text += "\(file.printable): \(Quantity.grouped(count - damages.count)) more that cannot be "
      text += "read\n"
    }
    return text
  }
}
