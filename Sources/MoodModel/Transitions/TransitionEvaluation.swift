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

  /// Learns from the sessions in order of time, and measures on the last `share` of all steps; see
  /// ``TransitionMeasurement``.
  package static func measure(
    sessions: [[Play]], moods: [MoodID], holdingOut share: Double = 0.2
  ) -> TransitionEvaluation {
    let steps = sessions.reduce(0) { $0 + TransitionMeasurement.steps(in: $1, among: moods) }
    var measurement = TransitionMeasurement(moods: moods, steps: steps, holdingOut: share)
    for session in sessions { measurement.add(session) }
    return measurement.evaluation
  }
}
