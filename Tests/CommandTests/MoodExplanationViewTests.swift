import ControlProtocol
import FoundationEssentials
import SystemPackage
import Testing

@testable import orpheusctl

@Suite("The explanation of a mood")
struct MoodExplanationViewTests {
  private static let tag = TagComparisonInfo(tag: "ambient", here: 0.3, there: 0.2, lift: 0.39)

  private static let explanation: MoodExplanationInfo = {
    var explanation = MoodExplanationInfo(
      namedByListener: false, relativeValence: 0.24, relativeArousal: -0.05,
      tags: [tag, TagComparisonInfo(tag: "sad", here: 0.04, there: 0.01, lift: 0.9)],
      neighbours: [
        MoodNeighbourInfo(
          id: 2, slug: "metal", name: "Gym", distance: 2.5, valence: 0.4, arousal: -1.5,
          more: [tag], less: [TagComparisonInfo(tag: "metal", here: 0.5, there: 0.01, lift: 3)])
      ],
      borderline: [
        BorderlineTrackInfo(
          track: PlaylistEntry(
            path: WirePath("/m/Dawn.flac"), title: nil, artist: nil, seconds: nil),
          confidence: 0.02, other: "metal")
      ], confidence: 0.41, uncertain: 3)
    explanation.adjective = "calm"
    explanation.adjectiveValence = 0.55
    explanation.adjectiveArousal = -0.8
    explanation.qualifier = tag
    return explanation
  }()

  @Test("says in words and numbers why, near what, what between and how sure")
  func text() {
    let view = MoodExplanationView(mood: .calm, explanation: Self.explanation)
    #expect(
      view.render(for: .none) == """

        why this name
          “calm” for valence +0.10, arousal -0.62, brighter than your library; the word stands \
        for valence +0.55, arousal -0.80.
          “ambient”: 30 % likely here, 20 % in the library, 1.5 times.
          Also: sad (4 % likely here, 1 % in the library, 4.0 times).

        nearest moods
          Gym (metal): this mood is brighter and calmer than it; more ambient 30 % to 20 %; it \
        has more metal 50 % to 1 %.

        between two moods
          Dawn: could be in metal, confidence 0.02.

        how sure
          Mean confidence 0.41; 3 of 1,204 tracks about half-way to another mood.

        """)
    let narrow = view.render(for: .plain(60))
    #expect(narrow.split(separator: "\n").allSatisfy { String($0).columns <= 60 })
  }

  @Test("of a chosen name explains the place alone")
  func chosen() {
    let bare = MoodExplanationInfo(
      namedByListener: true, relativeValence: 0, relativeArousal: 0, tags: [], neighbours: [],
      borderline: [], confidence: 0.5, uncertain: 0)
    #expect(
      MoodExplanationView(mood: .fierce, explanation: bare).render(for: .none) == """

        why this name
          You chose it.
          It lies at valence -0.30, arousal +0.90, much like your library in feeling.

        how sure
          Mean confidence 0.50; none of 7 tracks lies half-way to another mood.

        """)
  }

  @Test("as JSON has the members of the mood and the explanation beside them")
  func json() throws {
    let text = try JSONDocument.text(
      ExplainedMood(mood: .calm, explanation: Self.explanation), onOneLine: true)
    let mood = try JSONDecoder().decode(MoodInfo.self, from: Data(text.utf8))
    #expect(mood == .calm)
    struct Rest: Decodable { var explanation: MoodExplanationInfo }
    let rest = try JSONDecoder().decode(Rest.self, from: Data(text.utf8))
    #expect(rest.explanation == Self.explanation)
  }
}
