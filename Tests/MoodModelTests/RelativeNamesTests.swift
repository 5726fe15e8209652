import MusicModel
import Testing

@testable import MoodModel

@Suite("Names in a library that leans one way")
struct RelativeNamesTests {
  /// Orchestral music: every mood has a negative valence and little arousal.
  private let centre = ValenceArousal(valence: -0.5, arousal: -0.3)

  private func mood(_ id: Int, _ valence: Float, _ arousal: Float, _ raised: [String: Float])
    -> MoodProfile
  {
    MoodProfile(
      id: MoodID(rawValue: Int64(id)), trackCount: 10,
      position: ValenceArousal(valence: valence, arousal: arousal), tags: tags(raised))
  }

  private func tags(_ raised: [String: Float]) -> [TagProbability] {
    ["ambient", "instrumental", "metal", "punk", "electronic", "electronica", "jazz", "sad"].map {
      TagProbability(name: $0, probability: raised[$0] ?? 0.02)
    }
  }

  private func names(_ moods: [MoodProfile]) -> [String] {
    MoodNamer(libraryTags: tags(["ambient": 0.2, "instrumental": 0.15]), centre: centre)
      .names(for: moods).map(\.name)
  }

  @Test("what is bright for this library is not called gloomy, and what is dark for it is")
  func contrast() throws {
    let names = names([
      mood(1, -0.15, -0.1, ["instrumental": 0.3]), mood(2, -0.9, -0.6, ["ambient": 0.4]),
    ])
    let bright = try #require(MoodAdjective(openingName: names[0]))
    let dark = try #require(MoodAdjective(openingName: names[1]))
    #expect(bright.anchor.valence > dark.anchor.valence + 0.4)
    #expect(![.sad, .dark].contains(bright.family))
    #expect([.sad, .dark].contains(dark.family))
  }

  @Test("never contradicts what is shown, wherever the middle of the library lies")
  func signs() {
    for middle in [-0.8, -0.4, 0, 0.4, 0.8] as [Float] {
      let namer = MoodNamer(
        libraryTags: tags([:]), centre: ValenceArousal(valence: middle, arousal: -middle))
      for valence in stride(from: -1 as Float, through: 1, by: 0.2) {
        for arousal in stride(from: -1 as Float, through: 1, by: 0.2) {
          let moods = (1...3).map { mood($0, valence, arousal, ["jazz": 0.5, "sad": 0.5]) }
          for name in namer.names(for: moods) {
            guard let adjective = MoodAdjective(openingName: name.name) else {
              Issue.record("\(name.name) at \(valence), \(arousal), middle \(middle)")
              continue
            }
            #expect(
              !adjective.contradicts(moods[0].position),
              "\(name.name) at \(valence), \(arousal), middle \(middle)")
          }
        }
      }
    }
  }

  @Test("moods of one kind of qualifier have adjectives that mean different things")
  func families() throws {
    let moods = [
      mood(1, -0.5, -0.5, ["electronic": 0.5]), mood(2, -0.45, -0.45, ["electronica": 0.5]),
      mood(3, -0.55, -0.4, ["electronic": 0.6]),
    ]
    let words = names(moods).compactMap { MoodAdjective(openingName: $0) }
    #expect(Set(words.map(\.family)).count == 3)
  }

  @Test("a word that is hardly true of a mood does not name it, however rare it is elsewhere")
  func truth() {
    let library = tags(["ambient": 0.3, "punk": 0.001])
    let namer = MoodNamer(libraryTags: library, centre: centre)
    let orchestral = mood(1, -0.5, -0.4, ["ambient": 0.28, "punk": 0.02])
    #expect(namer.names(for: [orchestral])[0].name.hasSuffix(" ambient"))
  }

  @Test("a name survives the taste of the library moving, until it is plainly wrong")
  func hysteresis() {
    let position = ValenceArousal(valence: -0.3, arousal: -0.3)
    var kept = mood(1, -0.3, -0.3, ["ambient": 0.5])
    kept.name = MoodNamer(libraryTags: tags([:])).names(for: [kept])[0]
    var renamings = 0
    // The middle wanders through the whole plane; the mood stays.
    for step in 0...40 {
      let middle = -1 + Float(step) / 20
      let namer = MoodNamer(
        libraryTags: tags([:]), centre: ValenceArousal(valence: middle, arousal: 0))
      let name = namer.names(for: [kept])[0]
      if name.slug != kept.name?.slug { renamings += 1 }
      kept.name = name
      let adjective = MoodAdjective(openingName: name.name)
      #expect(adjective?.contradicts(position) == false)
    }
    #expect(renamings <= 2)
  }

  @Test("in a library that has grown much a name has to be good, else only not wrong")
  func growing() {
    // Named when the mood was a handful of tracks elsewhere.
    var mood = mood(1, 0.1, -0.2, ["ambient": 0.1, "jazz": 0.5])
    mood.name = MoodName(slug: "calm-ambient", name: "Calm ambient")
    let namer = MoodNamer(libraryTags: tags(["ambient": 0.12]))
    #expect(namer.names(for: [mood])[0].slug == "calm-ambient")
    let name = namer.names(for: [mood], loyalty: .growing)[0]
    #expect(name.name.hasSuffix(" jazz"))
    mood.name = name
    #expect(namer.names(for: [mood], loyalty: .growing)[0].slug == name.slug)
  }

  @Test("a reason gives adjective, qualifier and numbers back")
  func reason() throws {
    let namer = MoodNamer(libraryTags: tags(["ambient": 0.2]), centre: centre)
    var mood = mood(1, -0.5, -0.5, ["ambient": 0.4])
    mood.name = namer.names(for: [mood])[0]
    let reason = namer.reason(for: mood)
    #expect(reason.qualifier?.tag == "ambient")
    let tag = try #require(reason.qualifier)
    #expect(abs(tag.here - 0.4) < 1e-4 && abs(tag.library - 0.2) < 1e-4 && tag.lift > 0.6)
    #expect(mood.name?.name.hasPrefix(reason.adjective?.word ?? "?") == true)
    #expect(abs(reason.relative.valence) < 1e-6)
    let other = self.mood(2, 0, 0, ["metal": 0.5])
    let differences = namer.differences(of: mood, from: other)
    #expect(differences.more.map(\.tag) == ["ambient"])
    #expect(differences.less.map(\.tag) == ["metal"])
  }
}
