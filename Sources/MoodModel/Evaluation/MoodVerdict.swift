/// What the figures of moods come to, in plain words.
package struct MoodVerdict: Hashable, Sendable {
  /// Where the words change. “The table” is that of spaces in the design of the mood model, measured
  /// on 205 real tracks of seven corpora with six moods.
  package enum Threshold {
    /// Tracks below which names may still change: half the library then has fewer than ten or so for
    /// each of the 24 moods that there may be, too few to tell a mood by.
    package static let settledTracks = 500
    /// η² of valence and arousal from which moods follow feeling. In the table clustering bare
    /// embeddings explains .62 and .61 of what it was not fitted to: moods should do no worse.
    package static let followsFeeling = 0.6
    /// η² below which they do not: half of that.
    package static let ignoresFeeling = 0.3
    /// Mutual information beyond chance up to which moods are hardly about genre. In the table moods
    /// of nothing but valence and energy come to .29 with the corpus, canonical variates to .36, of
    /// which chance makes .03 or .04 there: (k − 1)(g − 1) / 2n over the entropy.
    package static let hardlyGenre = 0.33
    /// Mutual information beyond chance from which they are about genre as well: clustering bare
    /// embeddings, which finds genre and recording, comes to .46 with chance.
    package static let alsoGenre = 0.43
    /// Tracks with a genre below which nothing is said of it: of 50 tracks in six moods and seven
    /// genres chance alone makes .16 of mutual information.
    package static let genreTracks = 50
    /// Agreement of halves from which the moods are steady: ``ClusterCountRule/threshold``.
    package static let steady = 0.85
    /// Agreement below which they are a matter of chance: every space in the table does better.
    package static let chance = 0.5
    /// Hubness beyond which a few tracks are near everything: Radovanović and others, JMLR 2010.
    package static let hubs = 1.0
    /// The share of tracks in one mood from which it says nothing about them: more than half.
    package static let oneMood = 0.5
  }

  /// How far the moods can be relied on.
  package enum Standing: String, Sendable, CaseIterable {
    /// There is nothing to judge.
    case none
    /// They are too young to be judged by: what is said of them may change.
    case provisional
    /// Something is wrong with them, which the sentences name.
    case doubtful
    case sound
  }

  package let standing: Standing
  /// Without full stops; the first says how large the library is.
  package let sentences: [String]

  /// Judges `figures`.
  package init(_ figures: MoodFigures) {
    let tracks = "\(figures.trackCount) track\(figures.trackCount == 1 ? "" : "s")"
    guard figures.trackCount > 0 else {
      (standing, sentences) = (.none, ["no track is in a mood yet: there is nothing to measure"])
      return
    }
    guard figures.moodCount >= 2 else {
      standing = .none
      sentences = ["\(tracks) in one mood: there is nothing to tell apart"]
      return
    }
    let isYoung = figures.trackCount < Threshold.settledTracks
    let size =
      "\(tracks) in \(figures.moodCount) moods"
      + (isYoung ? ": names are provisional below \(Threshold.settledTracks)" : "")
    let findings = [
      Self.feeling(figures), Self.agreement(figures), Self.sizes(figures), Self.hubness(figures),
    ].compactMap(\.self)
    sentences = [size] + findings.map(\.sentence)
    let isDoubtful = findings.contains(where: \.isDoubtful)
    standing = isYoung ? .provisional : isDoubtful ? .doubtful : .sound
  }

  private struct Finding {
    var sentence: String
    var isDoubtful = false
  }

  /// How far the moods follow something.
  private enum Degree: String {
    case hardly = "hardly "
    case partly = "in part "
    case wholly = ""

    init(_ share: Double) {
      self =
        share < Threshold.ignoresFeeling
        ? .hardly : share < Threshold.followsFeeling ? .partly : .wholly
    }
  }

  /// “the moods follow feeling (valence η² 0.72, arousal η² 0.75), hardly genre (NMI …)”, or
  /// “the moods follow arousal (η² 0.84), hardly valence (η² 0.28)”.
  private static func feeling(_ figures: MoodFigures) -> Finding {
    let known = [("valence", figures.valence), ("arousal", figures.arousal)]
      .compactMap { name, share in share.map { (name: name, share: $0, degree: Degree($0)) } }
    var parts: [String]
    if known.count == 2, known[0].degree == known[1].degree {
      let values = known.map { "\($0.name) η² \(decimal($0.share))" }.joined(separator: ", ")
      parts = ["the moods \(follow(known[0].degree, "feeling")) (\(values))"]
    } else if let first = known.max(by: { $0.share < $1.share }) {
      parts = ["the moods \(follow(first.degree, first.name)) (η² \(decimal(first.share)))"]
      parts += known.filter { $0.name != first.name }
        .map { "\($0.degree.rawValue)\($0.name) (η² \(decimal($0.share)))" }
    } else {
      parts = ["all tracks feel alike, so moods cannot follow feeling"]
    }
    if let genre = genre(figures.genre) { parts.append(genre) }
    return Finding(
      sentence: parts.joined(separator: ", "),
      isDoubtful: !known.isEmpty && known.allSatisfy { $0.degree == .hardly })
  }

  private static func follow(_ degree: Degree, _ what: String) -> String {
    switch degree {
    case .hardly: "hardly follow \(what)"
    case .partly: "follow \(what) in part"
    case .wholly: "follow \(what)"
    }
  }

  /// “hardly genre (NMI 0.31, 0.28 beyond chance)”; nil where too little is known of it.
  ///
  /// What counts is what is beyond chance, which depends on the number of genres: people who tag with
  /// care have hundreds.
  private static func genre(_ genre: LabelAgreement) -> String? {
    guard let adjusted = genre.adjusted, genre.trackCount >= Threshold.genreTracks else {
      return nil
    }
    let degree =
      adjusted <= Threshold.hardlyGenre
      ? "hardly genre" : adjusted < Threshold.alsoGenre ? "genre in part" : "genre as well"
    return "\(degree) (NMI \(decimal(genre.information)), \(decimal(adjusted)) beyond chance)"
  }

  private static func agreement(_ figures: MoodFigures) -> Finding? {
    guard let agreement = figures.agreement else { return nil }
    let value = "ARI \(decimal(agreement.mean))"
    if agreement.mean >= Threshold.steady {
      return Finding(sentence: "steady: halves of the library give the same moods (\(value))")
    }
    if agreement.mean >= Threshold.chance {
      return Finding(
        sentence:
          "halves of the library agree on the moods in part (\(value), steady from "
          + "\(decimal(Threshold.steady)))")
    }
    return Finding(
      sentence: "halves of the library give other moods (\(value), chance is 0)", isDoubtful: true)
  }

  private static func sizes(_ figures: MoodFigures) -> Finding? {
    let (least, most) = (figures.sizes.values.min() ?? 0, figures.sizes.values.max() ?? 0)
    let share = Double(most) / Double(figures.trackCount)
    if share > Threshold.oneMood {
      return Finding(
        sentence: "one mood holds \(most) of the tracks, more than all others together",
        isDoubtful: true)
    }
    let minimum = MoodClustering().minimumMoodSize(forTrackCount: figures.trackCount)
    guard least < minimum else { return nil }
    return Finding(
      sentence: "the smallest mood has \(least) of the \(minimum) tracks that make a mood")
  }

  private static func hubness(_ figures: MoodFigures) -> Finding? {
    guard let hubness = figures.hubness, hubness > Threshold.hubs else { return nil }
    let mutual = figures.mutualHubness.map { "; \(decimal($0)) by mutual proximity" } ?? ""
    return Finding(
      sentence:
        "a few tracks are near everything (hubness \(decimal(hubness)), good below 1\(mutual))")
  }

  /// `0.72`; a dash where there is no figure.
  private static func decimal(_ value: Double?) -> String {
    guard let value, value.isFinite, value.magnitude < 1e9 else { return "–" }
    let hundredths = Int((value.magnitude * 100).rounded())
    let sign = value < 0 && hundredths > 0 ? "-" : ""
    let digits = String(hundredths % 100)
    return "\(sign)\(hundredths / 100).\(digits.count < 2 ? "0" : "")\(digits)"
  }
}
