import Glibc

/// The estimators the model has to be better than, on plain counts of steps.
struct PlainEstimator {
  /// What is left of each count after a step.
  private let kept: Double
  private var counts = [[Double]](
    repeating: [Double](repeating: 0, count: SimulatedListener.moodCount),
    count: SimulatedListener.moodCount)

  init(halfLife: Double? = nil) { kept = halfLife.map { exp2(-1 / $0) } ?? 1 }

  mutating func add(_ from: Int, _ to: Int) {
    if kept < 1 { counts = counts.map { $0.map { $0 * kept } } }
    counts[from][to] += 1
  }

  /// One half for every cell.
  func jeffreys(after mood: Int) -> [Double] {
    let row = counts[mood]
    let total = row.reduce(0, +) + 0.5 * Double(row.count)
    return row.map { ($0 + 0.5) / total }
  }

  /// ρ·stay + (1 − ρ)·unigram without self, worth α = 5 steps; ρ and the unigram learned.
  func sticky(after mood: Int) -> [Double] {
    let moods = counts.indices
    let stays = moods.reduce(0) { $0 + counts[$1][$1] }
    let total = counts.reduce(0) { $0 + $1.reduce(0, +) }
    let staying = (stays + 1) / (total + 2)
    let usual = moods.map { to in moods.reduce(1) { $0 + counts[$1][to] } }
    let elsewhere = usual.reduce(0, +) - usual[mood]
    let departures = counts[mood].reduce(0, +)
    return moods.map { to in
      let prior = to == mood ? staying : (1 - staying) * usual[to] / elsewhere
      return (counts[mood][to] + 5 * prior) / (departures + 5)
    }
  }

  /// What can be said by someone who knows this listener's ρ, popular moods, and how the rows were
  /// drawn, but not the rows: no estimator does better on average.
  func informed(of listener: SimulatedListener, after mood: Int) -> [Double] {
    let departures = counts[mood].reduce(0, +)
    let moves = departures - counts[mood][mood]
    let stay =
      (counts[mood][mood] + SimulatedListener.stayStrength * listener.staying)
      / (departures + SimulatedListener.stayStrength)
    return counts.indices.map { to in
      if to == mood { return stay }
      let prior = listener.popularity[to] / (1 - listener.popularity[mood])
      return (1 - stay) * (counts[mood][to] + SimulatedListener.moveStrength * prior)
        / (moves + SimulatedListener.moveStrength)
    }
  }
}
