/// An album's title with its spelling levelled, and what it says about the recordings on it.
struct LevelledAlbum {
  private let title: LevelledTitle
  /// Only what an album says plainly: that it was recorded live, that it is karaoke.
  let marks: VersionMarks

  /// Levels an album's title; nil when there is none.
  init?(_ album: String?) {
    guard let title = LevelledTitle(album) else { return nil }
    self.title = title
    marks = title.marks.intersection(Self.plain).union(Self.marks(title.text.words))
  }

  /// 1 for the same album, less for another edition or a cut title, 0 for others.
  func likeness(to other: LevelledAlbum) -> Double {
    let one = title.text.compact
    let two = other.title.text.compact
    if one == two { return title.marks == other.title.marks ? 1 : 0.5 }
    let cores = [title.core?.compact ?? one, other.title.core?.compact ?? two]
    if cores[0] == cores[1] { return 0.9 }
    let isCut = min(one.count, two.count) > 5 && (one.starts(with: two) || two.starts(with: one))
    return isCut ? 0.6 : 0
  }

  /// Marks that hold for every track of an album that bears them.
  private static let plain: VersionMarks = [
    .live, .acoustic, .karaoke, .instrumental, .demo, .rerecorded, .spedUp, .slowed, .orchestral,
  ]

  /// "Live at Leeds", "MTV Unplugged in New York", "In Concert"; not "Live Through This".
  private static func marks(_ words: [String]) -> VersionMarks {
    if words.contains("karaoke") { return .karaoke }
    if words == ["live"] || words.contains("unplugged") { return .live }
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : ""
      if word == "in", next == "concert" { return .live }
      guard word == "live" else { continue }
      if ["at", "in", "from", "on"].contains(next) || Numerals.isDigits(next) { return .live }
    }
    return []
  }
}
