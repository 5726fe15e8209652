import ControlProtocol

/// `orpheusctl sessions` for people: one line a session.
struct SessionsView {
  var sessions: [SessionInfo]
  var clock: WallClock

  /// The moods named in a line.
  private static let moods = 3

  /// The table, or a sentence when there is nothing to list.
  func render(for terminal: Terminal) -> String {
    guard !sessions.isEmpty else { return "no sessions\n" }
    var table = TextTable(columns: [
      .init("START"), .init("LENGTH", .right), .init("PLAYS", .right), .init("MOODS", minimum: 16),
    ])
    table.rows = sessions.map { session in
      let moods = session.moods.prefix(Self.moods).map {
        "\($0.slug) \(Quantity.percent($0.share))"
      }
      return [
        StyledText(clock.tell(Int64(session.start)), .bold),
        StyledText(Quantity.span(from: session.start, to: session.end)),
        StyledText(Quantity.grouped(session.listens)),
        moods.isEmpty ? "—" : StyledText(moods.joined(separator: ", "), .accent),
      ]
    }
    return table.render(for: terminal)
  }
}
