import MoodModel
import Testing

@Suite("What the tags say of a genre")
struct GenreLabelTests {
  @Test(
    "is the first genre there is, its spelling levelled",
    arguments: [
      ("rock", "rock"), ("hip hop", "hiphop"), ("hip-hop", "hiphop"), ("hiphop", "hiphop"),
      ("r&b", "randb"), ("drum & bass", "drumandbass"), ("drum and bass", "drumandbass"),
      ("death metal; doom", "deathmetal"), ("hip-hop/rap", "hiphop"), ("jazz, blues", "jazz"),
      ("other; ambient", "ambient"), ("(17) rock", "17rock"), ("80s", "80s"), ("рок", "рок"),
    ])
  func genre(text: String, genre: String) {
    #expect(GenreLabel(folded: text) == .genre(genre))
  }

  @Test(
    "or a word that stands for none",
    arguments: [
      "other", "unknown", "misc", "misc.", "miscellaneous", "genre", "unknown genre", "(12)",
      "12", "2004", "none", "n/a", "-", "?", "other; unknown", "no genre", "<unknown>",
    ])
  func junk(text: String) {
    #expect(GenreLabel(folded: text) == .junk)
  }

  @Test("or nothing", arguments: ["", " ", "  \t"])
  func missing(text: String) {
    #expect(GenreLabel(folded: text) == .missing)
  }
}
