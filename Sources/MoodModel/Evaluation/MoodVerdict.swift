/// What the figures of moods come to, in plain words.
package struct MoodVerdict: Hashable, Sendable {
  /// Where the words change. “The table” is that of spaces in the design of the mood model, measured
  /// on 205 real tracks of seven corpora with six moods.
  package enum Threshold {
    /// Tracks below which names may still change: half the library then has fewer than ten or so for
    /// each of the 24 moods that there may be, too few to tell a mood by.
    package static let settledTracks = 500
    /// η² of valence and arousal from which moods follow feeling. The table's weakest space on
    /// affect, canonical variates, explains .58 of a valence it was not fitted to.
    package static let followsFeeling = 0.6
    /// η² below which they do not: half of that.
    package static let ignoresFeeling = 0.3
    /// NMI up to which moods are hardly about genre. In the table moods of nothing but valence and
    /// energy come to .29 with the corpus, canonical variates to .36.
    package static let hardlyGenre = 0.36
    /// NMI from which they are about genre as well: clustering bare embeddings, which finds genre
    /// and recording, comes to .46.
    package static let alsoGenre = 0.46
    /// Tracks with a genre below which nothing is said of it: of 50 tracks, six moods and seven
    /// genres, NMI is about .15 by chance alone.
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

  /// “the moods follow feeling (valence η² 0.72, arousal η² 0.75), hardly genre (NMI 0.31)”
  private static func feeling(_ figures: MoodFigures) -> Finding? {
    let genre = genre(figures.genre)
    guard let least = [figures.valence, figures.arousal].compactMap(\.self).min() else {
      return Finding(
        sentence: ["all tracks feel alike, so moods cannot follow feeling", genre]
          .compactMap(\.self).joined(separator: "; "))
    }
    let isIgnored = least < Threshold.ignoresFeeling
    let degree =
      isIgnored
      ? "hardly follow feeling"
      : least < Threshold.followsFeeling ? "follow feeling in part" : "follow feeling"
    let values = [("valence", figures.valence), ("arousal", figures.arousal)]
      .map { "\($0) η² \(decimal($1))" }.joined(separator: ", ")
    return Finding(
      sentence: (["the moods \(degree) (\(values))"] + [genre].compactMap(\.self))
        .joined(separator: ", "),
      isDoubtful: isIgnored)
  }

  /// “hardly genre (NMI 0.31)”; nil where too little is known of it.
  private static func genre(_ genre: LabelAgreement) -> String? {
    guard let information = genre.information, genre.trackCount >= Threshold.genreTracks else {
      return nil
    }
    let degree =
      information <= Threshold.hardlyGenre
      ? "hardly genre" : information < Threshold.alsoGenre ? "genre in part" : "genre as well"
    return "\(degree) (NMI \(decimal(information)))"
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
    return Finding(
      sentence: "a few tracks are near everything (hubness \(decimal(hubness)), good below 1)")
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
