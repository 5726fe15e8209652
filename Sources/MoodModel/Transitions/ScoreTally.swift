import Glibc

/// Sums up how well steps were foreseen.
struct ScoreTally {
  private var steps = 0
  private var sums = TransitionEvaluation.Scores()

  /// Takes in that `prediction` `[moods]` was made before a track of the moods `came` followed.
  mutating func add(_ prediction: [Double], _ came: [SoftTransition.Part]) {
    steps += 1
    let known = came.reduce(0) { $0 + $1.share }
    for part in came {
      let share = part.share / known
      let rank = Self.rank(of: part.mood, in: prediction)
      sums.logLoss -= share * log(prediction[part.mood])
      if rank == 1 { sums.hitAt1 += share }
      if rank <= 3 { sums.hitAt3 += share }
      sums.meanReciprocalRank += share / Double(rank)
    }
  }

  /// The means; nought without any step.
  var scores: TransitionEvaluation.Scores {
    guard steps > 0 else { return TransitionEvaluation.Scores() }
    var means = sums
    means.logLoss /= Double(steps)
    means.hitAt1 /= Double(steps)
    means.hitAt3 /= Double(steps)
    means.meanReciprocalRank /= Double(steps)
    return means
  }

  private static func rank(of mood: Int, in prediction: [Double]) -> Int {
    1
      + prediction.indices.count { other in
        prediction[other] > prediction[mood]
          || (prediction[other] == prediction[mood] && other < mood)
      }
  }
}
