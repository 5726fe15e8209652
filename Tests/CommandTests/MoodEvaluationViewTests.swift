import ControlProtocol
import Testing

@testable import orpheusctl

@Suite("The evaluation of moods")
struct MoodEvaluationViewTests {
  private static let full: EvaluateMoodsReply = {
    var genre = LabelAgreementInfo(tracks: 380, missing: 20, junk: 12, labels: 14)
    (genre.purity, genre.commonest, genre.information, genre.adjusted) = (0.514, 0.4, 0.31, 0.2)
    var folder = LabelAgreementInfo(tracks: 412, missing: 0, junk: 0, labels: 31)
    (folder.purity, folder.commonest, folder.information, folder.adjusted) = (0.3, 0.1, 0.4, 0.125)
    var reply = EvaluateMoodsReply(
      standing: "provisional",
      verdict: [
        "412 tracks in 9 moods: names are provisional below 500",
        "the moods follow feeling (valence η² 0.72, arousal η² 0.75), hardly genre (NMI 0.31)",
      ], tracks: 412, moods: 9, sampled: 412, paired: 412, borderline: 41, genre: genre,
      folder: folder, moodSpace: "library", space: [], method: "1")
    (reply.silhouette, reply.daviesBouldin, reply.calinskiHarabasz) = (0.146, 1.804, 40.52)
    reply.agreement = HalfAgreementInfo(mean: 0.66, deviation: 0.04, draws: 10)
    (reply.valence, reply.arousal, reply.embedding) = (0.72, 0.75, 0.46)
    reply.smallest = MoodSizeInfo(id: 4, slug: "metal", name: "Gym", tracks: 3)
    reply.largest = MoodSizeInfo(id: 3, slug: "calm-ambient", name: "Calm ambient", tracks: 1_090)
    return reply
  }()

  @Test("begins with the verdict, and has a word to every figure")
  func text() {
    #expect(
      MoodEvaluationView(reply: Self.full).render(for: .none) == """
        ● 412 tracks in 9 moods: names are provisional below 500.
          The moods follow feeling (valence η² 0.72, arousal η² 0.75), hardly genre (NMI 0.31).

        feeling
          valence η²          0.72  higher is better  valence the mood accounts for
          arousal η²          0.75  higher is better  arousal the mood accounts for

        music
          embedding η²        0.46  higher is better  sound the mood accounts for
          agreement           0.66  higher is better  of halves, ± 0.04 in 10 draws

        shape
          silhouette          0.15  higher is better  own mood nearer than the next
          Davies–Bouldin      1.80  lower is better   width of moods over distance
          Calinski–Harabasz   40.5  higher is better  variance between over within
          hubness                –  lower is better   tracks near everything; below 1

        sizes
          smallest mood          3                    Gym (metal)
          largest mood       1,090                    calm-ambient
          half-way              41  lower is better   tracks between two moods, 10 %

        genres, 380 tracks in 14; 12 say nothing; 20 have none
          purity              0.51  lower is better   main genre of a mood; 0.40 of all
          NMI                 0.31  lower is better   shared by mood and genre
          beyond chance       0.20  lower is better   the same, less what chance does

        folders, 412 tracks in 31
          purity              0.30  lower is better   main folder of a mood; 0.10 of all
          NMI                 0.40  lower is better   shared by mood and folder
          beyond chance       0.13  lower is better   the same, less what chance does

        """)
  }

  @Test("fits the terminal, in colour too")
  func narrow() {
    let view = MoodEvaluationView(reply: Self.full)
    for width in [60, 80] {
      let lines = view.render(for: .plain(width)).split(separator: "\n")
      #expect(lines.allSatisfy { String($0).columns <= width })
    }
    #expect(view.render(for: .coloured(80)).contains("\u{1B}[1m0.66\u{1B}[0m"))
  }

  @Test("of moods there are none of is the verdict alone")
  func nothing() {
    let none = LabelAgreementInfo(tracks: 0, missing: 0, junk: 0, labels: 0)
    let reply = EvaluateMoodsReply(
      standing: "none", verdict: ["no track is in a mood yet: there is nothing to measure"],
      tracks: 0, moods: 0, sampled: 0, paired: 0, borderline: 0, genre: none, folder: none,
      moodSpace: "none", space: [], method: "1")
    #expect(
      MoodEvaluationView(reply: reply).render(for: .none)
        == "● No track is in a mood yet: there is nothing to measure.\n")
  }

  @Test("says what was drawn at random, and leaves out genres there are none of")
  func sample() {
    var reply = Self.full
    (reply.tracks, reply.sampled, reply.paired) = (100_000, 8_000, 3_000)
    reply.genre = LabelAgreementInfo(tracks: 0, missing: 100_000, junk: 0, labels: 0)
    let text = MoodEvaluationView(reply: reply).render(for: .none)
    #expect(text.contains("\ngenres, 0 tracks in 0; 100,000 have none\n\nfolders"))
    #expect(
      text.hasSuffix(
        "\nEmbedding, agreement and shape are those of 8,000 tracks drawn at random, silhouette and "
          + "hubness those of 3,000 of them.\n"))
  }
}
