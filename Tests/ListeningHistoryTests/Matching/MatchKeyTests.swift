import Testing

@testable import ListeningHistory

@Suite("Keys that tracks and listens are compared by")
struct MatchKeyTests {
  private static func key(_ names: (String, String)) -> String? {
    MatchKey(artist: names.0, title: names.1).exact
  }

  @Test(
    "names that mean one recording have one key",
    arguments: [
      (("The Beatles", "Let It Be"), ("Beatles, The", "Let it be - Remastered 2009")),
      (("Simon & Garfunkel", "The Boxer"), ("Simon and Garfunkel", "Boxer, The")),
      (("Earth, Wind & Fire", "September"), ("Earth Wind and Fire", "September (Album Version)")),
      (("Florence + the Machine", "Lungs"), ("Florence & The Machine", "LUNGS")),
      (("AC/DC", "T.N.T."), ("ACDC", "TNT")), (("R.E.M.", "Stand"), ("REM", "Stand")),
      (("Jay-Z", "99 Problems"), ("JAY Z", "99 Problems (Explicit)")),
      (("Björk", "Jóga"), ("Bjork", "Joga")), (("Кино", "Группа крови"), ("Kino", "Gruppa krovi")),
      (("Pink Floyd", "Mother, Part 1"), ("Pink Floyd", "Mother (Pt. I)")),
      (("Beyoncé", "Halo (feat. X)"), ("Beyoncé feat. X", "Halo")),
      (("P!nk", "So What"), ("Pink", "So What")),
      (("Led Zeppelin", "Rock and Roll"), ("Led Zeppelin", "Rock 'n' Roll")),
      (("blkrbt", "Broken Light"), ("blkrbt", "brokenlight")),
      (("blkrbt", "SixtyFour_Revisited"), ("blkrbt", "SixtyFour Revisited.ogg")),
      (("elysis", "elysis-subcities.mp3"), ("elysis", "Subcities")),
      (("Moby", "01 - Porcelain"), ("Moby", "Porcelain")),
      (("Moby", "Moby - Porcelain"), ("Moby - Topic", "Porcelain")),
      (("Moby", "Porcelain (Live at Leeds)"), ("Moby", "Porcelain - Live at Leeds")),
      (("Moby", "Porcelain (X Remix)"), ("Moby", "Porcelain [X Remix]")),
      (("Beethoven", "Symphony No. 5: I. Allegro"), ("Beethoven", "Symphony #5: 1. Allegro")),
    ])
  func equal(one: (String, String), other: (String, String)) {
    #expect(Self.key(one) != nil)
    #expect(Self.key(one) == Self.key(other))
  }

  @Test(
    "names that mean different recordings have different keys",
    arguments: [
      (("Pink Floyd", "Mother, Part 1"), ("Pink Floyd", "Mother, Part 2")),
      (("Beethoven", "Symphony No. 5"), ("Beethoven", "Symphony No. 9")),
      (("Moby", "Chapter 1"), ("Moby", "Chapter 2")), (("Moby", "Song"), ("Moby", "Song (Live)")),
      (("Moby", "Song (X Remix)"), ("Moby", "Song (Y Remix)")),
      (("Moby", "Song (Live at A)"), ("Moby", "Song (Acoustic at A)")),
      (("Cash", "Hurt"), ("Nails", "Hurt")), (("Moby", "1 23"), ("Moby", "12 3")),
      (("!!!", "Song"), ("???", "Song")), (("Ed", "+"), ("Ed", "÷")), (("Ed", "♥"), ("Ed", "★")),
      (("周杰倫", "七里香"), ("周杰倫", "晴天")), (("Moby", "Intro"), ("Moby", "Outro")),
      (("Moby", "1. Allegro"), ("Moby", "3. Allegro")), (("Moby", "1979"), ("Moby", "1989")),
    ])
  func different(one: (String, String), other: (String, String)) {
    #expect(Self.key(one) != nil)
    #expect(Self.key(other) != nil)
    #expect(Self.key(one) != Self.key(other))
  }

  @Test(
    "without artist or title there is no key and there are no words",
    arguments: [
      (nil, "Song"), ("Moby", nil), ("", "Song"), ("Moby", " "), ("<Unknown>", "Song"),
      ("Unknown Artist", "Song"),
    ] as [(String?, String?)])
  func missing(artist: String?, title: String?) {
    let key = MatchKey(artist: artist, title: title)
    #expect(key.exact == nil)
    #expect(key.words.isEmpty)
  }

  @Test("words are of artist, title, and the ends of both")
  func words() {
    let key = MatchKey(artist: "The Rolling Stones", title: "Paint It, Black (feat. Brian)")
    #expect(
      key.words.sorted() == [
        "a:brian", "a:rolling", "a:stones", "n:rollingstones", "t:black", "t:it", "t:paint",
        "x:neslak", "x:nespai", "x:rollak", "x:rolpai",
      ])
  }

  @Test(
    "words hold letters and digits only", arguments: ["F**k 2 U!", "a - b", "夜 | ½", "R&B 100%"])
  func letters(title: String) {
    let key = MatchKey(artist: "A.B. & (C)", title: title)
    #expect(!key.words.isEmpty)
    for word in key.words {
      #expect("antx".contains(word.prefix(1)) && word.dropFirst().first == ":")
      #expect(word.dropFirst(2).allSatisfy { $0.isLetter || $0.isNumber }, "\(word)")
    }
  }

  @Test("a misspelling in both names leaves a word of both")
  func shared() {
    let right = MatchKey(artist: "Metallica", title: "Nirvanesque")
    for (artist, title) in [("Mtallica", "Nirvanesqeu"), ("Metallcia", "Nrvanesque")] {
      let words = MatchKey(artist: artist, title: title).words
      #expect(!Set(words).isDisjoint(with: right.words.filter { $0.hasPrefix("x:") }))
    }
  }
}
