/// What a word of a model's vocabulary may do in a mood's name.
///
/// Genre words only qualify: taken for feelings, as word norms do, "metal" would be calm.
struct TagWord: Hashable {
  enum Role: Hashable {
    case genre
    /// An instrument or a voice; also any word not listed here.
    case sound
    /// A decade: true of the recording more than of its mood.
    case era
    /// A feeling: speaks for an adjective and never qualifies.
    case feeling
  }

  let role: Role
  /// The word as it reads after an adjective.
  let readable: String
  /// What it is a kind of: "calm electronic" and "calm house" are two moods, "calm metal" and "calm
  /// heavy metal" are one to a listener.
  var kin: String { Self.kinship[readable] ?? readable }

  /// Looks up a tag of any case; a word not listed is taken as it is.
  init(_ tag: String) {
    let word = tag.lowercased()
    if let readable = Self.sounds[word] {
      (role, self.readable) = (.sound, readable)
    } else if let readable = Self.eras[word] {
      (role, self.readable) = (.era, readable)
    } else if Self.feelings.contains(word) {
      (role, self.readable) = (.feeling, word)
    } else if Self.genres.contains(word) {
      (role, self.readable) = (.genre, Self.spelling[word] ?? word)
    } else {
      (role, self.readable) = (.sound, word)
    }
  }

  // The vocabularies of the Million Song and MagnaTagATune taggers.

  private static let genres: Set = [
    "rock", "pop", "alternative", "indie", "electronic", "dance", "alternative rock", "jazz",
    "metal", "classic rock", "soul", "indie rock", "electronica", "folk", "punk", "blues",
    "hard rock", "ambient", "experimental", "hip-hop", "country", "funk", "electro",
    "heavy metal", "progressive rock", "rnb", "indie pop", "house", "classical", "classic",
    "techno", "indian", "opera", "new age",
  ]

  private static let spelling = [
    "rnb": "RnB", "classic": "classical", "electronica": "electronic",
  ]

  private static let kinship = [
    "electro": "electronic", "heavy metal": "metal", "hard rock": "rock", "classic rock": "rock",
    "progressive rock": "rock", "alternative rock": "indie", "alternative": "indie",
    "indie rock": "indie", "indie pop": "indie", "RnB": "soul", "house": "dance",
    "techno": "dance",
  ]

  private static let sounds = [
    "female vocalists": "female vocals", "female vocalist": "female vocals",
    "female vocal": "female vocals", "female voice": "female vocals", "female": "female vocals",
    "woman": "female vocals", "male vocalists": "male vocals", "male vocal": "male vocals",
    "male voice": "male vocals", "male": "male vocals", "man": "male vocals",
    "vocal": "vocals", "vocals": "vocals", "voice": "vocals", "singing": "vocals",
    "no vocal": "instrumental", "no vocals": "instrumental", "no voice": "instrumental",
    "instrumental": "instrumental", "acoustic": "acoustic", "choir": "choral",
    "choral": "choral", "beat": "beats", "beats": "beats",
  ]

  private static let eras = [
    "60s": "60s", "70s": "70s", "80s": "80s", "90s": "90s", "00s": "2000s", "oldies": "oldies",
  ]

  private static let feelings: Set = [
    "beautiful", "chillout", "mellow", "chill", "party", "easy listening", "sexy", "catchy",
    "sad", "happy", "slow", "fast", "quiet", "loud", "soft", "weird",
  ]
}
