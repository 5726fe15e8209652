import ControlProtocol

extension Samples {
  private static let tag = TagComparisonInfo(tag: "ambient", here: 0.5, there: 0.25, lift: 0.75)

  /// Everything there is to say of a mood.
  static let explanation: MoodExplanationInfo = {
    var explanation = bareExplanation
    explanation.namedByListener = false
    explanation.adjective = "calm"
    explanation.adjectiveValence = 0.5
    explanation.adjectiveArousal = -0.75
    explanation.qualifier = tag
    explanation.tags = [tag]
    explanation.neighbours = [
      MoodNeighbourInfo(
        id: 4, slug: "dark-metal", name: "Dark metal", distance: 1.5, valence: 0.5, arousal: -0.5,
        more: [tag], less: [tag])
    ]
    explanation.borderline = [
      BorderlineTrackInfo(
        track: entry,
        confidence: 0.25, other: "dark-metal")
    ]
    return explanation
  }()

  /// A mood that the listener named and that stands alone.
  static let bareExplanation = MoodExplanationInfo(
    namedByListener: true, relativeValence: 0.25, relativeArousal: -0.5, tags: [], neighbours: [],
    borderline: [], confidence: 0.5, uncertain: 2)
}
