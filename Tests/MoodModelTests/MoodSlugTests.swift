import MoodModel
import Testing

@Suite("Mood slugs")
struct MoodSlugTests {
  @Test(
    "are lower-case ASCII words joined by hyphens",
    arguments: [
      ("Calm ambient", "calm-ambient"), ("  Happy   hip-hop! ", "happy-hip-hop"),
      ("Früh am Morgen", "fruh-am-morgen"), ("Cafe\u{301} Ærø", "cafe-aero"),
      ("Don't stop", "dont-stop"), ("R&B / Soul", "r-b-soul"), ("Straße 7", "strasse-7"),
      ("夜", "mood"), ("", "mood"), ("../etc", "etc"),
    ])
  func form(name: String, slug: String) {
    #expect(MoodSlug.make(from: name) == slug)
  }

  @Test("get the first free number when taken")
  func taken() {
    #expect(MoodSlug.make(from: "Calm", avoiding: ["calm"]) == "calm-2")
    #expect(MoodSlug.make(from: "Calm", avoiding: ["calm", "calm-2", "calm-4"]) == "calm-3")
  }
}
