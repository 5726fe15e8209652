import ControlProtocol

/// `orpheusctl evaluate` for people: the verdict, then every figure with a word to it.
struct MoodEvaluationView {
  var reply: EvaluateMoodsReply

  /// The whole text.
  func render(for terminal: Terminal) -> String {
    var text = ""
    for (index, sentence) in reply.verdict.enumerated() {
      let lead = index == 0 ? "● " : "  "
      let lines = Paragraph.wrap(
        sentence.capitalisedFirst.printable + ".", lead: lead, width: terminal.width)
      // Styled after wrapping, so that the escapes are not measured.
      text += index == 0 ? style.apply(to: String(lines.dropLast()), on: terminal) + "\n" : lines
    }
    // What nothing was measured of fills no table.
    guard reply.moods >= 2 else { return text }
    // One table, so that the columns of all sections are as wide; a row is a line.
    var table = TextTable(columns: [
      .init(""), .init("", .right), .init(""), .init("", minimum: 8),
    ])
    table.indent = "  "
    table.rows = sections.flatMap(\.rows)
    var lines = table.render(for: terminal).split(separator: "\n")[...]
    for (heading, rows) in sections {
      text += "\n" + TextStyle.dim.apply(to: heading.printable, on: terminal) + "\n"
      text += lines.prefix(rows.count).map { $0 + "\n" }.joined()
      lines = lines.dropFirst(rows.count)
    }
    for remark in remarks {
      text += "\n" + Paragraph.wrap(remark.printable, lead: "", width: terminal.width)
    }
    return text
  }

  private var style: TextStyle {
    switch reply.standing {
    case "sound": .good
    case "doubtful": .warning
    default: .bold
    }
  }

  private var sections: [(heading: String, rows: [[StyledText]])] {
    [
      ("feeling", feeling), ("music", music), ("shape", shape), ("sizes", sizes),
      ("genres, \(labelled(reply.genre))", about(reply.genre, "genre")),
      ("folders, \(labelled(reply.folder))", about(reply.folder, "folder")),
    ]
  }

  private static let higher = "higher is better"
  private static let lower = "lower is better"

  private var feeling: [[StyledText]] {
    [
      row("valence η²", reply.valence, Self.higher, "valence the mood accounts for"),
      row("arousal η²", reply.arousal, Self.higher, "arousal the mood accounts for"),
    ]
  }

  private var music: [[StyledText]] {
    let halves =
      reply.agreement.map { agreement in
        let spread = agreement.deviation.map { ", ± \(Self.figure($0))" } ?? ""
        return "of halves\(spread) in \(Quantity.count(agreement.draws, "draw"))"
      } ?? "of halves of the library"
    return [
      row("embedding η²", reply.embedding, Self.higher, "sound the mood accounts for"),
      row("agreement", reply.agreement?.mean, Self.higher, halves),
    ]
  }

  private var shape: [[StyledText]] {
    [
      row(
        "silhouette", reply.silhouette, Self.higher, "own mood nearer than the next"),
      row("Davies–Bouldin", reply.daviesBouldin, Self.lower, "width of moods over distance"),
      row(
        "Calinski–Harabasz", reply.calinskiHarabasz, Self.higher,
        "variance between over within", places: 1),
      row("hubness", reply.hubness, Self.lower, "tracks near everything; below 1"),
    ]
      + (reply.mutualHubness == nil
        ? []
        : [row("  by mutual prox.", reply.mutualHubness, Self.lower, "if only the near count")])
  }

  private var sizes: [[StyledText]] {
    [
      row(
        "smallest mood", count: reply.smallest?.tracks, "", reply.smallest?.label ?? ""),
      row("largest mood", count: reply.largest?.tracks, "", reply.largest?.label ?? ""),
      row(
        "half-way", count: reply.borderline, Self.lower,
        "tracks between two moods, \(Quantity.percent(Double(reply.borderline) / tracks))"),
    ]
  }

  private var tracks: Double { Double(max(reply.tracks, 1)) }

  private func about(_ agreement: LabelAgreementInfo, _ noun: String) -> [[StyledText]] {
    guard agreement.information != nil else { return [] }
    return [
      row(
        "purity", agreement.purity, Self.lower,
        "main \(noun) of a mood; \(Self.figure(agreement.commonest)) of all"),
      row("NMI", agreement.information, Self.lower, "shared by mood and \(noun)"),
      row("beyond chance", agreement.adjusted, Self.lower, "the same, less what chance does"),
    ]
  }

  /// `380 tracks in 14; 12 say nothing; 20 have none`
  private func labelled(_ agreement: LabelAgreementInfo) -> String {
    let tracks = Quantity.count(agreement.tracks, "track")
    var parts = ["\(tracks) in \(Quantity.grouped(agreement.labels))"]
    if agreement.junk > 0 { parts.append("\(Quantity.grouped(agreement.junk)) say nothing") }
    if agreement.missing > 0 { parts.append("\(Quantity.grouped(agreement.missing)) have none") }
    return parts.joined(separator: "; ")
  }

  private var remarks: [String] {
    guard reply.sampled > 0, reply.sampled < reply.tracks || reply.paired < reply.sampled else {
      return []
    }
    return [
      "Embedding, agreement and shape are those of \(Quantity.count(reply.sampled, "track")) drawn "
        + "at random, silhouette and hubness those of \(Quantity.grouped(reply.paired)) of them."
    ]
  }

  private func row(
    _ name: String, _ value: Double?, _ direction: String, _ meaning: String, places: Int = 2
  ) -> [StyledText] {
    [
      StyledText(name), StyledText(Self.figure(value, places: places), .bold),
      StyledText(direction, .dim), StyledText(meaning, .dim),
    ]
  }

  private func row(
    _ name: String, count: Int?, _ direction: String, _ meaning: String
  ) -> [StyledText] {
    [
      StyledText(name), StyledText(count.map { Quantity.grouped($0) } ?? "–", .bold),
      StyledText(direction, .dim), StyledText(meaning, .dim),
    ]
  }

  /// `0.72`; a dash where the figure is not defined.
  private static func figure(_ value: Double?, places: Int = 2) -> String {
    guard let value, value.isFinite else { return "–" }
    return Quantity.decimal(value, places: places)
  }
}

extension MoodSizeInfo: MoodLabelled {}

extension String {
  /// With the first letter in upper case.
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
