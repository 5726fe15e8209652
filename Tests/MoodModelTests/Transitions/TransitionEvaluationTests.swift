import Glibc
import MoodModel
import MusicModel
import Testing

@Suite("Evaluating transitions")
struct TransitionEvaluationTests {
  typealias Play = TransitionEvaluation.Play

  private static let moods = (1...4).map { MoodID(rawValue: $0) }
  private static let context = ListeningContext(daypart: .evening, isWeekend: false)

  /// Plays of single moods, by their place; nil: of unknown mood.
  private static func session(_ places: [Int?]) -> [Play] {
    places.map { place in
      let shares = place.map { [MoodShare(mood: moods[$0], share: 1)] } ?? []
      return Play(moods: shares, context: context)
    }
  }

  private static func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

  @Test(
    "gives noughts when there is nothing to foresee", arguments: [[], [[0]], [[nil, 1], [2]]])
  func nothing(_ sessions: [[Int?]]) {
    let evaluation = TransitionEvaluation.measure(
      sessions: sessions.map(Self.session), moods: Self.moods)
    #expect(evaluation == TransitionEvaluation())
  }

  @Test("learns from the first steps and foresees the last, each before learning it")
  func byHand() {
    // Steps 0→0, 0→0, 0→1 | 1→1 to learn from, 1→2 to foresee.
    let sessions = [[0, 0, 0, 1], [1, 1, 2]].map(Self.session)
    let evaluation = TransitionEvaluation.measure(sessions: sessions, moods: Self.moods)
    #expect(evaluation.trainingSteps == 4)
    #expect(evaluation.testSteps == 1)

    // Stayed 3 of 4 times: 3.5 / 5; a third of the rest for each other mood. 2 is third: after
    // 1 itself and, as moods rank in order where they are alike, after 0.
    #expect(Self.close(evaluation.stay.logLoss, -log(1.5 / 5 / 3)))
    #expect(evaluation.stay.hitAt1 == 0)
    #expect(evaluation.stay.hitAt3 == 1)
    #expect(Self.close(evaluation.stay.meanReciprocalRank, 1 / 3.0))
    // Plays so far: 0 three times, 1 three times, half a play for each mood.
    #expect(Self.close(evaluation.unigram.logLoss, -log(0.5 / 8)))
    #expect(Self.close(evaluation.unigram.meanReciprocalRank, 1 / 3.0))

    var transitions = MoodTransitions(moods: Self.moods)
    for session in sessions {
      for (from, to) in zip(session, session.dropFirst()) where to != sessions[1][2] {
        transitions.observeTransition(from: from.moods, to: to.moods, in: Self.context)
      }
    }
    let row = transitions.prediction(after: sessions[1][1].moods, in: Self.context)
    #expect(Self.close(evaluation.learned.logLoss, -log(row[2])))
  }

  @Test("expects the scores over the shares of a track of several moods")
  func softTargets() {
    let mixed = Play(
      moods: [
        MoodShare(mood: Self.moods[0], share: 0.75), MoodShare(mood: Self.moods[2], share: 0.25),
      ],
      context: Self.context)
    let sessions = [Self.session([0, 0, 0, 0]) + [mixed]]
    let evaluation = TransitionEvaluation.measure(
      sessions: sessions, moods: Self.moods, holdingOut: 0.25)
    #expect(evaluation.testSteps == 1)
    // Stayed 3 of 3 times: 3.5 / 4.
    #expect(
      Self.close(evaluation.stay.logLoss, -0.75 * log(3.5 / 4) - 0.25 * log(0.5 / 4 / 3)))
    #expect(evaluation.stay.hitAt1 == 0.75)
    #expect(evaluation.stay.hitAt3 == 1)
    #expect(Self.close(evaluation.stay.meanReciprocalRank, 0.75 + 0.25 / 3))
  }

  @Test(
    "holds out the share asked for",
    arguments: [(0.0, 0), (0.2, 2), (0.26, 3), (1.0, 10), (7.0, 10), (-1.0, 0), (.nan, 0)])
  func share(_ share: Double, testSteps: Int) {
    let sessions = [Self.session([0, 1, 2, 3, 0, 1]), Self.session([0, 1, 2, 3, 0, 1])]
    let evaluation = TransitionEvaluation.measure(
      sessions: sessions, moods: Self.moods, holdingOut: share)
    #expect(evaluation.testSteps == testSteps)
    #expect(evaluation.trainingSteps == 10 - testSteps)
  }

  @Test("does not step over a play of unknown mood, nor from session to session")
  func gaps() {
    let sessions = [[0, 1, nil, 2], [3, 3]].map(Self.session)
    let evaluation = TransitionEvaluation.measure(
      sessions: sessions, moods: Self.moods, holdingOut: 1)
    #expect(evaluation.testSteps == 2)
  }

  @Test("shows a listener of firm habits to be foreseen better than by the baselines")
  func firmHabits() {
    let sessions = (0..<40).map { _ in Self.session([0, 1, 2, 3, 0, 1, 2, 3]) }
    let evaluation = TransitionEvaluation.measure(sessions: sessions, moods: Self.moods)
    #expect(evaluation.testSteps == 56)
    #expect(evaluation.learned.hitAt1 == 1)
    #expect(evaluation.learned.meanReciprocalRank == 1)
    #expect(evaluation.learned.logLoss < 0.1)
    #expect(evaluation.stay.logLoss > 1)
    #expect(evaluation.unigram.logLoss > 1)
    // Never stays: the first of the other moods is foreseen, rightly in 0→1 and 3→0.
    #expect(Self.close(evaluation.stay.hitAt1, 3 / 7.0))
  }

  @Test("foresees a single mood for certain")
  func oneMood() {
    let evaluation = TransitionEvaluation.measure(
      sessions: [Self.session([0, 0, 0])], moods: [Self.moods[0]], holdingOut: 1)
    #expect(evaluation.testSteps == 2)
    for scores in [evaluation.learned, evaluation.stay, evaluation.unigram] {
      #expect(scores.logLoss == 0)
      #expect(scores.hitAt1 == 1)
    }
  }
}
