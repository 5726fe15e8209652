/// How much more or less often each mood comes in one part of the week than was foreseen without
/// regard to it.
///
/// A factor for each mood, (seen + τ) / (foreseen + τ), multiplies every row, which then is brought
/// back to sum 1: one step of iterative proportional fitting (Deming and Stephan, Annals of
/// Mathematical Statistics 1940), with a gamma prior about 1 worth τ arrivals. It has one number a
/// mood to learn, where rows of its own would have one for every pair of moods. What is foreseen
/// already knows which mood came before, so a mood that merely stays long is not taken for popular.
struct PopularityShift: Hashable, Sendable {
  /// τ of each expert; one more, the last, leaves rows as they are.
  let strengths: [Double]
  let moodCount: Int
  /// How often each mood came in each part `[parts × moods]`, in units.
  var seen: [Double]
  /// How often it was foreseen to come there `[parts × moods]`, in units.
  var foreseen: [Double]
  var weights: ExpertWeights

  /// Starts with nothing seen in any of `partCount` parts of the week.
  init(partCount: Int, moodCount: Int, strengths: [Double]) {
    self.strengths = strengths
    self.moodCount = moodCount
    seen = [Double](repeating: 0, count: partCount * moodCount)
    foreseen = seen
    weights = ExpertWeights(count: strengths.count + 1)
  }

  /// `row` as it is in `part`; counts are in `unit`.
  func shifted(_ row: [Double], in part: Int, unit: FadingUnit) -> [Double] {
    var likelihoods = [Double](repeating: 0, count: strengths.count + 1)
    return mixed(row, factors(in: part, unit: unit), came: [], share: 0, &likelihoods)
  }

  /// Learns the step, before which `rows` (one for each mood it may have come from) were foreseen
  /// without regard to the part. Returns the rows as they were foreseen with regard to it.
  mutating func learn(
    _ step: SoftTransition, foreseen rows: [[Double]], in part: Int, unit: FadingUnit
  ) -> [[Double]] {
    let factors = self.factors(in: part, unit: unit)
    var likelihoods = [Double](repeating: step.unknownShare, count: strengths.count + 1)
    var shifted: [[Double]] = []
    shifted.reserveCapacity(rows.count)
    for (from, row) in zip(step.from, rows) {
      shifted.append(mixed(row, factors, came: step.to, share: from.share, &likelihoods))
    }
    weights.learn(likelihoods)

    let start = part * moodCount
    let toShare = step.toShare
    for (from, row) in zip(step.from, rows) {
      let amount = from.share * unit.value
      for to in step.to { seen[start + to.mood] += amount * to.share }
      for mood in 0..<moodCount { foreseen[start + mood] += amount * toShare * row[mood] }
    }
    return shifted
  }

  /// The factors by which each expert multiplies a row `[strengths × moods]`.
  private func factors(in part: Int, unit: FadingUnit) -> [Double] {
    var factors: [Double] = []
    factors.reserveCapacity(strengths.count * moodCount)
    let start = part * moodCount
    for strength in strengths {
      let prior = strength * unit.value
      for index in start..<start + moodCount {
        factors.append((seen[index] + prior) / (foreseen[index] + prior))
      }
    }
    return factors
  }

  /// The mixture of the experts' rows; adds to `likelihoods` what each of them gave to what `came`,
  /// times `share`.
  private func mixed(
    _ row: [Double], _ factors: [Double], came: [SoftTransition.Part], share: Double,
    _ likelihoods: inout [Double]
  ) -> [Double] {
    let untouched = weights.values[strengths.count]
    var mixed = row
    for mood in mixed.indices { mixed[mood] *= untouched }
    for to in came { likelihoods[strengths.count] += share * to.share * row[to.mood] }
    for expert in strengths.indices {
      let start = expert * moodCount
      var total = 0.0
      for mood in row.indices { total += row[mood] * factors[start + mood] }
      let scale = weights.values[expert] / total
      for mood in row.indices { mixed[mood] += scale * row[mood] * factors[start + mood] }
      for to in came {
        likelihoods[expert] += share * to.share * row[to.mood] * factors[start + to.mood] / total
      }
    }
    return mixed
  }
}
