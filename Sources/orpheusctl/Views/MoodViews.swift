import ControlProtocol
import MusicModel
import SystemPackage

/// `orpheusctl moods` for people: one line a mood.
struct MoodsView {
  var moods: [MoodInfo]

  /// The table, or a sentence when there are no moods yet.
  func render(for terminal: Terminal) -> String {
    guard !moods.isEmpty else {
      return "no moods yet: they appear as tracks are analysed (orpheusctl status)\n"
    }
    var table = TextTable(columns: [
      .init("MOOD", minimum: 30), .init("TRACKS", .right), .init("VALENCE", .right),
      .init("AROUSAL", .right), .init("FEELING"), .init("TAGS", minimum: 8),
      .init("EXEMPLARS", minimum: 10),
    ])
    table.rows = moods.map { mood in
      [
        StyledText(mood.label, .bold),
        StyledText(Quantity.grouped(mood.tracks)),
        StyledText(Quantity.signed(mood.valence)),
        StyledText(Quantity.signed(mood.arousal)),
        StyledText(Feeling.word(valence: mood.valence, arousal: mood.arousal)),
        StyledText(mood.tags.joined(separator: ", "), .accent),
        StyledText(mood.exemplars.map(Self.label).joined(separator: ", "), .dim),
      ]
    }
    return table.render(for: terminal)
  }

  /// A file's name without the extension, and the number where it is a section.
  private static func label(_ path: String) -> String {
    let path = FilePath(path)
    guard let (file, number) = path.sectionAddress else { return path.stem ?? path.string }
    return "\(file.stem ?? file.string) #\(number)"
  }
}

/// `orpheusctl mood` for people: everything about one mood.
struct MoodView {
  var mood: MoodInfo

  /// The whole text.
  func render(for terminal: Terminal) -> String {
    var table = TextTable(columns: [.init(""), .init("", minimum: 20, keeping: .end)])
    func add(_ name: String, _ value: String) {
      table.rows.append([StyledText(name, .dim), StyledText(value)])
    }
    add("slug", mood.slug)
    add("tracks", Quantity.grouped(mood.tracks))
    add("valence", Quantity.signed(mood.valence))
    add("arousal", Quantity.signed(mood.arousal))
    add("feeling", Feeling.word(valence: mood.valence, arousal: mood.arousal))
    if !mood.tags.isEmpty { add("tags", mood.tags.joined(separator: ", ")) }
    for (index, other) in (mood.merged ?? []).enumerated() {
      add(index == 0 ? "merged" : "", "\(other.name) (\(other.slug))")
    }
    if let pinned = mood.pinned { add("pinned", Quantity.count(pinned, "track")) }
    for (index, path) in mood.exemplars.enumerated() { add(index == 0 ? "exemplars" : "", path) }
    return TextStyle.bold.apply(to: mood.name.printable, on: terminal) + "\n"
      + table.render(for: terminal)
  }
}
