import MusicModel
import Testing

@testable import MoodModel

@Suite("Naming moods")
struct MoodNamerTests {
  @Test("joins an adjective of the right place with the most telling tag")
  func readable() {
    let moods = [
      mood(1, 0.5, -0.7, ["ambient": 0.6]), mood(2, -0.5, 0.8, ["metal": 0.6]),
      mood(3, 0.4, 0.6, ["instrumental": 0.6]), mood(4, 0.85, 0.4, ["Hip-Hop": 0.6]),
      mood(5, 0.3, -0.3, ["female vocalists": 0.6]), mood(6, -0.5, -0.4, ["indie rock": 0.6]),
      mood(7, 0.6, 0.7, ["00s": 0.6]),
    ]
    #expect(
      namer.names(for: moods).map(\.name) == [
        "Calm ambient", "Aggressive metal", "Epic instrumental", "Happy hip-hop",
        "Gentle female vocals", "Melancholic indie rock", "Energetic 2000s",
      ])
  }

  @Test("takes a feeling for an adjective and never for a qualifier")
  func feelings() {
    let plain = mood(1, -0.55, -0.42, ["jazz": 0.5])
    let sad = mood(1, -0.55, -0.42, ["jazz": 0.5, "sad": 0.3])
    #expect(namer.names(for: [plain])[0].name == "Melancholic jazz")
    #expect(namer.names(for: [sad])[0].name == "Sad jazz")
    // A tag does not overrule the sign of the position.
    let bright = mood(1, 0.5, 0.5, ["jazz": 0.5, "sad": 0.9])
    #expect(namer.names(for: [bright])[0].name.hasSuffix(" jazz"))
    #expect(!namer.names(for: [bright])[0].name.hasPrefix("Sad"))
    #expect(namer.names(for: [mood(1, 0.4, 0.25, ["pop": 0.5])])[0].name != "Catchy pop")
    #expect(
      namer.names(for: [mood(1, 0.4, 0.25, ["pop": 0.5, "catchy": 0.4])])[0].name == "Catchy pop")
  }

  @Test("prefers a genre to an equally telling instrument, and both to a decade")
  func priorities() {
    let moods = [
      mood(1, 0.5, -0.7, ["guitar": 0.4, "folk": 0.4, "70s": 0.4]),
      mood(2, -0.5, 0.8, ["guitar": 0.4, "70s": 0.4]),
    ]
    #expect(namer.names(for: moods).map(\.name) == ["Calm folk", "Aggressive guitar"])
  }

  @Test("gives equal moods different names without numbers, by other qualifiers first")
  func unique() {
    let tags: [String: Float] = ["ambient": 0.6, "electronic": 0.5, "instrumental": 0.45]
    let moods = (1...8).map { mood($0, 0.5, -0.7, tags) }
    let names = namer.names(for: moods)
    #expect(Set(names.map(\.slug)).count == 8)
    #expect(names.allSatisfy { !$0.name.contains { $0.isNumber } })
    #expect(Set(names.map(\.name)).isSuperset(of: ["Calm ambient", "Calm electronic"]))
    for (mood, name) in zip(moods, names) { expectRightSigns(name, mood.position) }
  }

  @Test("gives the name to the mood it fits better")
  func contest() {
    let moods = [
      mood(1, -0.5, 0.8, ["metal": 0.3, "punk": 0.29]), mood(2, -0.5, 0.8, ["metal": 0.7]),
    ]
    #expect(namer.names(for: moods).map(\.name) == ["Aggressive punk", "Aggressive metal"])
  }

  @Test("numbers names only when no other adjective or qualifier is left")
  func numerals() {
    let namer = MoodNamer(libraryTags: [])
    let moods = (1...24).map { id in
      MoodProfile(
        id: MoodID(rawValue: Int64(id)), trackCount: 5,
        position: ValenceArousal(valence: 0.5, arousal: -0.7), tags: [])
    }
    let names = namer.names(for: moods)
    #expect(Set(names.map(\.slug)).count == 24)
    #expect(Set(names.map(\.name)).count == 24)
    #expect(names.map(\.name).contains("Calm"))
    #expect(names.map(\.name).contains("Calm 2"))
    #expect(names.first { $0.name == "Calm 2" }?.slug == "calm-2")
    #expect(names.filter { !$0.name.contains(" ") }.count >= 5)
  }

  @Test("never contradicts the signs of valence and arousal, anywhere on the plane")
  func signs() {
    for valence in stride(from: -1 as Float, through: 1, by: 0.1) {
      for arousal in stride(from: -1 as Float, through: 1, by: 0.1) {
        let moods = (1...4).map {
          mood($0, valence, arousal, ["sad": 0.9, "happy": 0.8, "party": 0.8, "rock": 0.5])
        }
        for name in namer.names(for: moods) { expectRightSigns(name, moods[0].position) }
      }
    }
  }

  @Test("has an adjective of the right signs within .5 of every point of the plane")
  func coverage() {
    for valence in stride(from: -1 as Float, through: 1, by: 0.05) {
      for arousal in stride(from: -1 as Float, through: 1, by: 0.05) {
        let point = ValenceArousal(valence: valence, arousal: arousal)
        let place = NamingPlace(point, in: ValenceArousal(valence: 0, arousal: 0))
        let nearest = MoodAdjective.all.filter { !$0.needsTag && $0.agrees(with: place) }
          .map { $0.anchor.squaredDistance(to: point).squareRoot() }.min()
        #expect((nearest ?? .infinity) < 0.5, "at \(valence), \(arousal)")
      }
    }
  }

  // MARK: Names that exist

  @Test("keeps the listener's name whatever the profile says, and its slug from others")
  func listenersNames() {
    var mine = mood(1, 0.5, -0.7, ["ambient": 0.6])
    mine.name = MoodName(slug: "aggressive-metal", name: "Aggressive metal")
    mine.isNamedByListener = true
    let metal = mood(2, -0.5, 0.8, ["metal": 0.6])
    let names = namer.names(for: [metal, mine])
    #expect(names[1].name == "Aggressive metal")
    #expect(names[1].tags == ["ambient"])
    #expect(names[0].slug != "aggressive-metal")
    expectRightSigns(names[0], metal.position)
  }

  @Test("keeps a name that is no longer the best one")
  func stability() {
    var drifted = mood(1, 0.1, -0.2, ["ambient": 0.3, "electronic": 0.6])
    drifted.name = MoodName(slug: "calm-ambient", name: "Calm ambient")
    // Nor does a new mood that would deserve the name take it away.
    let rival = mood(2, 0.55, -0.8, ["ambient": 0.9])
    let names = namer.names(for: [rival, drifted])
    #expect(names[1].slug == "calm-ambient")
    #expect(names[1].name == "Calm ambient")
    #expect(names[0].slug != "calm-ambient")
  }

  @Test(
    "replaces a name that has become wrong",
    arguments: [
      // The sign of valence, of arousal, and a qualifier less than half as likely as elsewhere.
      (-0.4, -0.7, "ambient"), (0.5, 0.4, "ambient"), (0.5, -0.7, "metal"),
    ] as [(Float, Float, String)])
  func contradiction(valence: Float, arousal: Float, tag: String) {
    var wrong = mood(1, valence, arousal, [tag: 0.6])
    if tag != "ambient" { wrong.tags = tags([tag: 0.6, "ambient": 0.005]) }
    wrong.name = MoodName(slug: "calm-ambient", name: "Calm ambient")
    let name = namer.names(for: [wrong])[0]
    #expect(name.slug != "calm-ambient")
    #expect(name.name.hasSuffix(tag))
    expectRightSigns(name, wrong.position)

    wrong.trackCount = 0
    #expect(namer.names(for: [wrong])[0].slug == "calm-ambient")
  }

  @Test("does not judge a name in words it does not know")
  func foreignNames() {
    var old = mood(1, 0.5, -0.7, ["ambient": 0.6])
    old.name = MoodName(slug: "rainy-sundays", name: "Rainy Sundays")
    #expect(namer.names(for: [old])[0].name == "Rainy Sundays")
  }

  // MARK: Tags

  @Test("lists at most five tags, likelier than in the library and not among the unlikely ones")
  func topTags() {
    let names = namer.names(for: [
      mood(
        1, 0, 0,
        [
          "rock": 0.9, "pop": 0.8, "indie": 0.7, "jazz": 0.6, "folk": 0.5, "blues": 0.4,
          "sad": 0.01,
        ])
    ])
    #expect(names[0].tags == ["rock", "pop", "indie", "jazz", "folk"])
  }

  @Test("survives a profile of other tags, of no tags and of values that are not numbers")
  func oddProfiles() {
    let moods = [
      MoodProfile(
        id: MoodID(rawValue: 1), trackCount: 1, position: ValenceArousal(valence: 0, arousal: 0),
        tags: [TagProbability(name: "unheard of", probability: 1)]),
      MoodProfile(
        id: MoodID(rawValue: 2), trackCount: 1,
        position: ValenceArousal(valence: .nan, arousal: .nan),
        tags: [TagProbability(name: "rock", probability: .nan)]),
    ]
    let names = namer.names(for: moods)
    #expect(Set(names.map(\.slug)).count == 2)
    #expect(names.allSatisfy { !$0.name.isEmpty && $0.tags.isEmpty })
    #expect(namer.names(for: []) == [])
  }

  // MARK: -

  /// Every tag at .05: what the moods below stand out from.
  private var namer: MoodNamer { MoodNamer(libraryTags: tags([:])) }

  private func mood(
    _ id: Int, _ valence: Float, _ arousal: Float, _ raised: [String: Float]
  ) -> MoodProfile {
    MoodProfile(
      id: MoodID(rawValue: Int64(id)), trackCount: 10,
      position: ValenceArousal(valence: valence, arousal: arousal), tags: tags(raised))
  }

  private func tags(_ raised: [String: Float]) -> [TagProbability] {
    let vocabulary = [
      "rock", "pop", "indie", "electronic", "female vocalists", "00s", "jazz", "metal", "folk",
      "indie rock", "instrumental", "punk", "blues", "ambient", "guitar", "Hip-Hop", "70s",
      "party", "catchy", "sad", "happy",
    ]
    return vocabulary.map { TagProbability(name: $0, probability: raised[$0] ?? 0.05) }
  }

  private func expectRightSigns(_ name: MoodName, _ position: ValenceArousal) {
    guard let adjective = MoodAdjective(openingName: name.name) else {
      Issue.record("\(name.name) begins with no adjective")
      return
    }
    // Spelt out rather than asked of the code under test.
    let pairs = [
      (adjective.anchor.valence, position.valence), (adjective.anchor.arousal, position.arousal),
    ]
    for (word, mood) in pairs where abs(mood) > 0.15 {
      #expect(word * mood > 0, "\(name.name) at \(position)")
    }
  }
}
