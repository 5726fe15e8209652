import ListeningHistory
import MusicModel

/// Numbers that look random and are the same in every run (splitmix64, Steele and others 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }
}

/// A track of the made-up library, and what is known of its relatives.
struct Song {
  var track: MatchCandidate
  /// True when it says of itself that it is a version of something.
  var isVersion = false
  /// True when other versions of it are in the library too.
  var hasVersions = false
  /// True for the hand-written names.
  var isTricky = false

  var artist: String { track.artist ?? "" }
  var title: String { track.title ?? "" }
}

/// A library of made-up names and of the hand-written ones.
struct SyntheticLibrary {
  private(set) var songs: [Song] = []
  private var numbers: SeededNumbers

  /// Makes a library of about `artists` × 9 tracks; with the hand-written names unless told not to.
  init(seed: UInt64, artists: Int, withTricky: Bool = true) {
    numbers = SeededNumbers(seed: seed)
    if withTricky {
      for row in LibraryNames.rows(LibraryNames.tagged) + LibraryNames.rows(LibraryNames.tricky) {
        add(row.artist, row.title, row.album, isTricky: true)
      }
    }
    var names: Set<String> = []
    while names.count < artists {
      let name = artistName()
      guard names.insert(name).inserted else { continue }
      addAlbums(of: name)
    }
  }

  private mutating func addAlbums(of artist: String) {
    var titles: Set<String> = []
    for _ in 0..<numbers.pick([1, 1, 2]) {
      let album = title()
      for _ in 0..<numbers.pick([4, 6, 8]) {
        let title = title()
        guard titles.insert(title).inserted else { continue }
        addSong(artist, title, album)
      }
    }
  }

  private mutating func addSong(_ artist: String, _ title: String, _ album: String) {
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0:
      for part in [1, 2] { add(artist, "\(title), Part \(part)", album) }
    case 1:
      add(artist, title, album, hasVersions: true)
      add(artist, title + " (Live)", "Live at " + numbers.pick(Self.places), isVersion: true)
    case 2:
      add(artist, title, album, hasVersions: true)
      add(artist, "\(title) (\(person()) Remix)", title + " EP", isVersion: true)
    case 3:
      add(artist, title + " (Acoustic)", album, isVersion: true)
    case 4:
      add(artist, title + " (feat. \(person()))", album)
    case 5:
      add(artist, title, album)
      add(artist, title, "The Best of " + artist, seconds: songs.last?.track.seconds)
    default:
      add(artist, title, album)
    }
  }

  private mutating func add(
    _ artist: String, _ title: String, _ album: String?, isVersion: Bool = false,
    hasVersions: Bool = false, isTricky: Bool = false, seconds: Double? = nil
  ) {
    let track = MatchCandidate(
      track: TrackID(rawValue: Int64(songs.count + 1)), artist: artist, title: title, album: album,
      seconds: seconds ?? Double(Int.random(in: 120...420, using: &numbers)))
    songs.append(
      Song(track: track, isVersion: isVersion, hasVersions: hasVersions, isTricky: isTricky))
  }

  // MARK: - Names

  private mutating func artistName() -> String {
    switch Int.random(in: 0..<8, using: &numbers) {
    case 0: "The " + numbers.pick(Self.nouns) + "s"
    case 1: "The \(numbers.pick(Self.adjectives)) \(numbers.pick(Self.nouns))s"
    case 2: numbers.pick(Self.adjectives) + " " + numbers.pick(Self.nouns)
    case 3: numbers.pick(Self.given) + " & The " + numbers.pick(Self.nouns) + "s"
    case 4: numbers.pick(Self.nouns) + numbers.pick(Self.nouns).lowercased()
    default: person()
    }
  }

  /// A given name and a family name.
  mutating func person() -> String { numbers.pick(Self.given) + " " + numbers.pick(Self.family) }

  private mutating func title() -> String {
    let noun = numbers.pick(Self.nouns)
    let adjective = numbers.pick(Self.adjectives)
    return switch Int.random(in: 0..<10, using: &numbers) {
    case 0: noun
    case 1: "The " + noun
    case 2: "\(noun) of \(numbers.pick(Self.places))"
    case 3: "\(numbers.pick(Self.verbs)) the \(adjective) \(noun)"
    case 4: "\(numbers.pick(Self.verbs)) Me to \(numbers.pick(Self.places))"
    case 5: "\(noun) and \(numbers.pick(Self.nouns))"
    case 6: "\(adjective) \(noun) in the \(numbers.pick(Self.nouns))"
    case 7: "Don't \(numbers.pick(Self.verbs)) My \(noun)"
    default: "\(adjective) \(noun)"
    }
  }

  static let nouns = words(
    """
    River Mountain Window Garden Shadow Thunder Morning Evening Winter Summer Harbour Mirror
    Candle Engine Feather Island Lantern Meadow Ocean Paper Quarry Ribbon Signal Tunnel Umbrella
    Valley Whisper Zephyr Anchor Bridge Castle Desert Ember Forest Glacier Horizon Ivory Jungle
    Kingdom Ladder Machine Needle Orchard Pilgrim Rocket Saddle Temple Villain Wagon Beacon
    """)
  static let adjectives = words(
    """
    Silent Golden Broken Electric Hollow Crimson Distant Frozen Gentle Hidden Lonely Midnight
    Naked Painted Restless Scarlet Tender Velvet Wicked Yellow Ancient Bitter Careless Daring
    Eternal Faded Grateful Humble Jagged Modern
    """)
  static let verbs = words(
    "Carry Follow Remember Forget Chase Bury Gather Paint Steal Wake Cross Borrow Burn Build")
  static let places = words(
    "Berlin Wembley Leeds Montreux Lisbon Kyoto Nashville Oslo Glasgow Havana Boston Prague")
  static let given = words(
    """
    Anna Robert Miguel Ingrid Stefan Laura Dmitri Yasmin Oliver Teresa Samuel Helena Patrick Nadia
    Victor Claire Andreas Martha Julian Sofía André Zoë Renée Björn
    """)
  static let family = words(
    """
    Lindqvist Harrison Moreno Keller Fontaine Okafor Sandberg Whitaker Petrov Delgado Marchetti
    Nakamura Osborne Ramirez Svensson Thornton Ulrich Vandenberg Winslow Castellano Müller Novák
    García Åkesson
    """)

  private static func words(_ list: String) -> [String] {
    list.split { $0 == " " || $0 == "\n" }.map(String.init)
  }
}
