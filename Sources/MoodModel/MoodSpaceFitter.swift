import Clustering
package import MusicModel

/// Fits a ``MoodSpace`` in one pass over the tracks.
///
/// Keeps only count, means and co-moments, updated one track at a time (Welford, Technometrics
/// 1962; for covariances Chan, Golub and LeVeque 1979), all in double precision: a library of any
/// size needs the memory of one `[length × length]` matrix.
package struct MoodSpaceFitter: Sendable {
  private let model: ModelVersion
  private let length: Int
  /// How many tracks have been added.
  package private(set) var trackCount = 0
  private var mean: [Double]
  /// Sums of products of deviations, `[length × length]`; only the upper triangle is kept up.
  private var comoments: [Double]
  private var valence = RunningMoments()
  private var energy = RunningMoments()
  /// The deviation of the track being added from the mean so far; here to be allocated once.
  private var deviation: [Double]

  /// Starts with no tracks, for embeddings of `embeddingLength` ≥ 1 values made by `model`.
  package init(model: ModelVersion, embeddingLength: Int) {
    precondition(embeddingLength > 0, "an embedding has at least one value")
    self.model = model
    length = embeddingLength
    mean = [Double](repeating: 0, count: length)
    deviation = mean
    comoments = [Double](repeating: 0, count: length * length)
  }

  /// Takes one track in.
  ///
  /// Throws `wrongLength` or `notFinite`, and then is as it was before.
  package mutating func add(
    _ embedding: Embedding, _ affect: Affect
  ) throws(MoodSpaceError) {
    let values = embedding.values
    guard values.count == length else { throw .wrongLength(values.count, expected: length) }
    guard values.allSatisfy(\.isFinite), affect.valence.isFinite, affect.energy.isFinite else {
      throw .notFinite
    }
    trackCount += 1
    let count = Double(trackCount)
    valence.add(Double(affect.valence), count: count)
    energy.add(Double(affect.energy), count: count)
    for index in 0..<length {
      deviation[index] = Double(values[index]) - mean[index]
      mean[index] += deviation[index] / count
    }
    let shrink = (count - 1) / count
    for row in 0..<length {
      let factor = deviation[row] * shrink
      let start = row * length
      for column in row..<length { comoments[start + column] += factor * deviation[column] }
    }
  }

  /// The space of the tracks added so far.
  ///
  /// There are at most `components` components, and fewer where the tracks span fewer directions:
  /// n tracks span n − 1 at most, identical embeddings none. A direction whose variance rounding
  /// could explain is left out, as its sign and angle would be noise. A valence or energy that does
  /// not vary makes its coordinate 0.
  ///
  /// Throws `tooFewTracks` below two tracks, and `decomposition`.
  package func fitted(
    origin: MoodSpace.Origin, components maximum: Int = MoodSpace.standardComponentCount
  ) throws(MoodSpaceError) -> MoodSpace {
    guard trackCount >= 2 else {
      throw MoodSpaceError(
        .tooFewTracks, "A mood space needs at least two analysed tracks, not \(trackCount).")
    }
    let count = Double(trackCount)
    let eigen = try SymmetricEigendecomposition(
      upperTriangle: comoments.map { $0 / count }, order: length)
    let floor = max(
      (eigen.values.last ?? 0) * 1e-10,
      mean.reduce(0) { $0 + $1 * $1 } * 1e-12,
      .leastNormalMagnitude)
    let limit = min(max(maximum, 0), trackCount - 1, length)
    var components = PointMatrix(dimension: length)
    // LAPACK's eigenvalues ascend.
    for row in (0..<length).reversed().prefix(limit) where eigen.values[row] > floor {
      components.append(Self.signed(eigen.vectors[row * length..<(row + 1) * length]))
    }
    return MoodSpace(
      model: model, origin: origin, trackCount: trackCount,
      valence: valence.standardisation(count: count), energy: energy.standardisation(count: count),
      embeddingWeight: MoodSpace.standardEmbeddingWeight, embeddingMean: mean.map { Float($0) },
      components: components)
  }

  /// The direction with its largest loading positive: an eigenvector's sign is arbitrary, a stored
  /// space's is not.
  private static func signed(_ vector: ArraySlice<Double>) -> [Float] {
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return vector.map { Float(largest < 0 ? -$0 : $0) }
  }
}

extension MoodSpace {
  /// Fits a space on tracks at hand; `embeddings` and `affect` go in pairs.
  ///
  /// Throws `tooFewTracks`, `wrongLength` (for embeddings of different lengths, or arrays that do
  /// not pair up), `notFinite` or `decomposition`.
  package static func fit(
    embeddings: [Embedding], affect: [Affect], model: ModelVersion, origin: Origin,
    components: Int = standardComponentCount
  ) throws(MoodSpaceError) -> MoodSpace {
    guard embeddings.count == affect.count else {
      throw MoodSpaceError(
        .wrongLength,
        "\(embeddings.count) embeddings cannot be paired with \(affect.count) affect values.")
    }
    let length = embeddings.first?.values.count ?? 0
    var fitter = MoodSpaceFitter(model: model, embeddingLength: max(length, 1))
    for (embedding, affect) in zip(embeddings, affect) { try fitter.add(embedding, affect) }
    return try fitter.fitted(origin: origin, components: components)
  }
}

/// Mean and sum of squared deviations of one value (Welford).
private struct RunningMoments {
  private var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double, count: Double) {
    let deviation = value - mean
    mean += deviation / count
    squares += deviation * (value - mean)
  }

  /// Deviations below a millionth of the scale of 0…1 are rounding, and count as none.
  func standardisation(count: Double) -> MoodSpace.Standardisation {
    let deviation = (squares / count).squareRoot()
    return MoodSpace.Standardisation(
      mean: Float(mean), deviation: deviation > 1e-6 ? Float(deviation) : 0)
  }
}
