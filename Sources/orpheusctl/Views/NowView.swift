import ControlProtocol
import MusicModel

/// `orpheusctl now` for people: the session, where it went, and what tends to come next.
struct NowView {
  var now: NowReply
  var clock: WallClock

  /// The plays shown of a path.
  private static let plays = 12
  private static let letters = Array("abcdefghijkl")
  /// Fewer points than this show no path.
  private static let leastPoints = 3

  /// The whole text.
  func render(for terminal: Terminal) -> String {
    guard let session = now.session else {
      return NoHistory.sentence("sessions", for: terminal)
    }
    var text = headline(session, terminal)
    text += "\n" + facts.render(for: terminal)
    if !now.moods.isEmpty {
      text += ShareBars.render(
        now.moods.map { ($0.label, $0.share) }, indent: "  ", for: terminal)
    }
    text += "\n" + path(session).render(for: terminal)
    text += plane(session, terminal)
    return text + "\n" + following(terminal)
  }

  private func headline(_ session: RunningSessionInfo, _ terminal: Terminal) -> String {
    let start = clock.tell(Int64(session.start))
    let plays = Quantity.count(session.listens, "play")
    guard !session.open else {
      let span = Quantity.span(from: session.start, to: session.end)
      let dot = TextStyle.good.apply(to: "●", on: terminal)
      return dot + " A session is running: since \(start), \(span), \(plays).\n"
    }
    // The end says less about the day than about the length, so the day is said once.
    let end = clock.timeOfDay(Int64(session.end))
    return Paragraph.wrap(
      "No session is running; the last one ended \(clock.ago(Int64(session.end))) "
        + "(\(start)–\(end), \(plays)).", lead: "", width: terminal.width)
  }

  private var facts: TextTable {
    var table = TextTable(columns: [.init(""), .init("")])
    if let valence = now.valence, let arousal = now.arousal {
      let word = Feeling.word(valence: valence, arousal: arousal)
      table.rows.append([
        StyledText("feeling", .dim),
        StyledText(
          "\(word), valence \(Quantity.signed(valence)), arousal \(Quantity.signed(arousal))"),
      ])
    }
    table.rows.append([
      StyledText("moods", .dim),
      StyledText(now.moods.isEmpty ? "none known: no play is of an analysed track" : ""),
    ])
    return table
  }

  /// The last plays, a letter for each that the plane shows.
  private func path(_ session: RunningSessionInfo) -> TextTable {
    var table = TextTable(columns: [
      .init(""), .init("TIME"), .init("ARTIST – TITLE", minimum: 16), .init("MOOD", minimum: 10),
      .init("VALENCE", .right), .init("AROUSAL", .right),
    ])
    table.rows = zip(Self.letters, session.path.suffix(Self.plays)).map { letter, step in
      [
        StyledText(step.valence == nil ? "" : String(letter), .accent),
        StyledText(clock.timeOfDay(Int64(step.start)), .dim),
        StyledText(RecordingName.text(artist: step.artist, title: step.title, file: nil), .bold),
        step.mood.map { StyledText($0.slug, .accent) } ?? "—",
        StyledText(Quantity.signed(step.valence)), StyledText(Quantity.signed(step.arousal)),
      ]
    }
    return table
  }

  /// The same plays in the plane, where there is room for it and something to see.
  private func plane(_ session: RunningSessionInfo, _ terminal: Terminal) -> String {
    let points = zip(Self.letters, session.path.suffix(Self.plays)).compactMap { letter, step in
      step.valence.flatMap { valence in
        step.arousal.map { AffectPlane.Point(letter: letter, valence: valence, arousal: $0) }
      }
    }
    let indent = "   "
    guard terminal.isTerminal, points.count >= Self.leastPoints,
      terminal.width ?? 0 >= AffectPlane.width + indent.count
    else { return "" }
    return "\n" + AffectPlane(points: points).lines.map { indent + $0 + "\n" }.joined()
  }

  private func following(_ terminal: Terminal) -> String {
    let context = ListeningContext.words(for: now.context)
    guard now.evidence >= TransitionsView.leastEvidence, !now.follows.isEmpty else {
      return "What tends to follow: too little history to say.\n"
    }
    // Beyond these nothing is likely.
    let likely = now.follows.prefix(5).map { ($0.label, $0.share) }
    let evidence = Quantity.evidence(now.evidence)
    let basis =
      now.session?.open == true
      ? "What tends to follow, on \(context)" : "What you tend to play on \(context)"
    return Paragraph.wrap(
      "\(basis), from \(evidence) transitions:", lead: "", width: terminal.width)
      + ShareBars.render(likely, indent: "  ", for: terminal)
  }
}
