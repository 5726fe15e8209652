import Clustering
import MoodModel
import Testing

@Suite("What the figures of moods come to")
struct MoodVerdictTests {
  /// 2,400 tracks in six moods that are as they should be.
  private static let good: MoodFigures = {
    var figures = MoodFigures()
    figures.trackCount = 2_400
    figures.sizes = Dictionary(uniqueKeysWithValues: (1...6).map { ($0, 400) })
    figures.valence = 0.724
    figures.arousal = 0.75
    figures.agreement = .init(mean: 0.881, deviation: 0.02, draws: 10)
    figures.hubness = 0.4
    figures.genre.trackCount = 2_000
    figures.genre.information = 0.31
    figures.genre.adjusted = 0.28
    return figures
  }()

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let standing: MoodVerdict.Standing
    let sentences: [String]
    let figures: MoodFigures

    init(
      _ description: String, _ standing: MoodVerdict.Standing, _ sentences: [String],
      _ change: (inout MoodFigures) -> Void = { _ in }
    ) {
      testDescription = description
      self.standing = standing
      self.sentences = sentences
      var figures = good
      change(&figures)
      self.figures = figures
    }
  }

  private static let feeling =
    "the moods follow feeling (valence η² 0.72, arousal η² 0.75), hardly genre (NMI 0.31, 0.28 "
    + "beyond chance)"
  private static let steady = "steady: halves of the library give the same moods (ARI 0.88)"
  private static let size = "2400 tracks in 6 moods"

  static let cases = [
    Case("good moods", .sound, [size, feeling, steady]),
    Case(
      "a young library", .provisional,
      ["412 tracks in 6 moods: names are provisional below 500", feeling, steady]
    ) {
      $0.trackCount = 412
      $0.sizes = [1: 100, 2: 100, 3: 100, 4: 60, 5: 50, 6: 2]
    },
    Case("exactly old enough", .sound, ["500 tracks in 2 moods", feeling, steady]) {
      $0.trackCount = 500
      $0.sizes = [1: 250, 2: 250]
    },
    Case(
      "feeling in part, and genre as well", .sound,
      [
        size,
        "the moods follow arousal (η² 0.75), in part valence (η² 0.55), genre as well "
          + "(NMI 0.31, 0.43 beyond chance)", steady,
      ]
    ) {
      $0.valence = 0.55
      $0.genre.adjusted = 0.43
    },
    Case(
      "genre and not feeling", .doubtful,
      [
        size,
        "the moods hardly follow feeling (valence η² 0.25, arousal η² 0.29), genre in part "
          + "(NMI 0.51, 0.42 beyond chance)", steady,
      ]
    ) {
      ($0.valence, $0.arousal) = (0.25, 0.29)
      $0.genre.information = 0.51
      $0.genre.adjusted = 0.42
    },
    Case(
      "feeling in part, both ways", .sound,
      [size, "the moods follow feeling in part (valence η² 0.31, arousal η² 0.59)", steady]
    ) {
      ($0.valence, $0.arousal) = (0.31, 0.59)
      $0.genre.adjusted = nil
    },
    Case(
      "valence alone", .sound,
      [size, "the moods follow valence (η² 0.72), hardly arousal (η² 0.05)", steady]
    ) {
      $0.arousal = 0.05
      $0.genre.adjusted = nil
    },
    Case(
      "too few genres to tell", .sound,
      [size, "the moods follow feeling (valence η² 0.72, arousal η² 0.75)", steady]
    ) { $0.genre.trackCount = 49 },
    Case(
      "one value that does not vary", .sound,
      [size, "the moods follow arousal (η² 0.75)", steady]
    ) {
      $0.valence = nil
      $0.genre.adjusted = nil
    },
    Case(
      "moods that waver", .sound,
      [
        size, feeling,
        "halves of the library agree on the moods in part (ARI 0.62, steady from 0.85)",
      ]
    ) { $0.agreement?.mean = 0.62 },
    Case(
      "moods by chance", .doubtful,
      [size, feeling, "halves of the library give other moods (ARI -0.01, chance is 0)"]
    ) { $0.agreement?.mean = -0.01 },
    Case(
      "one mood that holds most", .doubtful,
      [
        "2400 tracks in 2 moods", feeling, steady,
        "one mood holds 1201 of the tracks, more than all others together",
      ]
    ) { $0.sizes = [1: 1_201, 2: 1_199] },
    Case(
      "a mood too small", .sound,
      [
        "2400 tracks in 3 moods", feeling, steady,
        "the smallest mood has 11 of the 12 tracks that make a mood",
      ]
    ) { $0.sizes = [1: 1_200, 2: 1_189, 3: 11] },
    Case(
      "hubs", .sound,
      [size, feeling, steady, "a few tracks are near everything (hubness 1.25, good below 1)"]
    ) { $0.hubness = 1.25 },
    Case(
      "hubs that the space makes", .sound,
      [
        size, feeling, steady,
        "a few tracks are near everything (hubness 1.25, good below 1; 0.30 by mutual proximity)",
      ]
    ) { ($0.hubness, $0.mutualHubness) = (1.25, 0.3) },
    Case(
      "all tracks at one point", .provisional,
      [
        "20 tracks in 2 moods: names are provisional below 500",
        "all tracks feel alike, so moods cannot follow feeling",
      ]
    ) {
      $0 = MoodFigures()
      $0.trackCount = 20
      $0.sizes = [1: 10, 2: 10]
    },
    Case("no tracks", .none, ["no track is in a mood yet: there is nothing to measure"]) {
      $0 = MoodFigures()
    },
    Case("one track", .none, ["1 track in one mood: there is nothing to tell apart"]) {
      $0 = MoodFigures()
      $0.trackCount = 1
      $0.sizes = [7: 1]
    },
    Case("one mood", .none, ["7 tracks in one mood: there is nothing to tell apart"]) {
      $0 = MoodFigures()
      $0.trackCount = 7
      $0.sizes = [7: 7]
    },
  ]

  @Test("is said in plain words", arguments: cases)
  func verdict(_ wanted: Case) {
    let verdict = MoodVerdict(wanted.figures)
    #expect(verdict.sentences == wanted.sentences)
    #expect(verdict.standing == wanted.standing)
  }

  @Test("calls steady what the choice of their number calls stable")
  func sameThreshold() {
    #expect(MoodVerdict.Threshold.steady == ClusterCountRule().threshold)
  }
}
