import ControlProtocol
import MusicModel

/// `orpheusctl moods --when` for people: which moods are played when.
struct MoodTimesView {
  var times: [MoodTimesInfo]

  /// The moods of each context in percent, or a sentence when nothing was played.
  func render(for terminal: Terminal) -> String {
    guard times.contains(where: { $0.plays > 0 }) else {
      return NoHistory.sentence("plays of known mood", for: terminal)
    }
    var table = table(abbreviated: false)
    if table.columnsFitting(terminal.width) < times.count { table = self.table(abbreviated: true) }
    let fitting = table.columnsFitting(terminal.width)
    var text = Paragraph.wrap(
      "What is played when: the moods of each time of day, in percent of its plays.", lead: "",
      width: terminal.width)
    text += "\n" + table.render(Array(0..<fitting), for: terminal)
    if fitting < times.count {
      let left = times[fitting...].map(\.context.printable).joined(separator: ", ")
      text +=
        "\n"
        + Paragraph.wrap(
          "Left out for want of room: \(left); a wider terminal, or --json, shows them.", lead: "",
          width: terminal.width)
    }
    return text
  }

  private func table(abbreviated: Bool) -> HeatTable {
    var table = HeatTable(
      heading: "MOOD", columns: times.map { Self.column($0.context, abbreviated) }, rows: [])
    table.rows = moods.map { mood in
      HeatTable.Row(
        label: StyledText(mood.label, .bold),
        shares: times.map { time in
          guard time.plays > 0 else { return nil }
          return time.moods.first { $0.id == mood.id }?.share ?? 0
        })
    }
    table.footer = HeatTable.Footer(
      label: "plays", cells: times.map { Quantity.evidence($0.plays.rounded()) })
    return table
  }

  /// Every mood that was played, the most played first.
  private var moods: [MoodShareInfo] {
    var plays: [Int: Double] = [:]
    var found: [MoodShareInfo] = []
    for time in times {
      for mood in time.moods {
        if plays[mood.id] == nil { found.append(mood) }
        plays[mood.id, default: 0] += mood.share * max(0, time.plays)
      }
    }
    return found.sorted { (plays[$1.id] ?? 0, $0.id) < (plays[$0.id] ?? 0, $1.id) }
  }

  private static func column(_ name: String, _ abbreviated: Bool) -> HeatTable.Column {
    guard let context = ListeningContext(name) else {
      return HeatTable.Column(title: name.printable)
    }
    let short = ["night", "morn", "aftn", "eve"][context.daypart.rawValue]
    return HeatTable.Column(
      title: (abbreviated ? short : context.daypart.name).uppercased(),
      group: context.isWeekend ? "WEEKEND" : "WEEKDAY")
  }
}
