import Clustering
package import MusicModel

/// How well a mood space fits the tracks it is used for, measured in one pass over them: what an
/// evaluation of moods prints about the space itself.
///
/// A space is frozen between fits while the library grows; the report says what that costs.
package struct MoodSpaceReport: Sendable {
  private let space: MoodSpace
  /// The embedding part of every point, then valence and energy.
  private var moments: RunningCovariance

  /// Starts with no tracks.
  package init(_ space: MoodSpace) {
    self.space = space
    moments = RunningCovariance(length: space.components.count + 2)
  }

  /// Takes one track in. Throws `wrongLength` or `notFinite`, and then is as it was before.
  package mutating func add(
    _ embedding: Embedding, _ affect: Affect
  ) throws(MoodSpaceError) {
    let point = try space.project(embedding, affect)
    moments.add(point.suffix(space.components.count) + [affect.valence, affect.energy])
  }

  /// One figure to print.
  package struct Row: Hashable, Sendable {
    /// Stable, for programs: `explained-variance`.
    package let name: String
    /// Nil where the tracks are too few to tell.
    package let value: Double?
    /// What the value is, a phrase for people.
    package let meaning: String
  }

  /// Everything to print, in order.
  ///
  /// Throws `decomposition`.
  package func rows() throws(MoodSpaceError) -> [Row] {
    let regression = try AffectRegression(moments.result(), trackCount: moments.count)
    return [
      Row(
        name: "fitted-tracks", value: Double(space.trackCount),
        meaning: "tracks the space was fitted on"),
      Row(name: "tracks", value: Double(moments.count), meaning: "tracks measured here"),
      Row(name: "dimensions", value: Double(space.dimension), meaning: "values a point"),
      Row(
        name: "explained-variance", value: Double(space.explainedVariance),
        meaning: "share of the embedding's variance that the components hold, when fitted"),
      Row(
        name: "valence-explained", value: regression.valence,
        meaning: "share of valence that the embedding part of a point foretells"),
      Row(
        name: "energy-explained", value: regression.energy,
        meaning: "share of energy that the embedding part of a point foretells"),
      Row(
        name: "valence-drift", value: drift(of: space.valence, now: regression.valenceMean),
        meaning: "how far mean valence has moved since, in deviations"),
      Row(
        name: "energy-drift", value: drift(of: space.energy, now: regression.energyMean),
        meaning: "how far mean energy has moved since, in deviations"),
    ]
  }

  private func drift(of fitted: MoodSpace.Standardisation, now mean: Double) -> Double? {
    guard moments.count > 0, fitted.deviation > 0 else { return nil }
    return (mean - Double(fitted.mean)) / Double(fitted.deviation)
  }
}

/// The least-squares prediction of valence and energy from the embedding part of points.
private struct AffectRegression {
  /// Adjusted R², 0…1: the share of variance explained, less what as many coordinates would explain
  /// by chance (Ezekiel 1930). Nil where nothing varies or coordinates are as many as tracks.
  let valence: Double?
  let energy: Double?
  let valenceMean: Double
  let energyMean: Double

  init(
    _ joint: (mean: [Double], covariance: [Double]), trackCount: Int
  ) throws(MoodSpaceError) {
    let width = joint.mean.count
    let count = width - 2
    valenceMean = joint.mean[count]
    energyMean = joint.mean[count + 1]
    guard count > 0, trackCount > 1 else {
      (valence, energy) = (nil, nil)
      return
    }
    let predictors = (0..<count).flatMap { row in
      joint.covariance[row * width..<row * width + count]
    }
    let eigen = try SymmetricEigendecomposition(upperTriangle: predictors, order: count)
    let floor = max((eigen.values.last ?? 0) * 1e-9, .leastNormalMagnitude)
    let used = eigen.values.indices.filter { eigen.values[$0] > floor }
    func explained(_ column: Int) -> Double? {
      let variance = joint.covariance[column * width + column]
      let freedom = trackCount - used.count - 1
      guard variance > 1e-12, freedom > 0 else { return nil }
      let share = used.reduce(0) { sum, index in
        let axis = eigen.vectors[index * count..<(index + 1) * count]
        let covariance = zip(0..<count, axis).reduce(0) {
          $0 + joint.covariance[$1.0 * width + column] * $1.1
        }
        return sum + covariance * covariance / eigen.values[index]
      }
      return max(0, 1 - (1 - share / variance) * Double(trackCount - 1) / Double(freedom))
    }
    valence = explained(count)
    energy = explained(count + 1)
  }
}
