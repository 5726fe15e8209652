import ListeningHistory
import MusicModel

/// Plays of recordings that are not in the library, though something like them is: their right
/// answer is none.
enum OtherRecording: String, CaseIterable {
  case live, liveAt, acoustic, remix, cover, karaoke, instrumental, demo, radioEdit, extended
  case session, orchestral, spedUp, rerecorded, aCappella, alternate, liveAlbum, unbracketed
  case studio, otherRemixer, otherArtist, otherTitle, otherPart, longerTitle, otherLength,
    cutVersion
  case otherWord, nearWord
  case titleOnly, artistOnly

  /// What the history says; nil when it cannot be said of `song`.
  func play(near song: Song, guest: String, _ numbers: inout SeededNumbers) -> HeardRecording? {
    var heard = HeardRecording()
    heard.artist = song.artist
    heard.title = song.title
    if numbers.chance(0.3) { heard.album = song.track.album }
    if let suffixes = suffixes(guest) {
      guard !song.isVersion, !song.hasVersions, !song.isTricky else { return nil }
      heard.title = song.title + numbers.pick(suffixes)
      return heard
    }
    switch self {
    case .liveAlbum:
      guard !song.isVersion, !song.hasVersions, !song.isTricky else { return nil }
      heard.album = numbers.pick(["Live at the Apollo", "MTV Unplugged", "In Concert (Live)"])
    case .studio:
      guard song.isVersion, !song.isTricky, song.title.hasSuffix("(Acoustic)") else { return nil }
      heard.title = NameDamage.replacing(" (Acoustic)", by: "", in: song.title)
    case .otherRemixer:
      guard song.title.hasSuffix(" Remix)"), !song.isTricky else { return nil }
      let base = song.title.split(separator: "(")[0]
      heard.title = base + "(" + guest + " Remix)"
    case .otherArtist:
      heard.artist = guest + " Ensemble"
    case .otherTitle:
      guard !song.isTricky else { return nil }
      heard.title = numbers.pick(Self.absentTitles)
    case .otherPart:
      guard song.title.hasSuffix(", Part 1"), !song.isTricky else { return nil }
      heard.title = song.title.dropLast() + numbers.pick(["3", "IV", "Five", "12"])
    case .longerTitle:
      guard !song.isTricky, !song.isVersion, !song.title.contains("(") else { return nil }
      heard.title = song.title + numbers.pick([" Again", " Tonight", " Theme", " 2", " Rising"])
    case .otherLength:
      guard let seconds = song.track.seconds, !song.isVersion, !song.hasVersions,
        let slip = NameDamage.typoInTitle.apply(to: song, guest: guest, &numbers)
      else { return nil }
      heard = slip
      heard.seconds = seconds * 1.6
    case .cutVersion:
      // Cut at 30 characters, in the middle of what would have said which version it is.
      let whole = song.title + " (" + guest + " Remix)"
      guard !song.isVersion, !song.hasVersions, !song.isTricky, song.title.count < 26,
        whole.count > 30
      else { return nil }
      heard.title = String(whole.prefix(30))
    case .otherWord:
      guard let old = SyntheticLibrary.nouns.first(where: song.title.contains), !song.isTricky
      else {
        return nil
      }
      heard.title = NameDamage.replacing(
        old, by: numbers.pick(["Cathedral", "Sapphire", "Tempest", "Ballroom"]), in: song.title)
    case .nearWord:
      // Another word, and as near as a slip of the fingers: what no matcher can be sure of.
      guard !song.isTricky,
        let (old, new) = Self.nearWords.first(where: { song.title.contains($0.0) })
      else { return nil }
      heard.title = NameDamage.replacing(old, by: new, in: song.title)
    case .titleOnly: heard.artist = nil
    case .artistOnly: heard.title = nil
    default: return nil
    }
    return heard
  }

  private func suffixes(_ guest: String) -> [String]? {
    switch self {
    case .live: [" (Live)", " - Live", " [Live Version]", " (live)"]
    case .liveAt:
      [
        " - Live at Wembley Stadium", " (Live from Madison Square Garden, 1998)",
        " (Recorded Live in Tokyo)", " - Live / 2005", " (Unplugged)",
      ]
    case .acoustic: [" (Acoustic)", " - Acoustic Version", " [Acoustic]"]
    case .remix: [" (\(guest) Remix)", " - \(guest) Remix", " (Club Mix)", " [\(guest) Rework]"]
    case .cover: [" (Cover)", " (\(guest) Cover)", " - Cover Version"]
    case .karaoke: [" (Karaoke Version)", " (Originally Performed by \(guest))", " - Karaoke"]
    case .instrumental: [" (Instrumental)", " - Instrumental Version"]
    case .demo: [" (Demo)", " - Demo", " (Original Demo)", " [1994 Demo]"]
    case .radioEdit: [" (Radio Edit)", " - Radio Edit", " (\(guest) Edit)"]
    case .extended: [" (Extended Mix)", " - Extended Version", " (12\" Mix)"]
    case .session: [" (BBC Session)", " - Studio Sessions", " (John Peel Session)"]
    case .orchestral: [" (Orchestral Version)", " - Piano Version", " (Strings Version)"]
    case .spedUp: [" (Sped Up)", " - Slowed + Reverb", " (Nightcore)", " - sped up"]
    case .rerecorded:
      [" (Re-Recorded)", " (Taylor's Version)", " - Rerecorded", " (Spanish Version)"]
    case .aCappella: [" (A Cappella)", " - Acapella"]
    case .alternate: [" (Alternate Take)", " - Take 3", " (Rehearsal)", " (Reprise)", " - Outro"]
    case .unbracketed: [" Remix", " Live", " Acoustic Version", " Live at Wembley", " Demo"]
    default: nil
    }
  }

  private static let nearWords = [
    ("Winter", "Winner"), ("Mirror", "Mirrors"), ("Candle", "Candles"), ("Ember", "Amber"),
    ("Paper", "Piper"), ("Bridge", "Bride"), ("Wagon", "Dragon"), ("Needle", "Noodle"),
    ("Silent", "Silence"), ("Golden", "Olden"), ("River", "Rivers"), ("Temple", "Tempo"),
    ("Broken", "Token"), ("Rocket", "Pocket"), ("Hidden", "Hidding"), ("Valley", "Volley"),
  ]

  /// Titles made of words that no made-up title has.
  private static let absentTitles = [
    "Cathedral", "Saffron Skies", "Parliament of Owls", "Gravity", "Tuesday Afternoon", "Zero",
    "Where Nobody Knows", "Half a Mile", "Sugar Water", "Blueprint", "Sleepwalking",
    "Nobody's Fool",
  ]
}
