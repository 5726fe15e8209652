/// How far each of several ways of foreseeing (“experts”) is believed.
///
/// The mixture of the experts' probabilities by these weights is Bayesian model averaging: over any
/// history its log-loss is within ln(number of experts) of the best expert's. A little of the
/// weight is shared out evenly after every step, so that an expert that was wrong for years can
/// come back within a few dozen steps (fixed share; Herbster and Warmuth, Machine Learning 1998).
struct ExpertWeights: Hashable, Sendable {
  /// What is shared out evenly at every step. Measured on simulated listeners: with .002 a step of
  /// steady habits costs .001 nats more, with .0005 a step of drifting ones does.
  static let redistributed = 0.001

  /// Sum to 1, and none is ever nought.
  var values: [Double]

  /// Believes `count` experts alike.
  init(count: Int) {
    values = [Double](repeating: 1 / Double(count), count: count)
  }

  /// Takes in what probability each expert gave to what came; all greater than nought.
  mutating func learn(_ likelihoods: [Double]) {
    var total = 0.0
    for index in values.indices {
      values[index] *= likelihoods[index]
      total += values[index]
    }
    let kept = (1 - Self.redistributed) / total
    let shared = Self.redistributed / Double(values.count)
    for index in values.indices { values[index] = values[index] * kept + shared }
  }

  /// Whether these can have come from ``learn(_:)``.
  var areSound: Bool {
    values.allSatisfy { $0 > 0 && $0 <= 1 } && abs(values.reduce(0, +) - 1) < 1e-6
  }
}
