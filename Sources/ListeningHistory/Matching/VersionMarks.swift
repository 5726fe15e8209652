/// What makes a recording another one than the studio version of the same song.
///
/// Two recordings are one only when their marks are the same. Remasters, mono and stereo, album
/// and single versions leave no mark.
struct VersionMarks: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  static let live = VersionMarks(rawValue: 1 << 0)
  static let acoustic = VersionMarks(rawValue: 1 << 1)
  static let remix = VersionMarks(rawValue: 1 << 2)
  static let cover = VersionMarks(rawValue: 1 << 3)
  static let karaoke = VersionMarks(rawValue: 1 << 4)
  static let instrumental = VersionMarks(rawValue: 1 << 5)
  static let demo = VersionMarks(rawValue: 1 << 6)
  /// Shortened: radio edits, single edits; with a name also someone's own edit.
  static let edit = VersionMarks(rawValue: 1 << 7)
  static let extended = VersionMarks(rawValue: 1 << 8)
  static let session = VersionMarks(rawValue: 1 << 9)
  static let orchestral = VersionMarks(rawValue: 1 << 10)
  static let piano = VersionMarks(rawValue: 1 << 11)
  static let spedUp = VersionMarks(rawValue: 1 << 12)
  static let slowed = VersionMarks(rawValue: 1 << 13)
  /// Recorded anew by the same artist.
  static let rerecorded = VersionMarks(rawValue: 1 << 14)
  static let aCappella = VersionMarks(rawValue: 1 << 15)
  /// Another take, an outtake, a rough mix.
  static let alternate = VersionMarks(rawValue: 1 << 16)
  static let rehearsal = VersionMarks(rawValue: 1 << 17)
  static let reprise = VersionMarks(rawValue: 1 << 18)
  /// A short piece named after the song: intro, outro, interlude.
  static let interlude = VersionMarks(rawValue: 1 << 19)
  /// A version called something else: in another language, of another year.
  static let other = VersionMarks(rawValue: 1 << 20)

  /// Marks that say little without their name: a remix is known by its remixer.
  static let named: VersionMarks = [.remix, .edit, .interlude, .other]

  /// Words that alone are a mark.
  static let words: [String: VersionMarks] = [
    "live": .live, "unplugged": .live, "acoustic": .acoustic, "acoustique": .acoustic,
    "akustik": .acoustic, "remix": .remix, "remixed": .remix, "rmx": .remix, "bootleg": .remix,
    "mashup": .remix, "rework": .remix, "reworked": .remix, "refix": .remix, "vip": .remix,
    "dub": .remix, "flip": .remix, "cover": .cover, "covered": .cover, "karaoke": .karaoke,
    "instrumental": .instrumental, "instrumentals": .instrumental, "demo": .demo,
    "demos": .demo, "edit": .edit, "edited": .edit, "extended": .extended,
    "session": .session, "sessions": .session, "orchestral": .orchestral,
    "symphonic": .orchestral, "piano": .piano, "nightcore": .spedUp, "slowed": .slowed,
    "reverb": .slowed,
    "rerecorded": .rerecorded, "rerecording": .rerecorded, "acapella": .aCappella,
    "acappella": .aCappella, "alternate": .alternate, "alternative": .alternate,
    "alt": .alternate, "outtake": .alternate, "outtakes": .alternate, "take": .alternate,
    "rehearsal": .rehearsal, "rehearsals": .rehearsal, "reprise": .reprise,
    "interlude": .interlude, "intro": .interlude, "outro": .interlude, "skit": .interlude,
    "prelude": .interlude,
  ]

  /// Two and more words that together are a mark.
  static let phrases: [(words: [String], marks: VersionMarks)] = [
    (["sped", "up"], .spedUp), (["speed", "up"], .spedUp),
    (["radio", "edit"], .edit), (["radio", "mix"], .edit), (["radio", "version"], .edit),
    (["single", "edit"], .edit), (["video", "edit"], .edit), (["album", "edit"], .edit),
    (["in", "concert"], .live), (["a", "cappella"], .aCappella), (["a", "capella"], .aCappella),
    (["re", "recorded"], .rerecorded), (["re", "recording"], .rerecorded),
    (["taylors", "version"], .rerecorded), (["taylor", "s", "version"], .rerecorded),
    (["backing", "track"], .karaoke), (["sing", "along"], .karaoke),
    (["in", "the", "style", "of"], .karaoke), (["originally", "performed"], .karaoke),
    (["originally", "by"], .karaoke), (["made", "famous"], .karaoke),
    (["tribute", "to"], .cover), (["12", "version"], .extended), (["12", "mix"], .extended),
    (["12", "inch"], .extended), (["rough", "mix"], .alternate), (["early", "mix"], .alternate),
    (["early", "version"], .alternate), (["monitor", "mix"], .alternate),
    (["lo", "fi"], .other), (["string", "version"], .orchestral),
    (["strings", "version"], .orchestral), (["orchestra", "version"], .orchestral),
  ]

  /// Words that make another title of the one they are added to, marks or not: what differs by one
  /// of them is no misspelling.
  static let turning: Set<String> = Set(words.keys).union([
    "mix", "version", "unplugged", "cappella", "medley", "tribute", "theme", "overture", "finale",
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first",
    "second", "third", "last", "no", "not", "never", "can", "cant", "do", "dont", "will", "wont",
    "is", "isnt", "day", "night", "man", "woman", "boy", "girl", "he", "she", "his", "her", "my",
    "your", "in", "out", "on", "off", "up", "down", "left", "right", "light", "north", "south",
    "east", "west", "black", "white", "major", "minor", "flat", "sharp", "love", "high", "low",
    "new", "old", "with", "without", "sun", "son", "sea", "see", "heart", "hurt", "head", "dream",
    "begin", "end", "war", "peace", "good", "bad", "life", "line",
  ])
}
