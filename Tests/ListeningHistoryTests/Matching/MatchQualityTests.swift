import ListeningHistory
import MusicModel
import Testing

/// Precision and recall on labelled plays, overall and for every way in which names differ.
@Suite("Finding the track of a play among similar names")
struct MatchQualityTests {
  struct Tally {
    var right = 0
    var wrong = 0
    var missed = 0
    var rightlyNone = 0
    var falls: [String] = []

    var precision: Double { share(right, of: right + wrong) }
    var recall: Double { share(right, of: right + missed) }
    var count: Int { right + wrong + missed + rightlyNone }

    private func share(_ part: Int, of whole: Int) -> Double {
      whole == 0 ? 1 : Double(part) / Double(whole)
    }

    mutating func add(_ play: LabelledPlay, _ found: MatchCandidate?, _ score: Double) {
      // Copies of one recording on several albums are equally right.
      let isRight =
        found.map { $0.artist == play.answer?.artist && $0.title == play.answer?.title } ?? false
      switch (play.answer, found) {
      case (nil, nil): rightlyNone += 1
      case (_, .some) where isRight: right += 1
      case (_, nil):
        missed += 1
        falls.append("missed \(play.named) is \(play.answer.named)")
      default:
        wrong += 1
        // A wrong answer to a play that has a right one fails it too.
        if play.answer != nil { missed += 1 }
        falls.append("wrong \(play.named) is \(play.answer.named), not \(found.named) at \(score)")
      }
    }
  }

  @Test(
    "matches nearly everything that should match, and next to nothing that should not",
    arguments: [
      (name: "tuned on", seed: 20, even: true), (name: "held out", seed: 77, even: false),
    ])
  func quality(half: (name: String, seed: UInt64, even: Bool)) throws {
    let labelled = LabelledPlays(seed: half.seed, takesEven: half.even)
    let catalogue = MemoryCatalogue(labelled.library.songs.map(\.track))
    let tracks = Dictionary(
      uniqueKeysWithValues: labelled.library.songs.map { ($0.track.track, $0.track) })
    var whole = Tally()
    var kinds: [String: Tally] = [:]
    for play in labelled.plays {
      let found = try ListenMatcher().match(play.heard, in: catalogue)
      let track = found.flatMap { tracks[$0.track] }
      whole.add(play, track, found?.score ?? 0)
      kinds[play.kind, default: Tally()].add(play, track, found?.score ?? 0)
    }
    report(half.name, whole, kinds, tracks: tracks.count)
    #expect(labelled.plays.count >= 1_500)
    #expect(whole.precision >= 0.99, "\(whole.falls)")
    #expect(whole.recall >= 0.95, "\(whole.falls)")
    #expect(catalogue.lookUps.sharing <= labelled.plays.count)
    #expect(catalogue.lookUps.exact <= 4 * labelled.plays.count)
  }

  private func report(
    _ half: String, _ whole: Tally, _ kinds: [String: Tally], tracks: Int
  ) {
    var lines = [
      "\(half): \(whole.count) plays, \(tracks) tracks, precision \(Self.percent(whole.precision)), "
        + "recall \(Self.percent(whole.recall)), \(whole.wrong) wrong, \(whole.missed) missed, "
        + "\(whole.rightlyNone) rightly none"
    ]
    for (kind, tally) in kinds.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "  \(kind): \(tally.count), precision \(Self.percent(tally.precision)), "
          + "recall \(Self.percent(tally.recall))")
      lines += tally.falls.map { "    " + $0 }
    }
    print(lines.joined(separator: "\n"))
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 1_000).rounded() / 10) %"
  }
}

extension LabelledPlay {
  fileprivate var named: String { "\(heard.artist ?? "-") | \(heard.title ?? "-")" }
}

extension MatchCandidate? {
  fileprivate var named: String {
    map { "\($0.artist ?? "-") | \($0.title ?? "-")" } ?? "none"
  }
}
