package import MusicModel

/// How well transitions are foreseen, on plays that were not learned from yet.
package struct TransitionEvaluation: Hashable, Sendable {
  /// The figures of one way of foreseeing.
  package struct Scores: Hashable, Sendable {
    /// Mean −ln of the probability given to what came, in nats.
    package var logLoss = 0.0
    /// Share of steps whose mood was the most likely one, or among the three most likely.
    package var hitAt1 = 0.0
    package var hitAt3 = 0.0
    /// Mean reciprocal rank.
    package var meanReciprocalRank = 0.0
  }

  package var learned = Scores()
  /// “The mood stays as it is”, with what remains spread over the other moods: how often moods stay
  /// is learned from the training steps, the rest is spread evenly.
  package var stay = Scores()
  /// “Moods come as often as they always do”: the share of all plays so far, the latest included.
  package var unigram = Scores()
  /// Steps learned from, and steps foreseen.
  package var trainingSteps = 0
  package var testSteps = 0

  /// Starts with nothing measured.
  package init() {}

  /// One play of a session, its moods and context.
  package struct Play: Hashable, Sendable {
    package var moods: [MoodShare]
    package var context: ListeningContext

    /// Gathers one play.
    package init(moods: [MoodShare], context: ListeningContext) {
      self.moods = moods
      self.context = context
    }
  }

  /// Learns from the sessions in order of time, and measures on the last `share` of all steps, each
  /// foreseen before it is learned from.
  ///
  /// A step is from one play to the next of the same session, both of moods there are: a play of
  /// unknown mood leaves a gap on both sides. Where a track belongs to several moods, every score is
  /// the one expected if the track were of each mood with the probability of its share. Moods
  /// foreseen as equally likely rank in the order of `moods`.
  package static func measure(
    sessions: [[Play]], moods: [MoodID], holdingOut share: Double = 0.2
  ) -> TransitionEvaluation {
    let steps = sessions.reduce(0) { $0 + Self.steps(in: $1, among: moods) }
    var evaluation = TransitionEvaluation()
    // Written so that a share that is not a number holds out nothing.
    let heldOut = share > 0 ? min(share, 1) : 0
    evaluation.testSteps = Int((Double(steps) * heldOut).rounded())
    evaluation.trainingSteps = steps - evaluation.testSteps

    var transitions = MoodTransitions(moods: moods)
    var staying = StayingBaseline(moodCount: moods.count)
    var popularity = PopularityBaseline(moodCount: moods.count)
    var tallies = (learned: ScoreTally(), stay: ScoreTally(), unigram: ScoreTally())
    var step = 0
    for session in sessions {
      var previous: Play?
      for play in session {
        if let from = previous,
          let soft = SoftTransition(from: from.moods, to: play.moods, among: moods)
        {
          if step >= evaluation.trainingSteps {
            tallies.learned.add(
              transitions.prediction(after: from.moods, in: play.context), soft.to)
            tallies.stay.add(staying.prediction(after: soft.from), soft.to)
            tallies.unigram.add(popularity.prediction, soft.to)
          } else {
            staying.learn(soft)
          }
          transitions.observeTransition(from: from.moods, to: play.moods, in: play.context)
          step += 1
        }
        transitions.observePlay(play.moods, in: play.context)
        popularity.learn(SoftTransition.parts(of: play.moods, among: moods))
        previous = play
      }
    }
    evaluation.learned = tallies.learned.scores
    evaluation.stay = tallies.stay.scores
    evaluation.unigram = tallies.unigram.scores
    return evaluation
  }

  private static func steps(in session: [Play], among moods: [MoodID]) -> Int {
    zip(session, session.dropFirst()).count {
      SoftTransition(from: $0.moods, to: $1.moods, among: moods) != nil
    }
  }
}
