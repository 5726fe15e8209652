import Testing

@testable import ListeningHistory

@Suite("Levelling how names are written")
struct NameFoldingTests {
  @Test(
    "letters become plain Latin letters",
    arguments: [
      ("Beyoncé", "beyonce"), ("Motörhead", "motorhead"), ("Sigur Rós", "sigur ros"),
      ("ÆGIR Øst Łódź", "aegir ost lodz"), ("Straße", "strasse"), ("Þorn eð", "thorn ed"),
      ("İstanbul ılık", "istanbul ilik"), ("ﬁne Ⅻ ２", "fine xii 2"), ("Foo™", "foo "),
      ("Кино", "kino"), ("Чайковский", "chaykovskiy"), ("Ёлка ёж", "elka ezh"),
      ("Щедрин", "shchedrin"), ("Ελλάδα", "ellada"), ("Ουρανός", "ouranos"), ("Ζορμπάς", "zorbas"),
      ("さくら", "sakura"), ("ロビンソン", "robinson"), ("きゃりーぱみゅぱみゅ", "kyaripamyupamyu"),
      ("がっこう", "gakkou"), ("ジャズ", "jazu"), ("フィルム", "firumu"), ("プリン", "purin"),
      ("ヴァイオリン", "vaiorin"), ("ﾗｰﾒﾝ", "ramen"),
    ])
  func letters(name: String, folded: String) {
    #expect(String(decoding: NameFolding.fold(name).bytes, as: UTF8.self) == folded)
  }

  @Test(
    "scripts without a table keep their letters, without optional marks",
    arguments: [("周杰倫", "周杰倫"), ("نَسَّم", "نسم"), ("שָׁלוֹם", "שלום"), ("夜に駆ける", "夜に駆ける")])
  func otherScripts(name: String, folded: String) {
    let bytes = NameFolding.fold(name).bytes
    #expect(bytes == NameFolding.fold(folded).bytes)
    #expect(!bytes.contains { (0x61...0x7A).contains($0) })
  }

  @Test("vowel signs of Indic scripts stay")
  func vowelSigns() {
    #expect(NameFolding.fold("कि").bytes != NameFolding.fold("की").bytes)
  }

  @Test(
    "quotes, dashes and brackets of all kinds become the plain ones",
    arguments: [
      ("“Heroes”", "\"heroes\""), ("a – b — c", "a - b - c"), ("（Live）", "(live)"),
      ("【MV】", "[mv]"), ("Don’t", "don't"),
    ])
  func punctuation(name: String, folded: String) {
    #expect(String(decoding: NameFolding.fold(name).bytes, as: UTF8.self) == folded)
  }

  @Test(
    "names fall into words",
    arguments: [
      ("R.E.M.", ["rem"]), ("J.S. Bach", ["js", "bach"]), ("Don't Stop", ["dont", "stop"]),
      ("AC/DC", ["ac", "dc"]), ("Ke$ha", ["kesha"]), ("P!nk", ["pink"]), ("Wham!", ["wham"]),
      ("Rock'n'Roll", ["rock", "n", "roll"]), ("F**k * you", ["f**k", "you"]),
      ("Mr. T", ["mr", "t"]), ("Live @ Wembley", ["live", "at", "wembley"]),
      ("A&B", ["a", "&", "b"]), ("67: II. Andante", ["67", "2", "andante"]),
      ("snake_case", ["snake", "case"]), ("B.Y.O.B.", ["byob"]), ("", []), (" - ", []),
    ])
  func words(name: String, words: [String]) {
    let bytes = NameFolding.fold(name).bytes
    #expect(NameWords.split(bytes, in: bytes.indices) == words)
  }

  @Test(
    "numbers of parts are digits",
    arguments: [
      ("song pt 1", "song part 1"), ("song part one", "song part 1"),
      ("song parts i & iii", "song part 1 3"), ("symphony no 5", "symphony 5"),
      ("nocturne nr 07", "nocturne 7"), ("chapter ii", "chapter 2"), ("rocky iv", "rocky 4"),
      ("i want you", "i want you"), ("mix", "mix"), ("part of me", "part of me"),
      ("vol 3", "volume 3"), ("part a", "part 1a"), ("no", "no"), ("one", "one"),
    ])
  func numerals(words: String, levelled: String) {
    var words = words.split(separator: " ").map(String.init)
    Numerals.level(&words)
    #expect(words.joined(separator: " ") == levelled)
  }

  @Test(
    "stars hide letters",
    arguments: [
      ("f**k", "fuck", true), ("f***", "fuck", true), ("sh*t", "shit", true),
      ("s***", "shit", true), ("m*a*s*h", "mash", true), ("f**k", "folk", true),
      ("f**k", "bark", false), ("sh*t", "shirt", false), ("****", "word", false),
      ("*ord", "word", true), ("f*****g", "fucking", true), ("f**k", "fucking", false),
    ])
  func censored(pattern: String, word: String, matches: Bool) {
    #expect(CensoredWord.matches(pattern, word) == matches)
  }

  @Test(
    "edits are insertions, deletions, substitutions and swaps",
    arguments: [
      ("sandman", "sandman", 0), ("sandman", "sandmann", 1), ("sandman", "sadnman", 1),
      ("sandman", "sandmen", 1), ("sandman", "samdmen", 2), ("", "ab", 2), ("ca", "abc", 3),
      ("kitten", "sitting", 3),
    ])
  func edits(one: String, other: String, distance: Int) {
    #expect(EditDistance.between(one.utf8, other.utf8, limit: 3) == distance)
    #expect(EditDistance.between(other.utf8, one.utf8, limit: 3) == distance)
    if distance > 0 {
      #expect(EditDistance.between(one.utf8, other.utf8, limit: distance - 1) == nil)
    }
  }

  @Test(
    "romanisations of one name sound alike",
    arguments: [
      ("tsoi", "tsoy"), ("motoerhead", "motorhead"), ("vykhoda", "vyhoda"),
      ("philip", "filip"), ("metallica", "metalica"), ("alexiou", "alexio"),
    ])
  func sound(one: String, other: String) {
    #expect(SoundSpelling.of(Array(one.utf8)) == SoundSpelling.of(Array(other.utf8)))
  }
}
