package import Clustering
package import MusicModel

/// The fitted projection from what the models hear to the space that moods are regions of.
///
/// A point is z(valence, energy) joined with 2 × the L2-normalised principal components of the
/// embedding: `[2 + k]` values, compared by Euclidean distance. The embedding part has unit length,
/// so distance on it is cosine distance; clustering the embedding alone finds genre and recording,
/// clustering affect alone throws the music away.
///
/// A space never changes. Centres and memberships belong to the space they were computed in, which
/// ``fingerprint`` tells from any other.
package struct MoodSpace: Hashable, Sendable {
  /// Whose music the space was fitted on.
  package enum Origin: UInt8, Sendable, CaseIterable {
    /// The music that the fit shipped with Orpheus was made from.
    case prior = 0
    /// The listener's library.
    case library = 1
  }

  /// Mean and deviation of one affect value over the fitted tracks, on its own scale of 0…1.
  package struct Standardisation: Hashable, Sendable {
    package var mean: Float
    /// 0 where the value did not vary: the coordinate is then 0 for every track.
    package var deviation: Float

    /// Pairs a mean with a deviation.
    package init(mean: Float, deviation: Float) {
      self.mean = mean
      self.deviation = deviation
    }

    func score(_ value: Float) -> Float { deviation > 0 ? (value - mean) / deviation : 0 }
  }

  /// What makes the embeddings this space takes; others do not fit.
  package let model: ModelVersion
  package let origin: Origin
  /// How many tracks the space was fitted on.
  package let trackCount: Int
  package let valence: Standardisation
  package let energy: Standardisation
  /// The length of the embedding part of every point. 2 balances it against two z-scores:
  /// measured to keep both the affect and the music apart.
  package let embeddingWeight: Float
  /// `[embedding length]`
  package let embeddingMean: [Float]
  /// Orthonormal directions, the one of greatest variance first, `[k × embedding length]`; each has
  /// the sign that makes its largest loading positive.
  package let components: PointMatrix

  /// The default of ``embeddingWeight``.
  package static let standardEmbeddingWeight: Float = 2

  /// The default, and the most, number of principal components.
  package static let standardComponentCount = 50

  /// How many tracks a library needs before a space of its own beats the shipped prior.
  package static let minimumLibraryCount = 200

  init(
    model: ModelVersion, origin: Origin, trackCount: Int, valence: Standardisation,
    energy: Standardisation, embeddingWeight: Float, embeddingMean: [Float],
    components: PointMatrix
  ) {
    self.model = model
    self.origin = origin
    self.trackCount = trackCount
    self.valence = valence
    self.energy = energy
    self.embeddingWeight = embeddingWeight
    self.embeddingMean = embeddingMean
    self.components = components
  }

  /// The same space for `model`, another version whose embeddings mean the same: made by the same
  /// networks that heard more or less of each track.
  package func adopted(for model: ModelVersion) -> MoodSpace {
    MoodSpace(
      model: model, origin: origin, trackCount: trackCount, valence: valence, energy: energy,
      embeddingWeight: embeddingWeight, embeddingMean: embeddingMean, components: components)
  }

  /// The length of the embeddings it takes.
  package var embeddingLength: Int { embeddingMean.count }

  /// Values a point: 2 + k.
  package var dimension: Int { 2 + components.count }

  /// The point of one track: z(valence), z(energy), then the weighted unit vector, `[2 + k]`.
  ///
  /// An embedding on the mean has no direction; its embedding part is all zeros, equally far from
  /// every direction. Throws `wrongLength` or `notFinite`.
  package func project(
    _ embedding: Embedding, _ affect: Affect
  ) throws(MoodSpaceError) -> [Float] {
    guard embedding.values.count == embeddingLength else {
      throw .wrongLength(embedding.values.count, expected: embeddingLength)
    }
    let centred = zip(embedding.values, embeddingMean).map { $0 - $1 }
    var point = [valence.score(affect.valence), energy.score(affect.energy)]
    point.reserveCapacity(dimension)
    let rows = components.values.span
    var squaredLength: Float = 0
    for row in 0..<components.count {
      let value = centred.span.dot(rows.extracting(components.range(ofRow: row)))
      squaredLength += value * value
      point.append(value)
    }
    // What is left of the mean after rounding must not be blown up to unit length.
    let rounding = 1e-12 * embeddingMean.span.dot(embeddingMean.span)
    let scale = squaredLength > rounding ? embeddingWeight / squaredLength.squareRoot() : 0
    for index in 2..<point.count { point[index] *= scale }
    guard squaredLength.isFinite, point.allSatisfy(\.isFinite) else { throw .notFinite }
    return point
  }
}

extension MoodSpaceError {
  static func wrongLength(_ length: Int, expected: Int) -> Self {
    Self(
      .wrongLength,
      "The embedding has \(length) values where the mood space takes \(expected): "
        + "it comes from another model, so the track has to be analysed again.")
  }

  static let notFinite = Self(
    .notFinite,
    "The analysis holds a value that is not a finite number: the track has to be analysed again.")
}
