import ControlProtocol
import SystemPackage

/// The second half of `orpheusctl mood` for people: why the mood is called so, and what is around it.
struct MoodExplanationView {
  var mood: MoodInfo
  var explanation: MoodExplanationInfo

  /// Sections under headings, each after an empty line.
  func render(for terminal: Terminal) -> String {
    let sections = [
      ("why this name", reasons), ("nearest moods", explanation.neighbours.map(neighbour)),
      ("between two moods", explanation.borderline.map(borderline)), ("how sure", [firmness]),
    ]
    return sections.filter { !$0.1.isEmpty }.map { heading, lines in
      "\n" + TextStyle.dim.apply(to: heading, on: terminal) + "\n"
        + lines.map { Paragraph.wrap($0.printable, lead: "  ", width: terminal.width) }.joined()
    }.joined()
  }

  private var reasons: [String] {
    var lines: [String] = []
    if explanation.namedByListener { lines.append("You chose it.") }
    let place =
      "valence \(Quantity.signed(mood.valence)), arousal \(Quantity.signed(mood.arousal)), "
      + Self.comparison(
        valence: explanation.relativeValence, arousal: explanation.relativeArousal,
        with: "your library")
    if let word = explanation.adjective {
      lines.append(
        "“\(word)” for \(place); the word stands for valence "
          + "\(Quantity.signed(explanation.adjectiveValence)), arousal "
          + "\(Quantity.signed(explanation.adjectiveArousal)).")
    } else {
      lines.append("It lies at \(place).")
    }
    if let tag = explanation.qualifier {
      lines.append("“\(tag.tag)”: \(Self.likelihood(tag, elsewhere: "the library")).")
    }
    let others = explanation.tags.filter { $0.tag != explanation.qualifier?.tag }.prefix(3)
    if !others.isEmpty {
      lines.append(
        "Also: "
          + others.map { "\($0.tag) (\(Self.likelihood($0, elsewhere: "the library")))" }
          .joined(separator: ", ") + ".")
    }
    return lines
  }

  private func neighbour(_ other: MoodNeighbourInfo) -> String {
    var parts = [Self.comparison(valence: other.valence, arousal: other.arousal, with: "it")]
    func list(_ tags: [TagComparisonInfo]) -> String {
      tags.map { "\($0.tag) \(Quantity.percent($0.here)) to \(Quantity.percent($0.there))" }
        .joined(separator: ", ")
    }
    if !other.more.isEmpty { parts.append("more " + list(other.more)) }
    if !other.less.isEmpty { parts.append("it has more " + list(other.less)) }
    return "\(other.label): this mood is \(parts.joined(separator: "; "))."
  }

  private func borderline(_ line: BorderlineTrackInfo) -> String {
    let title = line.track.title ?? FilePath(line.track.path).stem ?? line.track.path
    let confidence = Quantity.decimal(line.confidence, places: 2)
    return "\(title): could be in \(line.other), confidence \(confidence)."
  }

  private var firmness: String {
    let confidence = Quantity.decimal(explanation.confidence, places: 2)
    let tracks = Quantity.count(mood.tracks, "track")
    return explanation.uncertain == 0
      ? "Mean confidence \(confidence); none of \(tracks) lies half-way to another mood."
      : "Mean confidence \(confidence); \(Quantity.grouped(explanation.uncertain)) of \(tracks) "
        + "about half-way to another mood."
  }

  /// `29 % likely here, 19 % in the library, 1.5 times`
  private static func likelihood(_ tag: TagComparisonInfo, elsewhere: String) -> String {
    let ratio = tag.there > 0 ? tag.here / tag.there : .infinity
    let times = ratio < 100 ? ", \(Quantity.decimal(ratio, places: 1)) times" : ""
    return "\(Quantity.percent(tag.here)) likely here, \(Quantity.percent(tag.there)) in "
      + elsewhere + times
  }

  /// `brighter and calmer than your library`; differences below .1 are none.
  static func comparison(valence: Double, arousal: Double, with other: String) -> String {
    let words = [
      valence.magnitude < 0.1 ? nil : valence > 0 ? "brighter" : "darker",
      arousal.magnitude < 0.1 ? nil : arousal > 0 ? "livelier" : "calmer",
    ].compactMap(\.self)
    guard !words.isEmpty else { return "much like \(other) in feeling" }
    return words.joined(separator: " and ") + " than \(other)"
  }
}

extension MoodNeighbourInfo: MoodLabelled {}

/// A mood and why it is called so, as `--json` prints them: the members of the mood, and
/// `explanation` beside them.
struct ExplainedMood: Encodable {
  var mood: MoodInfo
  var explanation: MoodExplanationInfo

  private enum CodingKeys: CodingKey { case explanation }

  func encode(to encoder: any Encoder) throws {
    try mood.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(explanation, forKey: .explanation)
  }
}
