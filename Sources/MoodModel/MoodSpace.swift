package import Clustering
package import MusicModel

/// The fitted projection from what the models hear to the space that moods are regions of, compared
/// by Euclidean distance.
///
/// With x the embedding, μ its mean and V its principal components, of deviations σ, over the
/// fitted tracks, a point of the joined form is
///
///     z(valence) ⊕ z(energy) ⊕ 1.15 · y / √‖y‖        y = √σ ∘ V (x − μ) / √(Σ σ³)
///
/// Clustering the embedding alone finds genre and recording, clustering affect alone throws the
/// music away. √σ lets the components that any half of a library would find again count for more
/// than the noise of the last ones; √‖y‖ keeps half of how pronounced a track is: with all of it a
/// few extreme tracks take moods of their own, with none (cosine distance) tracks near the mean,
/// whose direction is noise, count in full. Against cosine distance, moods of two halves of a
/// library agree better, and explain as much of affect and embedding; `Benchmarks/spaces` has the
/// figures.
///
/// A space never changes. Centres and memberships belong to the space they were computed in, which
/// ``fingerprint`` tells from any other.
package struct MoodSpace: Hashable, Sendable {
  /// How points are made of embedding and affect.
  package enum Form: UInt8, Sendable, CaseIterable {
    /// z(valence), z(energy) and twice the unit vector of the principal components: what the first
    /// version of Orpheus fitted. Read, so that moods can move to another form; no longer fitted
    /// but to be compared with.
    case direction = 0
    /// Affect joined with the embedding: the default.
    case joined = 1
    /// Three canonical variates: what in the embedding correlates with valence, energy and
    /// danceability, and nothing else; moods across genres. See ``CanonicalCorrelation``.
    case canonical = 2

    /// True when the first two coordinates are z(valence) and z(energy).
    var holdsAffect: Bool { self != .canonical }

    /// ``MoodSpace/embeddingWeight`` of a new space.
    var embeddingWeight: Float {
      switch self {
      case .direction: 2
      // Six moods then explain .80 and .75 of the variance of valence and energy over 242 recordings,
      // and .39 of the embedding's; 1.8 gives .68, .68 and .45. No weight explains three quarters of
      // both and more than .42 of the embedding.
      case .joined: 1.15
      case .canonical: 1
      }
    }

    /// The most principal components it can make use of.
    var componentLimit: Int { self == .canonical ? 40 : .max }
  }

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

  package let form: Form
  /// What makes the embeddings this space takes; others do not fit.
  package let model: ModelVersion
  package let origin: Origin
  /// How many tracks the space was fitted on.
  package let trackCount: Int
  package let valence: Standardisation
  package let energy: Standardisation
  /// What the embedding part of every point is multiplied by; balances it against two z-scores.
  package let embeddingWeight: Float
  /// `[embedding length]`
  package let embeddingMean: [Float]
  /// Directions in the embedding, that of greatest variance (for canonical variates: of highest
  /// correlation) first, `[k × embedding length]`; of unit length in the direction form, scaled as
  /// the projection needs them in the others.
  package let components: PointMatrix
  /// The share of the embedding's variance over the fitted tracks that lies along the principal
  /// components which were used, 0…1.
  package let explainedVariance: Float

  /// The default, and the most, number of principal components.
  package static let standardComponentCount = 50

  /// How many tracks a library needs before a space of its own beats the shipped prior.
  package static let minimumLibraryCount = 200

  init(
    form: Form, model: ModelVersion, origin: Origin, trackCount: Int, valence: Standardisation,
    energy: Standardisation, embeddingWeight: Float, embeddingMean: [Float],
    components: PointMatrix, explainedVariance: Float
  ) {
    self.form = form
    self.model = model
    self.origin = origin
    self.trackCount = trackCount
    self.valence = valence
    self.energy = energy
    self.embeddingWeight = embeddingWeight
    self.embeddingMean = embeddingMean
    self.components = components
    self.explainedVariance = explainedVariance
  }

  /// The same space for `model`, another version whose embeddings mean the same: made by the same
  /// networks that heard more or less of each track.
  package func adopted(for model: ModelVersion) -> MoodSpace {
    MoodSpace(
      form: form, model: model, origin: origin, trackCount: trackCount, valence: valence,
      energy: energy, embeddingWeight: embeddingWeight, embeddingMean: embeddingMean,
      components: components, explainedVariance: explainedVariance)
  }

  /// True when a library of `trackCount` analysed tracks should have a space fitted anew: a prior
  /// from 200 tracks on, a library's own when the library has grown by half since. In between a
  /// space stays as it is, so that centres moved online remain comparable.
  package func isOutgrown(byTrackCount trackCount: Int) -> Bool {
    switch origin {
    case .prior: trackCount >= Self.minimumLibraryCount
    // 2·now ≥ 3·then, for numbers of any size.
    case .library: trackCount - self.trackCount >= self.trackCount / 2 + self.trackCount % 2
    }
  }

  /// The length of the embeddings it takes.
  package var embeddingLength: Int { embeddingMean.count }

  /// Values a point: 2 + k, or the 3 canonical variates.
  package var dimension: Int { (form.holdsAffect ? 2 : 0) + components.count }

  /// The point of one track, `[dimension]`.
  ///
  /// Throws `wrongLength` or `notFinite`.
  package func project(_ features: MoodFeatures) throws(MoodSpaceError) -> [Float] {
    try project(features.embedding, features.affect)
  }

  /// The point of one track, `[dimension]`.
  ///
  /// Throws `wrongLength` or `notFinite`.
  package func project(
    _ embedding: Embedding, _ affect: Affect
  ) throws(MoodSpaceError) -> [Float] {
    guard embedding.values.count == embeddingLength else {
      throw .wrongLength(embedding.values.count, expected: embeddingLength)
    }
    guard affect.valence.isFinite, affect.energy.isFinite else { throw .notFinite }
    let centred = zip(embedding.values, embeddingMean).map { $0 - $1 }
    var point =
      form.holdsAffect ? [valence.score(affect.valence), energy.score(affect.energy)] : []
    point.reserveCapacity(dimension)
    let start = point.count
    let rows = components.values.span
    var squaredLength: Float = 0
    for row in 0..<components.count {
      let value = centred.span.dot(rows.extracting(components.range(ofRow: row)))
      squaredLength += value * value
      point.append(value)
    }
    let scale = embeddingScale(squaredLength: squaredLength)
    for index in start..<point.count { point[index] *= scale }
    guard squaredLength.isFinite, point.allSatisfy(\.isFinite) else { throw .notFinite }
    return point
  }

  /// What the components of an embedding are multiplied by when their squares sum to
  /// `squaredLength`.
  private func embeddingScale(squaredLength: Float) -> Float {
    switch form {
    case .direction:
      // An embedding on the mean has no direction, and what is left of the mean after rounding must
      // not be blown up to unit length.
      let rounding = 1e-12 * embeddingMean.span.dot(embeddingMean.span)
      return squaredLength > rounding ? embeddingWeight / squaredLength.squareRoot() : 0
    case .joined:
      // Nothing needs to be blown up here: as y goes to zero, so does y / √‖y‖.
      return squaredLength > 0 ? embeddingWeight / squaredLength.squareRoot().squareRoot() : 0
    case .canonical:
      return embeddingWeight
    }
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
