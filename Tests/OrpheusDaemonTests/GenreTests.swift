import MoodModel
import Testing

@testable import OrpheusDaemon

@Suite("A genre as tags have it")
struct GenreTests {
  @Test(
    "is the same however it is written",
    arguments: [
      (["Hip-Hop", "hip hop", "HIPHOP", "Hip‐Hop", " Hip Hop "], "hiphop"),
      (["Électronique", "ELECTRONIQUE", "E\u{301}lectronique"], "electronique"),
      (["R&B", "R & B", "r and b", "Ｒ＆Ｂ"], "randb"), (["Рок"], "rok"),
      (["Death Metal; Doom Metal", "death metal"], "deathmetal"),
    ])
  func spelling(tags: [String], genre: String) {
    for tag in tags { #expect(GenreLabel(tag: tag) == .genre(genre)) }
  }

  @Test("or says nothing", arguments: ["Other", "UNKNOWN", "Misc.", "(255)", "<Not Set>", "N/A"])
  func junk(tag: String) {
    #expect(GenreLabel(tag: tag) == .junk)
  }
}
