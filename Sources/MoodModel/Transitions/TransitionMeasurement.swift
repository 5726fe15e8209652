package import MusicModel

/// Measures how well transitions are foreseen, a session at a time: a history is longer than memory
/// should be.
///
/// A step is from one play to the next of the same session, both of moods there are: a play of
/// unknown mood leaves a gap on both sides. Each step is foreseen before it is learned from. Where a
/// track belongs to several moods, every score is the one expected if the track were of each mood
/// with the probability of its share. Moods foreseen as equally likely rank in the order of `moods`.
package struct TransitionMeasurement: Sendable {
  private let moods: [MoodID]
  private let trainingSteps: Int
  private let testSteps: Int
  private var step = 0
  private var transitions: MoodTransitions
  private var staying: StayingBaseline
  private var popularity: PopularityBaseline
  private var learned = ScoreTally()
  private var stay = ScoreTally()
  private var unigram = ScoreTally()

  /// Will measure on the last `share` of `steps`, the number of all steps that are going to be
  /// added.
  package init(moods: [MoodID], steps: Int, holdingOut share: Double) {
    self.moods = moods
    // Written so that a share that is not a number holds out nothing.
    let heldOut = share > 0 ? min(share, 1) : 0
    testSteps = Int((Double(steps) * heldOut).rounded())
    trainingSteps = steps - testSteps
    transitions = MoodTransitions(moods: moods)
    staying = StayingBaseline(moodCount: moods.count)
    popularity = PopularityBaseline(moodCount: moods.count)
  }

  /// The number of steps in a session.
  package static func steps(
    in session: [TransitionEvaluation.Play], among moods: [MoodID]
  ) -> Int {
    zip(session, session.dropFirst()).count {
      SoftTransition(from: $0.moods, to: $1.moods, among: moods) != nil
    }
  }

  /// Takes the next session in order of time.
  package mutating func add(_ session: [TransitionEvaluation.Play]) {
    var previous: TransitionEvaluation.Play?
    for play in session {
      if let previous { take(from: previous, to: play) }
      transitions.observePlay(play.moods, in: play.context)
      popularity.learn(SoftTransition.parts(of: play.moods, among: moods))
      previous = play
    }
  }

  private mutating func take(
    from: TransitionEvaluation.Play, to play: TransitionEvaluation.Play
  ) {
    guard let soft = SoftTransition(from: from.moods, to: play.moods, among: moods) else { return }
    if step >= trainingSteps {
      learned.add(transitions.prediction(after: from.moods, in: play.context), soft.to)
      stay.add(staying.prediction(after: soft.from), soft.to)
      unigram.add(popularity.prediction, soft.to)
    } else {
      staying.learn(soft)
    }
    transitions.observeTransition(from: from.moods, to: play.moods, in: play.context)
    step += 1
  }

  /// What has come out.
  package var evaluation: TransitionEvaluation {
    var evaluation = TransitionEvaluation()
    evaluation.trainingSteps = trainingSteps
    evaluation.testSteps = testSteps
    evaluation.learned = learned.scores
    evaluation.stay = stay.scores
    evaluation.unigram = unigram.scores
    return evaluation
  }
}
